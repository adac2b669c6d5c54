"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    if sys.argv[1:2] != ["collectstatic"]:  # Style sheets are for everybody.
        os.umask(0o077)  # Database, backups and pictures are the owner's alone.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atmp_events.settings")
    execute_from_command_line()

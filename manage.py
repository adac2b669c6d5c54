"""Django's command line for this project."""

import os

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atmp_events.settings")
    execute_from_command_line()

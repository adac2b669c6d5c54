"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atmp_events.settings")
_site = get_wsgi_application()

from .operations.front import in_front_of  # noqa: E402 (not before Django is set up)

application = in_front_of(_site)

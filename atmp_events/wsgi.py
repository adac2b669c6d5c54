"""The door for gunicorn."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atmp_events.settings")
_site = get_wsgi_application()

from .operations.front import in_front_of  # noqa: E402 (not before Django is set up)
from .operations.gathering import gather  # noqa: E402

gather()
import_module(settings.PUBLIC_URLCONF)  # so that no first reader waits for it
application = in_front_of(_site)

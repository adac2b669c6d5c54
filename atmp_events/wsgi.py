"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atmp_events.settings")
_site = get_wsgi_application()

# Not before Django is set up; and all addresses, so that no first reader waits for them.
from . import urls  # noqa: E402, F401
from .operations.front import in_front_of  # noqa: E402

application = in_front_of(_site)

"""The WSGI application (PEP 3333), which gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atmp_events.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # so that the first reader does not wait for it

"""The engine that the public pages are drawn with."""

from typing import cast

from django.conf import settings
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment


def public_environment() -> Environment:
    """Return Jinja's environment, as `public_templates.py` makes it."""
    return cast(Environment, cast(Jinja2, engines[settings.PUBLIC_TEMPLATES]).env)

"""Views that are loaded when somebody first asks for one: what few ask for costs no start."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


def opened(view: str) -> Callable[..., HttpResponse]:
    """Return a view by its dotted path, as Django names whatever it loads by settings."""

    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = import_string(view)(request, *args, **kwargs)
        return response

    return door

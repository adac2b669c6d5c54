"""Views that are loaded when somebody first asks for one: what few ask for costs no start."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


def opened(package: str, view: str) -> Callable[..., HttpResponse]:
    """Return a view of a package, named by its module and function."""

    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = import_string(f"{package}.{view}")(request, *args, **kwargs)
        return response

    return door

"""The views of calendars, loaded when somebody first asks for one.

The library that writes them would be a tenth of what a process loads before its first answer.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


def opened(view: str) -> Callable[..., HttpResponse]:
    """Return a view of this package, named by its module and function."""

    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = import_string(f"{__package__}.{view}")(request, *args, **kwargs)
        return response

    return door


all_events_calendar = opened("views.all_events_calendar")
chosen_calendar = opened("views.chosen_calendar")
event_calendar = opened("views.event_calendar")
holder_calendar = opened("views.holder_calendar")
preview_calendar = opened("preview.preview_calendar")

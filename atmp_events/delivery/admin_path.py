"""Where the public site ends and the admin begins: cookies, languages and compression differ."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def is_of_the_admin(request: HttpRequest) -> bool:
    """Tell whether an address is the admin's, wherever ADMIN_PATH has put it."""
    return f"{request.path_info}/".startswith(f"/{settings.ADMIN_PATH}")


def addresses(get_response: Handler) -> Handler:
    """Know only the public addresses where a visitor asks.

    To know an address of the admin is to load all of it: a process that has only visitors starts
    sooner, and keeps the room for better use.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_of_the_admin(request):
            request.urlconf = settings.PUBLIC_URLCONF  # type: ignore[attr-defined]
        return get_response(request)

    return middleware

"""What the logs say: one object a line, which request it belongs to, and nobody's address."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from random import getrandbits
from time import perf_counter
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

HEADER: Final = "X-Request-ID"
SOUND: Final = re.compile(r"[\w.-]{8,64}", re.ASCII)

current: ContextVar[str] = ContextVar("current request", default="")


class WithRequest(logging.Filter):
    """Writes on every record which request it belongs to (empty outside of one)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through."""
        record.request_id = current.get()
        return True


def watched(get_response: Handler) -> Handler:
    """Give each request a name, and note its end: method, path, status, milliseconds.

    The name is the proxy's own, where one is trusted. Of the address only the path is noted: what
    somebody searched for, and from where, is nobody's business.
    """
    count = counting()

    def middleware(request: HttpRequest) -> HttpResponse:
        token = current.set(name_of(request.headers.get(HEADER, "")))
        started = perf_counter()
        try:
            response = get_response(request)
            seconds = perf_counter() - started
            response.headers[HEADER] = current.get()
            count(str(request.method), _page_of(request), response.status_code, seconds)
            note(str(request.method), request.path, response.status_code, seconds)
            return response
        finally:
            current.reset(token)

    return middleware


def note(method: str, path: str, status: int, seconds: float) -> None:
    """Write the one line about an answer that has been given."""
    logger.info(
        "%s %s %s",
        method,
        path,
        status,
        extra={"status": status, "milliseconds": round(seconds * 1000, 1)},
    )


def counting() -> Callable[[str, str, int, float], None]:
    """Return what counts an answer: method, page (its name in urls.py), status, seconds."""
    if not settings.METRICS_BIND:
        return lambda method, page, status, seconds: None
    from .metrics import note as count  # Loading it opens files for the numbers.

    return count


def name_of(given: str) -> str:
    """Return the name of a request: what the proxy gave it, where one is trusted, or a new one."""
    is_ours = settings.SECURE_PROXY_SSL_HEADER and SOUND.fullmatch(given)
    # Nothing is secret in it, and to ask the system for chance costs as much as all the rest here.
    return given if is_ours else f"{getrandbits(128):032x}"


def _page_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return getattr(request, "page_name", "") or (match.view_name if match else "")

"""What the logs say: one object a line, which request it belongs to, and nobody's address."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter
from typing import Final
from uuid import uuid4

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
    count = _counting()

    def middleware(request: HttpRequest) -> HttpResponse:
        token = current.set(_name_of(request))
        started = perf_counter()
        try:
            response = get_response(request)
            seconds = perf_counter() - started
            response.headers[HEADER] = current.get()
            count(request, response.status_code, seconds)
            logger.info(
                "%s %s %s",
                request.method,
                request.path,
                response.status_code,
                extra={"status": response.status_code, "milliseconds": round(seconds * 1000, 1)},
            )
            return response
        finally:
            current.reset(token)

    return middleware


def _counting() -> Callable[[HttpRequest, int, float], None]:
    if not settings.METRICS_BIND:
        return lambda request, status, seconds: None
    from .metrics import note  # Loading it opens files for the numbers.

    return note


def _name_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return given if SOUND.fullmatch(given) else uuid4().hex

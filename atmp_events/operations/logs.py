"""Logging of requests, with an id per request and without personal data."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from secrets import token_hex
from time import perf_counter
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

HEADER: Final = "X-Request-ID"
READABLE: Final = re.compile(r"[\w.-]{8,64}", re.ASCII)

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestId(logging.Filter):
    """Adds `request_id` to every log record; empty outside of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set the id; accept every record."""
        record.request_id = request_id.get()
        return True


def log_requests(get_response: Handler) -> Handler:
    """Give each request an id, and log method, path, status and milliseconds at its end.

    A trusted proxy may set the id. Query string and client address are not logged: they are
    personal data.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request_id.set(_id_of(request))
        started = perf_counter()
        try:
            response = get_response(request)
            response.headers[HEADER] = request_id.get()
            milliseconds = round((perf_counter() - started) * 1000, 1)
            about = {"status": response.status_code, "milliseconds": milliseconds}
            line = (request.method, request.path, response.status_code)
            logger.info("%s %s %s", *line, extra=about)
            return response
        finally:
            request_id.reset(token)

    return middleware


def _id_of(request: HttpRequest) -> str:
    """Return the id set by a trusted proxy (X-Request-ID), or a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUST_PROXY else ""
    return given if READABLE.fullmatch(given) else token_hex(16)

"""Logging of requests and reports to Sentry, without personal data or secrets.

Messages contain text from strangers: in the format `line` such a text cannot imitate a line.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from secrets import token_hex
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

HEADER: Final = "X-Request-ID"
READABLE: Final = re.compile(r"[\w.-]{8,64}", re.ASCII)
# Secret addresses: of a draft, of a form to set a password, or in the letter to one reader.
SECRET: Final = re.compile(
    r"(/(?:forhandsvisning|preview|password/[^/\s]+"
    r"|sv/+(?:anmalan|folj)|en/+(?:registration|follow))/+)[^/\s'\"]+",
    re.IGNORECASE,
)

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestId(logging.Filter):
    """Adds `request_id` to every log record, empty outside of a request, and removes secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set the id and remove secrets; accept every record."""
        record.request_id = request_id.get()
        record.msg, record.args = without_secrets(record.getMessage()), ()
        vars(record).pop("request", None)  # Django adds it; its text is the whole address.
        if record.name.startswith("django.security"):
            record.exc_info = None  # A stranger's request caused it: no trace is needed.
        return True


class LineFormatter(logging.Formatter):
    """Writes one line a record; the lines of a trace are indented."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # of the base class
        """Return the first line, with control characters as escapes."""
        return _visible(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # of the base class
        """Return the trace."""
        return "\n".join(f"  {_visible(it)}" for it in super().formatException(ei).split("\n"))


def without_secrets(text: str) -> str:
    """Return a text with "…" in place of the secret part of addresses."""
    return SECRET.sub(r"\1…", text)


def _visible(text: str) -> str:
    return "".join(
        it if it.isprintable() else it.encode("unicode_escape").decode("ascii") for it in text
    )


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
            line = (request.method, without_secrets(request.path), response.status_code)
            logger.info("%s %s %s", *line, extra=about)
            return response
        finally:
            request_id.reset(token)

    return middleware


def _id_of(request: HttpRequest) -> str:
    """Return the id set by a trusted proxy (X-Request-ID), or a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.TRUST_PROXY else ""
    return given if READABLE.fullmatch(given) else token_hex(16)


def report_errors() -> None:
    """Start Sentry, if `SENTRY_DSN` is set, without personal data.

    Raises ImproperlyConfigured if it cannot be read.
    """
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # slow to import, and optional
    from sentry_sdk.utils import BadDsn

    try:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            release=settings.VERSION,
            max_request_body_size="never",
            include_local_variables=False,
            before_send=report_without_personal_data,
        )
    except BadDsn:
        raise ImproperlyConfigured("Set SENTRY_DSN to the address of a Sentry project.") from None


def report_without_personal_data(report: Any, hint: Any = None) -> Any:
    """Return a report without secret addresses, and of its request only address and method."""
    request = report.get("request", {})
    about = {name: request[name] for name in ("url", "method") if name in request}
    return _without_secrets_in(report | {"request": about})


def _without_secrets_in(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without_secrets_in(it) for name, it in part.items()}
    if isinstance(part, list | tuple):
        return [_without_secrets_in(it) for it in part]
    return without_secrets(part) if isinstance(part, str) else part

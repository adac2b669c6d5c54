"""The fastest possible WSGI application: it always returns one page of the site on SITE_PORT."""

import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from .servers import get

GUNICORN_HEADERS: Final = {"date", "server", "connection", "transfer-encoding"}
PAGE_HEADERS, BODY = get(int(os.environ["SITE_PORT"]), os.environ["SITE_PATH"])
HEADERS: Final = [it for it in PAGE_HEADERS.items() if it[0].lower() not in GUNICORN_HEADERS]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer any request."""
    start_response("200 OK", HEADERS)
    return [BODY]

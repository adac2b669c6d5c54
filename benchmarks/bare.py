"""The fastest possible answer: a WSGI function that returns a page of the site on SITE_PORT."""

import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from .servers import get

OF_GUNICORN: Final = {"date", "server", "connection", "transfer-encoding"}
GIVEN, BODY = get(int(os.environ["SITE_PORT"]), os.environ["SITE_PATH"])
HEADERS: Final = [it for it in GIVEN.items() if it[0].lower() not in OF_GUNICORN]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer any request."""
    start_response("200 OK", HEADERS)
    return [BODY]

"""Health probes: `/healthz` (the process is alive) and `/readyz` (it can serve requests).

They answer before all other middleware, for any Host and without TLS, since probes use the IP
address. They reveal nothing that a stranger could use.
"""

import logging
import os
import shutil
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from ..mail.outbox import is_on, state_of_outbox
from .database import migrations_done

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

MIN_FREE_DISK: Final = 50 * 1024 * 1024  # bytes


def probes(get_response: Handler) -> Handler:
    """Answer the two probes; pass on all other requests."""

    def middleware(request: HttpRequest) -> HttpResponse:
        match request.path:
            case "/healthz":
                return _uncached(HttpResponse("alive\n", content_type="text/plain"))
            case "/readyz":
                checks = CHECKS | (LETTERS if is_on() else {})
                found = {name: _passes(name, check) for name, check in checks.items()}
                # Without the cache the site is only slower, and letters are not the site.
                fine = {name: it for name, it in found.items() if name not in OPTIONAL}
                words = {name: "ok" if it else "failing" for name, it in found.items()}
                return _uncached(JsonResponse(words, status=200 if all(fine.values()) else 503))
            case _:
                return get_response(request)

    return middleware


def database_answers() -> bool:
    """Return whether the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def cache_works() -> bool:
    """Return whether the cache returns a stored value."""
    cache.set("readyz", "yes", timeout=10)
    return bool(cache.get("readyz") == "yes")


def disk_has_room() -> bool:
    """Return whether DATA_DIR is writable and has `MIN_FREE_DISK` left."""
    folder = settings.DATA_DIR
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > MIN_FREE_DISK


def letters_are_sent() -> bool:
    """Return whether no letter has waited for long."""
    return not state_of_outbox().is_stuck(timezone.now())


CHECKS: Final = {
    "database": database_answers,
    "migrations": migrations_done,
    "cache": cache_works,
    "disk": disk_has_room,
}
LETTERS: Final = {"letters": letters_are_sent}  # where mail is set up
OPTIONAL: Final = {"cache", "letters"}


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # Any failure means not ready; the log has the reason.
        logger.exception("Not ready: %s", name)
        return False


def _uncached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response

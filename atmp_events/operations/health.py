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

from ..mail.outbox import sends_letters, state_of_outbox
from .database import migrations_done

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

MIN_FREE_DISK: Final = 50 * 1024 * 1024  # bytes


def probes(get_response: Handler) -> Handler:
    """Answer the two probes; pass on all other requests."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response: HttpResponse
        if request.path == "/healthz":
            response = HttpResponse("alive\n", content_type="text/plain")
        elif request.path == "/readyz":
            names = [name for name in CHECKS if name != "letters" or sends_letters()]
            failing = {name for name in names if not _passes(name)}
            words = {name: "failing" if name in failing else "ok" for name in names}
            response = JsonResponse(words, status=503 if failing - OPTIONAL else 200)
        else:
            return get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response

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


CHECKS: Final[dict[str, Callable[[], bool]]] = {
    "database": database_answers,
    "migrations": migrations_done,
    "cache": cache_works,
    "disk": disk_has_room,
    "letters": letters_are_sent,
}
# Without the cache the site is only slower, and letters are not the site.
OPTIONAL: Final = {"cache", "letters"}


def _passes(name: str) -> bool:
    try:
        return CHECKS[name]()
    except Exception:  # Any failure means not ready; the log has the reason.
        logger.exception("Not ready: %s", name)
        return False

"""A switch that closes the site while IT works on it: a file in the folder of all data."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ..delivery.refusals import refuse

Handler = Callable[[HttpRequest], HttpResponse]

NAME: Final = "maintenance.json"


def close(*, until: datetime) -> None:
    """Answer every request with 503 from now on. `until` is aware: when to try again.

    What is kept may still go out for a tenth of a second (operations/front.py).
    """
    _switch().write_text(json.dumps({"until": until.isoformat()}), encoding="utf-8")


def open_again() -> None:
    """Answer as usual."""
    _switch().unlink(missing_ok=True)


def closed_until() -> datetime | None:
    """Return when the site is expected back; None while it is open."""
    with suppress(FileNotFoundError):
        try:
            return datetime.fromisoformat(json.loads(_switch().read_bytes())["until"])
        except (ValueError, KeyError, TypeError):  # Somebody made the file by hand: that is enough.
            return timezone.now() + timedelta(minutes=15)
    return None


def is_closed() -> bool:
    """Tell whether the switch is thrown."""
    return os.path.exists(f"{settings.DATA_DIR}/{NAME}")  # noqa: PTH110 (asked at every request)


def noticed(get_response: Handler) -> Handler:
    """Let no answer that is kept go out while the switch is thrown."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_closed():
            request.is_closed = True  # type: ignore[attr-defined]  # for `delivery.caching`
        return get_response(request)

    return middleware


def closed_for_maintenance(get_response: Handler) -> Handler:
    """Answer with the page for 503, and when to try again, while the switch is thrown."""

    def middleware(request: HttpRequest) -> HttpResponse:
        until = closed_until()
        if until is None:
            return get_response(request)
        response = refuse(request, 503)
        left = until - timezone.now()
        response.headers["Retry-After"] = str(max(60, int(left.total_seconds())))
        return response

    return middleware


def _switch() -> Path:
    return Path(settings.DATA_DIR, NAME)

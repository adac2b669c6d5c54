"""The first that meets a request: an answer that is kept leaves at once, before Django is woken.

What it gives is what `delivery.caching.whole_answers` would give, noted and counted as any answer.
Without it the site is the same, only slower.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

from ..delivery.caching import at_once
from .logs import HEADER, counting, current, name_of, note
from .maintenance import is_closed

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

LATELY: Final = 0.1  # seconds that a kept answer may still go out after the site was closed
GIVEN: Final = "HTTP_" + HEADER.upper().replace("-", "_")
STATUS: Final[dict[int, str]] = {
    it: f"{it.value} {it.phrase}" for it in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
}


def in_front_of(site: Application) -> Application:
    """Return the site with its kept answers before it (PEP 3333)."""
    count, is_closed_by_now = counting(), lately(is_closed)

    def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        began = perf_counter()
        answer = None if is_closed_by_now(began) else at_once(environ)
        if answer is None:
            return site(environ, start_response)
        token = current.set(name := name_of(environ.get(GIVEN, "")))
        try:
            start_response(STATUS[answer.status], [*answer.headers, (HEADER, name)])
            seconds = perf_counter() - began
            count("GET", answer.page, answer.status, seconds)
            note("GET", environ["PATH_INFO"], answer.status, seconds)
        finally:
            current.reset(token)
        return [answer.body]

    return application


def lately(ask: Callable[[], bool]) -> Callable[[float], bool]:
    """Return what says, for a moment in seconds, what `ask` said at most a tenth of one before.

    A look at the disk lets the other threads in, which costs more than all the rest done here.
    """
    said, until = False, 0.0

    def answer(now: float) -> bool:
        nonlocal said, until
        if now >= until:
            said, until = ask(), now + LATELY
        return said

    return answer

"""Public answers are made once, and kept whole until what they say is no longer so.

The first of all middlewares: what is kept has every header already. An answer holds for one
`generation.Present`: a save is seen by the next request in every process, on every machine, and
the passing of time on the second. Only an anonymous reader's answer is kept or given.
"""

import gzip
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, TypeVar, cast

import brotli
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from ..selection import FIELDS
from .generation import Present, present
from .languages import language_of

Handler = Callable[[HttpRequest], HttpResponse]

Part = TypeVar("Part")

logger = logging.getLogger(__name__)

# What decides on an answer besides the path. With anything else the answer is neither kept nor
# looked for: whoever adds words to an address cannot fill the memory, nor see what is kept.
PARAMETERS: Final = {*FIELDS, "after", "before"}
LONGEST_QUERY: Final = 500  # characters
LARGEST: Final = 1024 * 1024  # octets of a body that is kept
SMALLEST: Final = 500  # octets of a body that is worth compressing
COMPRESSED: Final = ("text/", "application/", "image/svg")
VALIDATORS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer with its bodies by encoding ("" is as it is), and while what it holds."""

    stamp: str
    made_at: datetime
    until: datetime
    headers: tuple[tuple[str, str], ...]
    etag: str  # of the body as it is, in its quotation marks
    validated_at: int | None  # in seconds, where If-Modified-Since may decide
    bodies: dict[str, bytes]

    def holds(self, at: Present) -> bool:
        """Tell whether it is still what would be said; a clock set back is no reason to trust."""
        return self.stamp == at.stamp and self.made_at <= at.now < self.until


def whole_answers(get_response: Handler) -> Handler:
    """Give a public answer that still holds, or keep the one that is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        at = present(timezone.now()) if key else None
        if key is None or at is None:
            return get_response(request)
        request.present = at  # type: ignore[attr-defined]
        answer = _read(key)
        if not (isinstance(answer, Answer) and answer.holds(at)):
            asked = {name: request.META.pop(name, None) for name in VALIDATORS}
            response = get_response(request)
            request.META.update({name: it for name, it in asked.items() if it is not None})
            if not _is_for_all(response):
                return _validated(request, response)
            answer = _answer(response, at)
            if len(response.content) <= LARGEST:
                _write(key, answer, at)
        return _give(request, answer)

    return middleware


def kept(request: HttpRequest, name: str, make: Callable[[], Part]) -> Part:
    """Return a part of many answers, made once for as long as it holds. It is never None."""
    at: Present | None = getattr(request, "present", None)
    if at is None:
        return make()
    key = f"part:{name}"
    known = _read(key)
    if isinstance(known, tuple) and known[0] == at.stamp and known[1] <= at.now < known[2]:
        return cast(Part, known[3])
    part = make()
    _write(key, (at.stamp, at.now, at.until, part), at)
    return part


def _key(request: HttpRequest) -> str | None:
    """Return what names the answer, or None where it is not the same for everybody."""
    if request.method not in {"GET", "HEAD"} or language_of(request) is None:
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META:
        return None
    query = request.META.get("QUERY_STRING", "")
    if query and (len(query) > LONGEST_QUERY or not _is_known(request)):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None  # It is refused in words further in.
    parts = (request.scheme or "", host, request.path, *map(repr, sorted(request.GET.items())))
    return sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()


def _is_known(request: HttpRequest) -> bool:
    return request.GET.keys() <= PARAMETERS and all(len(it) == 1 for _, it in request.GET.lists())


def _is_for_all(response: HttpResponse) -> bool:
    """Tell whether an answer may be given to others as it is."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.headers.get("Cache-Control", "").startswith("public")
        and "ETag" in response.headers
        and "Vary" not in response.headers
        and "Content-Encoding" not in response.headers
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
    )


def _validated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an answer that is not kept, or 304 where its reader has it."""
    etag = response.headers.get("ETag")
    if response.status_code != 200 or etag is None:
        return response
    seconds = getattr(response, "validated_at", None)
    answer = get_conditional_response(request, etag, seconds, response)
    return answer if isinstance(answer, HttpResponse) else response


def _answer(response: HttpResponse, at: Present) -> Answer:
    patch_vary_headers(response, ["Accept-Encoding"])
    kind, body = response.headers["Content-Type"], response.content
    bodies = {"": body}
    if kind.startswith(COMPRESSED) and len(body) >= SMALLEST:
        bodies |= {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
    unchanging = ("ETag", "Content-Length")
    headers = tuple(pair for pair in response.headers.items() if pair[0] not in unchanging)
    seconds = getattr(response, "validated_at", None)
    etag = response.headers["ETag"]
    return Answer(at.stamp, at.now, at.until, headers, etag, seconds, bodies)


def _give(request: HttpRequest, answer: Answer) -> HttpResponse:
    encoding = _encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""), answer.bodies)
    body = answer.bodies[encoding]
    # Another encoding is another representation, with a tag of its own (RFC 9110, 8.8.3.3).
    etag = f'{answer.etag[:-1]}-{encoding}"' if encoding else answer.etag
    headers = dict(answer.headers) | {"ETag": etag, "Content-Length": str(len(body))}
    if encoding:
        headers["Content-Encoding"] = encoding
    response = HttpResponse(body, headers=headers)
    given = get_conditional_response(request, etag, answer.validated_at, response)
    return given if isinstance(given, HttpResponse) else response


def _encoding(accepted: str, bodies: dict[str, bytes]) -> str:
    """Return the smallest encoding there is that the reader accepts (RFC 9110, 12.5.3)."""
    taken = set()
    for part in accepted.lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";")
        if not quality.startswith("q=0") or quality.strip("q=0."):
            taken.add(name)
    return next((it for it in ("br", "gzip") if it in taken and it in bodies), "")


def _read(key: str) -> object:
    try:
        return cache.get(key)
    except Exception:  # Whatever is wrong with the cache, the site only becomes slower.
        logger.exception("The cache cannot be read")
        return None


def _write(key: str, value: object, at: Present) -> None:
    try:
        cache.set(key, value, (at.until - at.now).total_seconds())
    except Exception:  # As above.
        logger.exception("The cache cannot be written")

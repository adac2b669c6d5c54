"""Public answers are made once, and kept whole until what they say is no longer so.

It stands before all that makes an answer: what is kept has every header already. An answer holds
for one stamp of the database: a save is seen by the next request in every process, on every
machine, and the passing of time on the second. Only an anonymous reader's answer is kept or given.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, Final, TypeVar, cast

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags

from ..facts.alarm import PARAMETER as ALARM
from ..selection import FIELDS
from .compression import TextCompression
from .generation import Present, present, stamp
from .languages import language_of
from .memory import Shelf
from .shared import Shared

Handler = Callable[[HttpRequest], HttpResponse]
Key = tuple[str, ...]

Part = TypeVar("Part")

# What decides on an answer besides the path. With anything else the answer is neither kept nor
# looked for, so that whoever adds words to an address fills nothing.
PARAMETERS: Final = {*FIELDS, ALARM, "after", "before", "all", "choose"}
LONGEST_QUERY: Final = 500  # characters
LARGEST: Final = 1024 * 1024  # octets of a body that is kept
SMALLEST: Final = 500  # octets of a body that is worth compressing
COMPRESSED: Final = ("text/", "application/", "image/svg")
VALIDATORS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING")

# Whoever asks for ever new words pushes out other questions, but no page that stands by itself.
OF_UNCHANGED: Final = {"cache-control", "content-location", "etag", "expires", "vary"}
# Whatever else a request brings that decides on its answer is left to Django.
NOT_AT_ONCE: Final = {
    "HTTP_AUTHORIZATION",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
}

PAGES: Final = Shelf(8 * 1024 * 1024)
QUESTIONS: Final = Shelf(2 * 1024 * 1024)
PARTS: Final = Shelf(2 * 1024 * 1024)
SHARED: Final = Shared()


@dataclass(frozen=True)
class Form:
    """An answer in one encoding."""

    body: bytes
    etag: str  # in its quotation marks
    headers: dict[str, str]  # nobody changes it

    @cached_property
    def lines(self) -> list[tuple[str, str]]:
        """The headers as a server takes them (PEP 3333)."""
        return list(self.headers.items())

    @cached_property
    def few_lines(self) -> list[tuple[str, str]]:
        """The headers of a 304 (RFC 9110, 15.4.5), and none that would speak of a body."""
        return [(name, it) for name, it in self.headers.items() if name.lower() in OF_UNCHANGED]


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer with its forms by encoding ("" is as it is), and while what it holds."""

    stamp: str
    made_at: datetime
    until: datetime
    validated_at: int | None  # in seconds, where If-Modified-Since may decide
    page: str  # its name in urls.py
    forms: dict[str, Form]

    @property
    def size(self) -> int:
        """Return how many bytes its bodies are."""
        return sum(len(form.body) for form in self.forms.values())

    def may_hold(self, now: datetime) -> bool:
        """Tell whether the clock leaves it as it is; one set back is no reason to trust."""
        return self.made_at <= now < self.until


def whole_answers(get_response: Handler) -> Handler:
    """Give a public answer that still holds, or keep the one that is made."""
    compression = TextCompression(lambda request: get_response(request))

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_of_anybody(request):
            return get_response(request)
        now, key = timezone.now(), _key(request)
        if key is None:
            request.present = present(now)  # type: ignore[attr-defined]  # for `kept`
            return get_response(request)
        shelf = QUESTIONS if key[-1] else PAGES
        answer = shelf.get(key)
        if isinstance(answer, Answer) and answer.may_hold(now) and answer.stamp == stamp():
            return _give(request, answer)
        at = present(now)
        if at is None:
            return get_response(request)
        request.present = at  # type: ignore[attr-defined]
        answer = _of_others(key, at)
        if answer is None:
            response = _plainly(request, get_response)
            if not _is_for_all(response):
                response = _validated(request, response)
                return cast(HttpResponse, compression.process_response(request, response))
            match = request.resolver_match
            answer = _answer(response, at, match.view_name if match else "")
            SHARED.put(_name(key), answer, (at.until - at.now).total_seconds())
        shelf.put(key, answer, answer.size)
        return _give(request, answer)

    return middleware


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept answer as a server sends it (PEP 3333)."""

    status: int
    headers: list[tuple[str, str]]  # nobody changes it
    body: bytes
    page: str


def at_once(environ: Mapping[str, Any]) -> Kept | None:
    """Return what is kept for a plain question of an anonymous reader, without making a request.

    Only what the middleware below would give, and keeps under the same key; None for the rest.
    """
    if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING"):
        return None
    path = environ.get("PATH_INFO", "")
    if not path.isascii() or environ.get("SCRIPT_NAME"):
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    if not NOT_AT_ONCE.isdisjoint(environ):
        return None
    host = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
    answer = PAGES.get((_scheme(environ), host, path, ""))
    if not isinstance(answer, Answer) or not answer.may_hold(timezone.now()):
        return None
    if answer.stamp != stamp():
        return None
    form = answer.forms[_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""), *answer.forms)]
    if _has(environ.get("HTTP_IF_NONE_MATCH", ""), form.etag):
        return Kept(304, form.few_lines, b"", answer.page)
    return Kept(200, form.lines, form.body, answer.page)


def kept(request: HttpRequest, name: str, make: Callable[[], Part]) -> Part:
    """Return a part of many answers, made once for as long as it holds. Nobody may change it."""
    at: Present | None = getattr(request, "present", None)
    if at is None:
        return make()
    known = PARTS.get(name)
    if isinstance(known, tuple) and known[0] == at.stamp and known[1] <= at.now < known[2]:
        return cast(Part, known[3])
    part = make()
    PARTS.put(name, (at.stamp, at.now, at.until, part), len(repr(part)))
    return part


def _is_of_anybody(request: HttpRequest) -> bool:
    """Tell whether a request for a page is one that everybody might have sent."""
    meta = request.META
    if request.method not in {"GET", "HEAD"} or language_of(request) is None:
        return False
    if "HTTP_AUTHORIZATION" in meta or getattr(request, "is_closed", False):
        return False
    return not (meta.get("HTTP_COOKIE") and settings.SESSION_COOKIE_NAME in request.COOKIES)


def _key(request: HttpRequest) -> Key | None:
    """Return what names the answer, or None where words are asked that no page knows.

    Only what was answered with 200 is ever kept, so a host that is refused has nothing here.
    """
    meta = request.META
    query = meta.get("QUERY_STRING", "")
    if query:
        if len(query) > LONGEST_QUERY or not _is_known(request):
            return None
        query = repr(sorted(request.GET.items()))
    return request.scheme or "", meta.get("HTTP_HOST", meta["SERVER_NAME"]), request.path, query


def _is_known(request: HttpRequest) -> bool:
    return request.GET.keys() <= PARAMETERS and all(len(it) == 1 for _, it in request.GET.lists())


def _scheme(environ: Mapping[str, Any]) -> str:
    """Return what `HttpRequest.scheme` would."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, value = settings.SECURE_PROXY_SSL_HEADER
        given = environ.get(header)
        if given is not None:
            return "https" if given.split(",")[0].strip() == value else "http"
    return str(environ["wsgi.url_scheme"])


def _has(known: str, etag: str) -> bool:
    """Tell whether If-None-Match names this form (weak comparison, RFC 9110, 8.8.3.2)."""
    if not known:
        return False
    if known == etag:
        return True
    tags = parse_etags(known)
    return tags == ["*"] or etag.removeprefix("W/") in (tag.removeprefix("W/") for tag in tags)


def _name(key: Key) -> str:
    return sha256("\n".join(key).encode(errors="surrogatepass")).hexdigest()


def _of_others(key: Key, at: Present) -> Answer | None:
    """Return what another process has made, if it holds."""
    answer = SHARED.get(_name(key)) if SHARED.answers else None
    if isinstance(answer, Answer) and answer.stamp == at.stamp and answer.may_hold(at.now):
        return answer
    return None


def _plainly(request: HttpRequest, get_response: Handler) -> HttpResponse:
    """Return the answer in full and as it is, whatever its reader has or can read."""
    asked = {name: request.META.pop(name) for name in VALIDATORS if name in request.META}
    try:
        return get_response(request)
    finally:
        request.META.update(asked)


def _is_for_all(response: HttpResponse) -> bool:
    """Tell whether an answer may be kept, and given to others as it is."""
    headers = response.headers
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and headers.get("Cache-Control", "").startswith("public")
        and "ETag" in headers
        and headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        and "Content-Encoding" not in headers
        and "'nonce-" not in headers.get("Content-Security-Policy", "")
        and len(response.content) <= LARGEST
    )


def _validated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an answer that is not kept, or 304 where its reader has it."""
    etag = response.headers.get("ETag")
    if response.status_code != 200 or etag is None:
        return response
    seconds = getattr(response, "validated_at", None)
    answer = get_conditional_response(request, etag, seconds, response)
    return answer if isinstance(answer, HttpResponse) else response


def _answer(response: HttpResponse, at: Present, page: str) -> Answer:
    patch_vary_headers(response, ["Accept-Encoding"])
    kind, body = response.headers["Content-Type"], response.content
    bodies = {"": body}
    if kind.startswith(COMPRESSED) and len(body) >= SMALLEST:
        bodies |= {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
    forms = {encoding: _form(response, encoding, body) for encoding, body in bodies.items()}
    seconds = getattr(response, "validated_at", None)
    return Answer(at.stamp, at.now, at.until, seconds, page, forms)


def _form(response: HttpResponse, encoding: str, body: bytes) -> Form:
    etag = response.headers["ETag"]
    if encoding:  # Another representation, with a tag of its own (RFC 9110, 8.8.3.3).
        etag = f'{etag[:-1]}-{encoding}"'
    headers = {**response.headers, "ETag": etag, "Content-Length": str(len(body))}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Form(body, etag, headers)


def _give(request: HttpRequest, answer: Answer) -> HttpResponse:
    request.page_name = answer.page  # type: ignore[attr-defined]  # for those who count
    form = answer.forms[_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""), *answer.forms)]
    response = HttpResponse(form.body, headers=form.headers)
    meta = request.META
    if "HTTP_IF_NONE_MATCH" not in meta and "HTTP_IF_MODIFIED_SINCE" not in meta:
        return response
    given = get_conditional_response(request, form.etag, answer.validated_at, response)
    return given if isinstance(given, HttpResponse) else response


@lru_cache(maxsize=200)
def _encoding(accepted: str, *forms: str) -> str:
    """Return the smallest encoding there is that the reader accepts (RFC 9110, 12.5.3)."""
    if not accepted:
        return ""
    taken = set()
    for part in accepted.lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";")
        if not quality.startswith("q=0") or quality.strip("q=0."):
            taken.add(name)
    return next((it for it in ("br", "gzip") if it in taken and it in forms), "")

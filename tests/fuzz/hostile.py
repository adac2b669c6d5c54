"""Hostile requests, and the check that an answer to them is harmless."""

import os
import random
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, quote_from_bytes

from django.db import transaction
from django.test import Client

# How many times more requests, with a new seed each run; 0: few requests, always the same.
FACTOR: Final = int(os.environ.get("FUZZ", "0"))
SEED: Final = random.randrange(10**6) if FACTOR else 1  # noqa: S311
SLOW: Final = 2.0  # seconds; not checked if FACTOR is 0

MARK: Final = "\"'><i id=zq>&lt;"
WORDS: Final = (
    MARK,
    "x\r\nX-Zq: 1",
    "x\nSet-Cookie: zq=1",
    "\x00",
    "\x1b[31m\x07\x7f",
    "'; DROP TABLE events_event; --",
    '" OR 1=1 NEAR(a b, 9) AND NOT * : ^ -',
    "{{ 7*7 }}{% include 'x' %}${7*7}%(x)s%n",
    "../../../../etc/passwd",
    "..%2f..%5c%00",
    "javascript:alert(1)//http://zq",
    "//evil.example/\\@evil.example",
    "\u202eكود\u200b\u200d\ufeff\u2028",
    "🧬" * 60,
    "e\u0301" * 400,
    "A" * 9000,
    "(" * 300,
    "-1",
    "0",
    "9" * 40,
    "9" * 5000,
    "1e999",
    "NaN",
    "２０２７",
    "0001-01-01T00:00:00+99:99",
    "9999-12-31 23:59:59.999999",
    "2027-02-30",
    "-PT1H",
    "P99999999999D",
    "",
    " ",
    "null",
    '{"a": [',
    "%",
    "%zz",
    "a,b,,;c|d",
)
BYTES: Final = (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0\x9f", b"\x00\x01")
HEADERS: Final = (
    *("Accept", "Accept-Encoding", "Accept-Language", "Cookie", "Host", "If-Match", "Range"),
    *("If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Referer", "Origin"),
    *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-ID", "User-Agent"),
    *("X-HTTP-Method-Override", "X-CSRFToken", "Expect", "Content-Encoding", "Authorization"),
)
METHODS: Final = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "ZQ")
TYPES: Final = (
    *("application/x-www-form-urlencoded", "application/json", "text/xml", "", "zq"),
    *("multipart/form-data; boundary=zq", "multipart/form-data", "text/html; charset=zq"),
)
MARKUP: Final = ("html", "xml", "svg")


@dataclass(frozen=True, slots=True)
class HostileRequest:
    """A request. `path` and `query` are percent-encoded."""

    path: str
    query: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = ""

    def __str__(self) -> str:
        address = f"{self.path}?{self.query}"[:300]
        return f"{self.method} {address} {self.headers} {self.content_type} {self.body[:300]!r}"


@dataclass(slots=True)
class Findings:
    """The number of requests, the faults, and the slowest answers (seconds, method, path)."""

    count: int = 0
    faults: dict[str, HostileRequest] = field(default_factory=dict)
    slowest: list[tuple[float, str, str]] = field(default_factory=list)

    def note(self, request: HostileRequest, seconds: float) -> None:
        """Count a request, and keep it if it is among the slowest."""
        self.count += 1
        address = f"{request.path}?{request.query}"[:120]
        self.slowest = sorted([*self.slowest, (seconds, request.method, address)])[-5:]

    def report(self) -> str:
        """Return each fault with its request, as text."""
        return "\n".join(f"{fault}\n  {request}" for fault, request in self.faults.items())

    def __str__(self) -> str:
        lines = [f"{seconds:6.2f} s {method} {path}" for seconds, method, path in self.slowest]
        return "\n".join([f"{self.count} requests (seed {SEED}); the slowest:", *lines])


def hostile_text(chance: random.Random) -> str:
    """Return a random hostile text, percent-encoded."""
    if chance.random() < 0.15:
        return quote_from_bytes(chance.choice(BYTES), safe="")
    return quote(chance.choice(WORDS), safe="" if chance.random() < 0.5 else "/%")


def hostile_header(chance: random.Random) -> str:
    """Return a random hostile header value without line ends, which no server accepts."""
    return chance.choice(WORDS).encode().decode("latin-1").replace("\r", "").replace("\n", "")


def hostile_requests(
    path: str, names: list[str], chance: random.Random
) -> Iterator[HostileRequest]:
    """Yield hostile requests to an address, with some of these parameter names."""
    some = chance.sample(names, min(3, len(names)))
    yield HostileRequest(path, "&".join(f"{quote(name)}={hostile_text(chance)}" for name in some))
    yield HostileRequest(
        path, hostile_text(chance), headers={chance.choice(HEADERS): hostile_header(chance)}
    )
    method, content_type = chance.choice(METHODS), chance.choice(TYPES)
    body = "&".join(f"{quote(name)}={hostile_text(chance)}" for name in some)
    headers = {chance.choice(HEADERS): hostile_header(chance)}
    yield HostileRequest(path, "", method, headers, body.encode(), content_type)


def send(client: Client, request: HostileRequest, *, undo: bool = True) -> Any:
    """Send a request, by default rolled back afterwards; the client keeps its cookies."""
    cookies = client.cookies.copy()
    client.raise_request_exception = False
    address = request.path + (f"?{request.query}" if request.query else "")
    extra = {"HTTP_" + name.upper().replace("-", "_"): it for name, it in request.headers.items()}
    with transaction.atomic():
        answer = client.generic(
            request.method, address, request.body, request.content_type, **extra
        )
        answer.whole_body = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(undo)
    client.cookies = cookies
    return answer


def is_harmless(answer: Any) -> bool:
    """Whether an answer is no server error, and repeats nothing of the request as code."""
    body = answer.whole_body.decode(errors="replace")
    kind = answer.headers.get("Content-Type", "")
    names = {name.lower() for name in answer.headers}
    return (
        answer.status_code < 500
        and "Traceback (most recent" not in body
        and not (any(it in kind for it in MARKUP) and "<i id=zq>" in body)
        and not (kind.startswith("text/calendar") and "\nX-Zq:" in body)
        and not names & {"x-zq"}
        and "zq" not in answer.cookies
        and "//evil.example" not in answer.headers.get("Location", "")[:20]
    )


def error_of(answer: Any) -> str:
    """Return the status, and the exception with its place if one was raised."""
    if not answer.exc_info:
        return f"{answer.status_code}"
    error = answer.exc_info[1]
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{answer.status_code} {error!r:.300} at {place.filename}:{place.lineno}"


def check(client: Client, request: HostileRequest, findings: Findings) -> None:
    """Send a request; add it to the findings, as a fault if the answer is not harmless."""
    began = time.perf_counter()
    answer = send(client, request)
    seconds = time.perf_counter() - began
    findings.note(request, seconds)
    match = answer.wsgi_request.resolver_match
    view = match.view_name if match else "?"
    if not is_harmless(answer):
        findings.faults.setdefault(f"{view}: {error_of(answer)}", request)
    if FACTOR and seconds > SLOW:
        findings.faults.setdefault(f"{view}: slow", request)

"""What nobody who means well would send, and what must never come of it."""

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

# How many times as much is tried, by chance that differs each time; 0: little, always the same.
LONG: Final = int(os.environ.get("FUZZ", "0"))
SEED: Final = random.randrange(10**6) if LONG else 1  # noqa: S311
TOO_LONG: Final = 2.0  # seconds; only what runs for long looks at the clock

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
class Question:
    """A request. `path` and `query` are percent-encoded."""

    path: str
    query: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kind: str = ""

    def __str__(self) -> str:
        address = f"{self.path}?{self.query}"[:300]
        return f"{self.method} {address} {self.headers} {self.kind} {self.body[:300]!r}"


@dataclass(slots=True)
class Tried:
    """What was asked, what went wrong, and the slowest answers (seconds, method, path)."""

    count: int = 0
    faults: dict[str, Question] = field(default_factory=dict)
    slowest: list[tuple[float, str, str]] = field(default_factory=list)

    def note(self, question: Question, seconds: float) -> None:
        """Remember one more answer."""
        self.count += 1
        address = f"{question.path}?{question.query}"[:120]
        self.slowest = sorted([*self.slowest, (seconds, question.method, address)])[-5:]

    def told(self) -> str:
        """Return the faults and what was asked for each."""
        return "\n".join(f"{fault}\n  {question}" for fault, question in self.faults.items())

    def __str__(self) -> str:
        lines = [f"{seconds:6.2f} s {method} {path}" for seconds, method, path in self.slowest]
        return "\n".join([f"{self.count} requests (seed {SEED}); the slowest:", *lines])


def hostile(chance: random.Random) -> str:
    """Return some text to send, percent-encoded."""
    if chance.random() < 0.15:
        return quote_from_bytes(chance.choice(BYTES), safe="")
    return quote(chance.choice(WORDS), safe="" if chance.random() < 0.5 else "/%")


def header(chance: random.Random) -> str:
    """Return some text that a server lets through in a header: no end of line."""
    return chance.choice(WORDS).encode().decode("latin-1").replace("\r", "").replace("\n", "")


def tries(path: str, names: list[str], chance: random.Random) -> Iterator[Question]:
    """Yield hostile requests to an address."""
    some = chance.sample(names, min(3, len(names)))
    yield Question(path, "&".join(f"{quote(name)}={hostile(chance)}" for name in some))
    yield Question(path, hostile(chance), headers={chance.choice(HEADERS): header(chance)})
    method, kind = chance.choice(METHODS), chance.choice(TYPES)
    body = "&".join(f"{quote(name)}={hostile(chance)}" for name in some)
    yield Question(path, "", method, {chance.choice(HEADERS): header(chance)}, body.encode(), kind)


def ask(client: Client, question: Question, *, undo: bool = True) -> Any:
    """Ask as anybody could, and undo what came of it; the client stays who it is."""
    cookies = client.cookies.copy()
    client.raise_request_exception = False
    address = question.path + (f"?{question.query}" if question.query else "")
    extra = {"HTTP_" + name.upper().replace("-", "_"): it for name, it in question.headers.items()}
    with transaction.atomic():
        answer = client.generic(question.method, address, question.body, question.kind, **extra)
        answer.all_of_it = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(undo)
    client.cookies = cookies
    return answer


def is_harmless(answer: Any) -> bool:
    """Tell whether an answer is neither a fault of ours nor does what its question said."""
    body = answer.all_of_it.decode(errors="replace")
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
    """Return what went wrong, in words of Python: "" where nothing was raised."""
    if not answer.exc_info:
        return f"{answer.status_code}"
    error = answer.exc_info[1]
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{answer.status_code} {error!r:.300} at {place.filename}:{place.lineno}"


def check(client: Client, question: Question, tried: Tried) -> None:
    """Ask, and note the question where the answer is not harmless."""
    began = time.perf_counter()
    answer = ask(client, question)
    seconds = time.perf_counter() - began
    tried.note(question, seconds)
    match = answer.wsgi_request.resolver_match
    where = match.view_name if match else "?"
    if not is_harmless(answer):
        tried.faults.setdefault(f"{where}: {error_of(answer)}", question)
    if LONG and seconds > TOO_LONG:
        tried.faults.setdefault(f"{where}: slow", question)

"""What is missing in one language, and what no longer says what the other does."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

from ..models import LANGUAGES, AgreedTexts, Both, Event, Language
from ..models.bilingual import ENGLISH, SWEDISH
from .details import BY_NAME

TEXTS: Final = ("title", "summary", "body", *BY_NAME, "status_note", "image_alt")
# Often the same in both languages, and then written once: never missing.
NAMES: Final = ("entrance", "room")
COPIED: Final = "copied"  # Stands for a text that its own copy cannot agree with.

Digests: TypeAlias = list[str]  # the two of one pair, Swedish first; "" for what is empty


@dataclass(frozen=True, slots=True)
class Pair:
    """One text in both languages, wherever in an event it stands."""

    key: str  # "title", "talks-12-abstract": the same as long as the row is there
    field: str  # its name in the form without its language: "talks-0-abstract"
    text: Both
    is_name: bool = False

    def digests(self) -> Digests:
        """Return what both texts are recognised by."""
        return [digest(self.text.written(language)) for language in LANGUAGES]


def digest(text: str) -> str:
    """Return what a text is recognised by; "" for none."""
    return sha256(text.encode()).hexdigest()[:16] if text else ""


def pairs_of(event: Event) -> Iterator[Pair]:
    """Yield the event's pairs of texts in the order of its form. Use `with_facts()`."""
    for name in (*TEXTS, *NAMES):
        yield Pair(name, name, getattr(event, name), name in NAMES)
    for place, talk in enumerate(event.talks.all()):
        for name in ("title", "abstract"):
            yield Pair(f"talks-{talk.pk}-{name}", f"talks-{place}-{name}", getattr(talk, name))
    for place, row in enumerate(event.appearances.all()):
        field = f"appearances-{place}-role"
        yield Pair(f"appearances-{row.pk}-role", field, row.role)


def missing_in(event: Event, language: Language) -> list[Pair]:
    """Return the texts that are written in the other language only."""
    return [
        pair
        for pair in pairs_of(event)
        if pair.text and not pair.is_name and not pair.text.written(language)
    ]


def stale_in(event: Event, language: Language) -> list[Pair]:
    """Return the texts that have stayed as they were while the other language's changed."""
    agreed = agreed_digests(event)
    return [pair for pair in pairs_of(event) if left_behind(pair, agreed.get(pair.key)) == language]


def left_behind(pair: Pair, agreed: Digests | None) -> Language | None:
    """Return the language of a pair whose text alone is as it was when both agreed."""
    now = pair.digests()
    if agreed is None or "" in agreed or "" in now:
        return None  # What has just been translated is right.
    swedish, english = (one == before for one, before in zip(now, agreed, strict=True))
    if swedish == english:
        return None
    return SWEDISH if swedish else ENGLISH


def agreed_digests(event: Event) -> dict[str, Digests]:
    """Return the digests of the texts that last agreed. Join `agreed_texts` to spare a query."""
    agreed: AgreedTexts | None = getattr(event, "agreed_texts", None)
    return agreed.digests if agreed else {}

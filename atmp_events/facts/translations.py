"""Missing and stale translations: texts in one language only, or changed in one only."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

from django.db.models import Model

from ..models import LANGUAGES, AgreedTexts, BilingualText, Event, Language
from ..models.bilingual import ENGLISH, SWEDISH
from .details import BY_NAME

TEXTS: Final = ("title", "summary", "body", *BY_NAME, "status_note", "image_alt")
# Often the same in both languages and written in one only: never missing.
NAMES: Final = ("entrance", "room")
COPIED: Final = "copied"  # in place of the digest of a copied text, so that its copy is stale

Digests: TypeAlias = list[str]  # of a pair, Swedish first; "" for an empty text


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of an event in both languages."""

    key: str  # "title", "talks-12-abstract": with the primary key of the row
    field: str  # its name in the form without its language: "talks-0-abstract"
    text: BilingualText
    row: Model

    def digests(self) -> Digests:
        """Return the digests of both texts."""
        return [digest(self.text.written(language)) for language in LANGUAGES]


def digest(text: str) -> str:
    """Return 16 hexadecimal digits of a text's SHA-256; "" for an empty text."""
    return sha256(text.encode()).hexdigest()[:16] if text else ""


def pairs_of(event: Event) -> Iterator[Pair]:
    """Yield the event's pairs of texts in the order of its form. Use `with_facts()`."""
    for name in (*TEXTS, *NAMES):
        yield Pair(name, name, getattr(event, name), event)
    for place, talk in enumerate(event.talks_in_order):
        for name in ("title", "abstract"):
            field = f"talks-{place}-{name}"
            yield Pair(f"talks-{talk.pk}-{name}", field, getattr(talk, name), talk)
    for place, row in enumerate(event.appearances_in_order):
        for name in ("role", "affiliation"):
            field = f"appearances-{place}-{name}"
            yield Pair(f"appearances-{row.pk}-{name}", field, getattr(row, name), row)


def missing_in(event: Event, language: Language) -> list[Pair]:
    """Return the pairs with a text in the other language only."""
    return [
        pair
        for pair in pairs_of(event)
        if pair.text and pair.key not in NAMES and not pair.text.written(language)
    ]


def stale_in(event: Event, language: Language) -> list[Pair]:
    """Return the pairs that changed only in the other language since both last agreed."""
    agreed = agreed_digests(event)
    return [
        pair for pair in pairs_of(event) if stale_language(pair, agreed.get(pair.key)) == language
    ]


def stale_language(pair: Pair, agreed: Digests | None) -> Language | None:
    """Return the language of a stale pair: only the other has changed since both agreed."""
    now = pair.digests()
    if agreed is None or "" in agreed or "" in now:
        return None  # A text that was missing and has just been written is not stale.
    same_swedish, same_english = (one == before for one, before in zip(now, agreed, strict=True))
    if same_swedish == same_english:
        return None
    return SWEDISH if same_swedish else ENGLISH


def agreed_digests(event: Event) -> dict[str, Digests]:
    """Return the digests of the texts that last agreed. Join `agreed_texts` to save a query."""
    agreed: AgreedTexts | None = getattr(event, "agreed_texts", None)
    return agreed.digests if agreed else {}

"""Rules that compare the two languages of an event."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from ..facts.translations import missing_in, pairs_of
from ..models import LANGUAGES, Event
from .finding import Finding
from .passages import Passage, passage

# The spoken language as a text names it: "are held in Swedish", "hålls på svenska".
SPOKEN: Final = re.compile(
    r"(?:held|given|presented|spoken)\s+in\s+(?P<en>Swedish|English)"
    r"|(?:hålls|ges|talas|presenteras)\s+på\s+(?P<sv>svenska|engelska)",
    re.IGNORECASE,
)
CODES: Final = {"swedish": "sv", "svenska": "sv", "english": "en", "engelska": "en"}


def missing(event: Event) -> Iterator[Finding]:
    """Find texts in one language only."""
    for language in LANGUAGES:
        lacks = _("The Swedish is missing.") if language == "sv" else _("The English is missing.")
        for pair in missing_in(event, language):
            if pair.field == "image_alt":
                continue  # That stops publishing: `rules` says so.
            yield Finding(f"{pair.field}_{language}", lacks)


def numbers(event: Event) -> Iterator[Finding]:
    """Find times and numbers in one language only."""
    for pair in pairs_of(event):
        if pair.text.sv and pair.text.en:
            swedish, english = (
                _numbers(passage(pair, language, pair.text.written(language)).text)
                for language in LANGUAGES
            )
            if swedish.keys() != english.keys():
                yield Finding(f"{pair.field}_en", _differ(swedish, english))


def spoken(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a text that names another spoken language than those of the event."""
    for it in passages:
        for match in SPOKEN.finditer(it.text):
            said = CODES[(match["sv"] or match["en"]).lower()]
            if said not in event.languages():
                words = _("The text says “%(said)s”, but that language is not chosen here.")
                yield Finding("spoken_languages", words % {"said": match[0]})
                return


def _numbers(text: str) -> dict[str, str]:
    """Return the numbers of a text as written, by their digits, which both languages share."""
    found = re.findall(r"\d+(?:[.,:]\d+|[\u00a0 ]\d{3}\b)*", text)
    return {re.sub(r"\D", "", number).lstrip("0") or "0": number for number in found}


def _differ(swedish: dict[str, str], english: dict[str, str]) -> str:
    here = ", ".join(swedish[it] for it in swedish.keys() - english.keys())
    there = ", ".join(english[it] for it in english.keys() - swedish.keys())
    if here and there:
        words = _("The numbers differ: %(sv)s in Swedish, %(en)s in English.")
    elif here:
        words = _("%(sv)s stands in the Swedish only.")
    else:
        words = _("%(en)s stands in the English only.")
    return words % {"sv": here, "en": there}

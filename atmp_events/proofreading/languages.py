"""Rules that compare the two languages of an event."""

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from ..facts.translations import missing_in, pairs_of, stale_in
from ..models import LANGUAGES, Event
from .finding import Finding
from .passages import Passage, passage

# The spoken language as a text names it: "are held in Swedish", "hålls på svenska".
SPOKEN: Final = re.compile(
    r"(?:held|given|presented|spoken)\s+in\s+(?P<en>Swedish|English)"
    r"|(?:hålls|ges|talas|presenteras)\s+på\s+(?P<sv>svenska|engelska)",
    re.IGNORECASE,
)
# A telephone number, a time such as "3 pm", or a number: the first that fits is read as a whole.
NUMBERS: Final = re.compile(
    r"(?P<phone>(?<![\d+])(?:\+\d{1,3}|0\d{1,3})(?:[ \u00a0/–-]{0,3}(?:\(0\))?\d{2,}){2,})"
    r"|(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?[ \u00a0]?(?P<half>[ap])\.?m\b"
    r"|\d+(?:[.,:]\d+|[\u00a0 ]\d{3}\b)*",
    re.IGNORECASE,
)
FULL_HOUR: Final = re.compile(r"\d{1,2}[.:]00")
CODES: Final = {"swedish": "sv", "svenska": "sv", "english": "en", "engelska": "en"}


def missing(event: Event) -> Iterator[Finding]:
    """Find texts in one language only."""
    for language in LANGUAGES:
        lacks = _("The Swedish is missing.") if language == "sv" else _("The English is missing.")
        for pair in missing_in(event, language):
            if pair.field == "image_alt":
                continue  # That stops publishing: `blocking` says so.
            yield Finding(f"{pair.field}_{language}", lacks, is_translation=True)


def stale(event: Event) -> Iterator[Finding]:
    """Find texts that were changed in one language only."""
    for language in LANGUAGES:
        said = (
            _("Changed in English, not in Swedish.")
            if language == "sv"
            else _("Changed in Swedish, not in English.")
        )
        for pair in stale_in(event, language):
            yield Finding(f"{pair.field}_{language}", said, is_translation=True)


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
    """Return the telephone numbers, times and numbers of a text, by what both languages share."""
    found = dict[str, str]()
    for match in NUMBERS.finditer(text):
        found.setdefault(_in_digits(match), match[0])
    return found


def _in_digits(match: re.Match[str]) -> str:
    """Return what a number means: the digits, of a telephone number without the country code."""
    digits = re.sub(r"\D", "", match[0])
    if match["phone"]:
        return f"phone {re.sub('^(?:0046|46|0)0?', '', digits)}"
    if match["half"]:
        hour = int(match["hour"]) % 12 + (12 if match["half"] in "pP" else 0)
        return f"{hour}{match['minute'] or ''}".removesuffix("00").lstrip("0")
    if FULL_HOUR.fullmatch(match[0]):
        digits = digits.removesuffix("00")
    return digits.lstrip("0") or "0"


def _differ(swedish: dict[str, str], english: dict[str, str]) -> str:
    here = ", ".join(swedish[it] for it in swedish if it not in english)
    there = ", ".join(english[it] for it in english if it not in swedish)
    if here and there:
        words = _("The numbers differ: %(sv)s in Swedish, %(en)s in English.")
    elif here:
        words = _("Only in the Swedish: %(sv)s.")
    else:
        words = _("Only in the English: %(en)s.")
    return words % {"sv": here, "en": there}

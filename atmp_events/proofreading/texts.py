"""The texts of an event, plain and each in one language, and the rules for their wording."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import combinations
from typing import Final

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from ..facts.plain_text import plain
from ..facts.translations import Pair, missing_in, pairs_of, stale_in
from ..models import LANGUAGES, Event, Language, Organiser
from .finding import Finding

LINK: Final = re.compile(r'<a\s[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)  # sanitised HTML
# Characters of a title that search engines show.
SHOWN_TITLE_LENGTH: Final = 60
VAGUE_LINK_TEXTS: Final = {
    *("här", "klicka här", "läs mer", "läs mer här", "länk", "denna länk", "mer"),
    *("here", "click here", "read more", "learn more", "link", "this link", "more"),
}
# The law forbids promises of cure (läkemedelslagen 2015:315, 12 kap.).
PROMISES_OF_CURE: Final = re.compile(
    r"\b(?:botar?|botas|botande|botemed\w*|mirakel\w*|garantera\w*|"
    r"cures?|cured|curing|curative|miracles?|guarantee\w*)\b",
    re.IGNORECASE,
)
# The spoken language as a text names it: "are held in Swedish", "hålls på svenska".
SPOKEN_LANGUAGE: Final = re.compile(
    r"(?:held|given|presented|spoken)\s+in\s+(?P<en>Swedish|English)"
    r"|(?:hålls|ges|talas|presenteras)\s+på\s+(?P<sv>svenska|engelska)",
    re.IGNORECASE,
)
# A telephone number, a time such as "3 pm", or a number. The first alternative that matches counts.
NUMBERS: Final = re.compile(
    r"(?P<phone>(?<![\d+])(?:\+\d{1,3}|0\d{1,3})(?:[ \u00a0/–-]{0,3}(?:\(0\))?\d{2,}){2,})"
    r"|(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?[ \u00a0]?(?P<half>[ap])\.?m\b"
    r"|\d+(?:[.,:]\d+|[\u00a0 ]\d{3}\b)*",
    re.IGNORECASE,
)
FULL_HOUR: Final = re.compile(r"\d{1,2}[.:]00")
CODES: Final = {"swedish": "sv", "svenska": "sv", "english": "en", "engelska": "en"}
# Similarity (0–1) of two spellings of one name: "Center Uppsala", "Centre Uppsala".
MIN_SIMILARITY: Final = 0.84
# A name of several words that begins and ends with a capital letter.
NAME: Final = re.compile(r"\b[A-ZÅÄÖ][\w’'-]+(?: [\w’'-]+)?(?: [A-ZÅÄÖ][\w’'-]+)+")
# The end of a hospital's Swedish name. The words before it are often translated too.
HOSPITAL: Final = " sjukhuset"


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text of an event in one language, with its links."""

    field: str
    language: Language
    text: str
    links: tuple[tuple[str, str], ...] = ()  # (address, text)


def passages_of(event: Event) -> Iterator[Passage]:
    """Yield the non-empty texts of an event, without affiliations. Use `with_facts()`."""
    for pair in pairs_of(event):
        if pair.field.endswith("-affiliation"):
            continue  # Names of organisations are not texts to proofread.
        for language in LANGUAGES:
            if written := pair.text.written(language):
                yield passage(pair, language, written)


def passage(pair: Pair, language: Language, written: str) -> Passage:
    """Return a text as a passage: rich text without markup, its links separately."""
    field = f"{pair.field}_{language}"
    if not pair.field.endswith(("body", "abstract")):
        return Passage(field, language, written)
    links = ((unescape(href), unescape(strip_tags(words))) for href, words in LINK.findall(written))
    # `plain` writes the address of a link in parentheses after it.
    text = re.sub(r" \((?:https?://|mailto:)[^)]*\)", "", plain(written))
    return Passage(field, language, text, tuple(links))


def vague_links(passages: list[Passage]) -> Iterator[Finding]:
    """Find links whose text does not say where they lead (WCAG 2.2, 2.4.9)."""
    for it in passages:
        for _address, words in it.links:
            if words.strip(" .:!»>→").lower() in VAGUE_LINK_TEXTS:
                message = _("A link says only “%(words)s”. Say where it leads.")
                yield Finding(it.field, message % {"words": words.strip()})


def long_titles(passages: list[Passage]) -> Iterator[Finding]:
    """Find a title longer than search engines show."""
    for it in passages:
        if it.field.startswith("title_") and len(it.text) > SHOWN_TITLE_LENGTH:
            message = _("%(count)d characters; search engines show about %(shown)d.")
            yield Finding(it.field, message % {"count": len(it.text), "shown": SHOWN_TITLE_LENGTH})


def promises_of_cure(passages: list[Passage]) -> Iterator[Finding]:
    """Find wording that may be read as a promise of cure."""
    for it in passages:
        if match := PROMISES_OF_CURE.search(it.text):
            message = _("“%(word)s” may be read as a promise of cure.")
            yield Finding(it.field, message % {"word": match[0]})


def missing_translations(event: Event) -> Iterator[Finding]:
    """Find texts in one language only."""
    for language in LANGUAGES:
        lacks = _("The Swedish is missing.") if language == "sv" else _("The English is missing.")
        for pair in missing_in(event, language):
            if pair.field != "image_alt":  # `blocking` reports it, since it stops publishing.
                yield Finding(f"{pair.field}_{language}", lacks, is_translation=True)


def stale_translations(event: Event) -> Iterator[Finding]:
    """Find texts that were changed in one language only."""
    for language in LANGUAGES:
        message = (
            _("Changed in English, not in Swedish.")
            if language == "sv"
            else _("Changed in Swedish, not in English.")
        )
        for pair in stale_in(event, language):
            yield Finding(f"{pair.field}_{language}", message, is_translation=True)


def different_numbers(event: Event) -> Iterator[Finding]:
    """Find times and numbers in one language only."""
    for pair in pairs_of(event):
        if pair.text.sv and pair.text.en:
            swedish, english = (
                _numbers(passage(pair, language, pair.text.written(language)).text)
                for language in LANGUAGES
            )
            if swedish.keys() != english.keys():
                yield Finding(f"{pair.field}_en", _difference(swedish, english))


def other_spoken_language(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a text that names another spoken language than those of the event."""
    for it in passages:
        for match in SPOKEN_LANGUAGE.finditer(it.text):
            code = CODES[(match["sv"] or match["en"]).lower()]
            if code not in event.languages():
                words = _("The text says “%(said)s”, but that language is not chosen here.")
                yield Finding("spoken_languages", words % {"said": match[0]})
                return


def _numbers(text: str) -> dict[str, str]:
    """Return the telephone numbers, times and numbers of a text as written, by `_in_digits`."""
    found = dict[str, str]()
    for match in NUMBERS.finditer(text):
        found.setdefault(_in_digits(match), match[0])
    return found


def _in_digits(match: re.Match[str]) -> str:
    """Return a number in a form that is equal in both languages: its digits, without zeros before.

    A telephone number is without its country code, a time is in 24 hours.
    """
    digits = re.sub(r"\D", "", match[0])
    if match["phone"]:
        return f"phone {re.sub('^(?:0046|46|0)0?', '', digits)}"
    if match["half"]:
        hour = int(match["hour"]) % 12 + (12 if match["half"] in "pP" else 0)
        return f"{hour}{match['minute'] or ''}".removesuffix("00").lstrip("0")
    if FULL_HOUR.fullmatch(match[0]):
        digits = digits.removesuffix("00")
    return digits.lstrip("0") or "0"


def _difference(swedish: dict[str, str], english: dict[str, str]) -> str:
    """Return the message on the numbers that are in one language only."""
    only_sv = ", ".join(swedish[it] for it in swedish if it not in english)
    only_en = ", ".join(english[it] for it in english if it not in swedish)
    if only_sv and only_en:
        words = _("The numbers differ: %(sv)s in Swedish, %(en)s in English.")
    elif only_sv:
        words = _("Only in the Swedish: %(sv)s.")
    else:
        words = _("Only in the English: %(en)s.")
    return words % {"sv": only_sv, "en": only_en}


def two_spellings(event: Event, passages: list[Passage]) -> Iterator[Finding]:
    """Find a name with two spellings, within the texts or compared with the known names."""
    right = {name for language in LANGUAGES for name in _known_names(event, language)}
    for language in LANGUAGES:
        known = _known_names(event, language)
        own = [it for it in passages if it.language == language]
        reported: set[frozenset[str]] = set()
        for one, other, field in (*_pairs_with_known(known, own), *_pairs_in_texts(own)):
            is_new = other not in right and frozenset((one, other)) not in reported
            if is_new and _are_two_spellings(one, other):
                reported.add(frozenset((one, other)))
                message = _("“%(other)s” here, “%(one)s” elsewhere.")
                yield Finding(field, message % {"one": one, "other": other})


def _pairs_with_known(
    known: Iterable[str], passages: list[Passage]
) -> Iterator[tuple[str, str, str]]:
    """Yield each pair of a known name and a capitalised run of as many words; add its field."""
    for name in known:
        length = len(name.split())
        for it in passages if length > 1 else ():
            words = re.findall(r"[\w’'-]+", it.text)
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                if run[0][0].isupper() and run[-1][0].isupper():
                    yield name, " ".join(run), it.field


def _pairs_in_texts(passages: list[Passage]) -> Iterator[tuple[str, str, str]]:
    """Yield each pair of names in the texts, and the field of the second name."""
    found = [(name, it.field) for it in passages for name in NAME.findall(it.text)]
    for (one, _field), (other, field) in combinations(found, 2):
        yield one, other, field


def hospital_names() -> list[str]:
    """Return the Swedish names of the hospitals among all organisers."""
    known = Organiser.objects.filter(name_sv__endswith=HOSPITAL).order_by()
    return [*known.values_list("name_sv", flat=True)]


def translated_hospital_names(
    hospitals: Iterable[str], passages: Iterable[Passage]
) -> Iterator[Finding]:
    """Find names of hospitals that were translated into English: they stay Swedish."""
    for it in passages:
        for right in hospitals:
            if match := re.search(_in_english(right), it.text, re.IGNORECASE):
                message = _("“%(wrong)s” is called “%(right)s”.")
                yield Finding(it.field, message % {"wrong": match[0], "right": right})


def _in_english(hospital: str) -> str:
    """Return a pattern for the English translation of a Swedish name: "Academic Hospital"."""
    first = re.escape(hospital.removesuffix(HOSPITAL)).replace("k", "[kc]")
    return rf"\b{re.sub('is.kc.a$', '(?:is[kc]a|ic|ical)', first)} hospital\b"


def _known_names(event: Event, language: Language) -> Iterable[str]:
    """Return the names of the event's people and organisers in a language."""
    people = {row.person.name for row in event.appearances_in_order}
    organisers = (it.name.written(language) for it in event.organisers_in_order)
    contact = {event.contact.name} if event.contact else set()
    return sorted(people | contact | {*filter(None, organisers)})


def _are_two_spellings(one: str, other: str) -> bool:
    if one == other or one in other or other in one:
        return False
    first, second = (re.sub(r"[\W_]+", " ", name).casefold() for name in (one, other))
    if first.replace("university", "universitet") == second.replace("university", "universitet"):
        return False  # One name in two languages: organisers often have it in one only.
    return bool(SequenceMatcher(None, first, second).ratio() >= MIN_SIMILARITY)

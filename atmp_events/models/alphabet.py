"""The alphabet: other letters spelt out in ASCII, and the order that readers look names up in."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from .bilingual import SWEDISH, Language

SCRIPTS: Final = (
    (
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "a b v g d e zh z i j k l m n o p r s t u f h c ch sh sh - y - e yu ya i yi ye g",
    ),
    ("αβγδεζηθικλμνξοπρσςτυφχψω", "a b g d e z i th i k l m n x o p r s s t y f ch ps o"),
    ("ßþðıŋəʼ", "ss th d i n e -"),  # Unicode has no other letter in their names.
)
SPELLED: Final = {
    letter: latin.replace("-", "")
    for letters, spelling in SCRIPTS
    for letter, latin in zip(letters, spelling.split(), strict=True)
}
# "LATIN SMALL LETTER O WITH STROKE", "LATIN SMALL LETTER AE", "LATIN SMALL LIGATURE OE"
LATIN: Final = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")

# The Swedish alphabet ends with å, ä, ö; their cousins, and ü, stand as in CLDR's Swedish order.
AFTER_Z: Final = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ő": "}", "œ": "}", "ü": "y"}
# By PostgreSQL's names (ICU); in SQLite they are ours (operations/sqlite.py).
COLLATIONS: Final[dict[Language, str]] = {"sv": "sv-x-icu", "en": "en-x-icu"}


@lru_cache(maxsize=4096)
def _spelled(letter: str) -> str:
    """Return a small letter in ASCII: "ø" is "o", "æ" is "ae"; a letter without is left."""
    if letter in SPELLED:
        return SPELLED[letter]
    base = unicodedata.normalize("NFKD", letter)
    base = "".join(part for part in base if not unicodedata.combining(part))
    if base != letter:
        return "".join(map(_spelled, base))
    named = LATIN.fullmatch(unicodedata.name(letter, ""))
    return named[1].lower() if named else letter


def spelled(text: str) -> str:
    """Return a text in small letters, those of other alphabets spelt out: "Łukasz" is "lukasz"."""
    return "".join(map(_spelled, unicodedata.normalize("NFC", text).lower()))


@lru_cache(maxsize=20_000)
def sort_key(text: str, language: Language) -> tuple[str, str]:
    """Return what orders a text as readers of a language expect: å, ä, ö last, or as a and o."""
    small = unicodedata.normalize("NFC", text).lower()
    if language == SWEDISH:
        return "".join(AFTER_Z.get(letter) or _spelled(letter) for letter in small), text
    return "".join(map(_spelled, small)), text

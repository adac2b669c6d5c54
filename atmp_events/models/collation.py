"""Transliteration of letters to ASCII, and the alphabetical order in each language."""

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
    ("ßþðıŋəʼ", "ss th d i n e -"),  # Their Unicode names do not match `LATIN`.
)
TRANSLITERATED: Final = {
    letter: latin.replace("-", "")
    for letters, spelling in SCRIPTS
    for letter, latin in zip(letters, spelling.split(), strict=True)
}
# "LATIN SMALL LETTER O WITH STROKE", "LATIN SMALL LETTER AE", "LATIN SMALL LIGATURE OE"
LATIN: Final = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")

# The Swedish alphabet ends with å, ä, ö; similar letters, and ü, are where CLDR has them.
AFTER_Z: Final = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ő": "}", "œ": "}", "ü": "y"}
# PostgreSQL's names (ICU); operations/sqlite.py defines the same collations in SQLite.
COLLATIONS: Final[dict[Language, str]] = {"sv": "sv-x-icu", "en": "en-x-icu"}


@lru_cache(maxsize=4096)
def _transliterate(letter: str) -> str:
    """Return a small letter in ASCII: "ø" is "o", "æ" is "ae"; other letters stay."""
    if letter in TRANSLITERATED:
        return TRANSLITERATED[letter]
    base = unicodedata.normalize("NFKD", letter)
    base = "".join(part for part in base if not unicodedata.combining(part))
    if base != letter:
        return "".join(map(_transliterate, base))
    named = LATIN.fullmatch(unicodedata.name(letter, ""))
    return named[1].lower() if named else letter


def transliterate(text: str) -> str:
    """Return a text in small letters, those of other alphabets spelt out: "Łukasz" is "lukasz"."""
    return "".join(map(_transliterate, unicodedata.normalize("NFC", text).lower()))


@lru_cache(maxsize=20_000)
def sort_key(text: str, language: Language) -> tuple[str, str]:
    """Return the sort key of a text: å, ä, ö are after z in Swedish, and a, a, o in English."""
    small = unicodedata.normalize("NFC", text).lower()
    if language == SWEDISH:
        return "".join(AFTER_Z.get(letter) or _transliterate(letter) for letter in small), text
    return "".join(map(_transliterate, small)), text

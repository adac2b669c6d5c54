"""Folding and comparison of words: without case, and a plain letter also matches its variants.

"angstrom" matches "Ångström", but "får" does not match "far" (asymmetric search, Unicode UTS #10,
8.2). å, ä and ö are separate letters; other diacritics are removed. A word also matches with
another ending: "stamcellerna" matches "stamcell", "antibody" matches "antibodies". "cart" matches
"CAR-T", and "car-t" matches "CART".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

MAX_WORD_LENGTH: Final = 64  # letters of a word that count
MAX_WORDS: Final = 8  # words of a query that count
MAX_QUERY_LENGTH: Final = 1000  # characters of a query that count
SUBSTRING_FROM: Final = 3  # letters: a word this long also matches inside other words

VARIANTS: Final = {"a": "[aåäæ]", "o": "[oöø]"}
# Letters that stay as they are, and letters that Unicode does not decompose.
FOLDED: Final = {letter: letter for letter in "åäöø"} | {"æ": "æe", "ł": "l", "đ": "d", "ı": "i"}
WORD: Final = re.compile(r"[^\W_]+")
# Signs inside a word, which may be left out: "CAR-T", "O’Connor".
INNER: Final = "[-\u2010'\u2019]"
JOINED: Final = re.compile(rf"[^\W_]+(?:{INNER}[^\W_]+)+")
# Endings of nouns and adjectives, Swedish and English, before a genitive "s".
ENDINGS: Final = (
    *("arna", "erna", "orna", "aren", "are", "ar", "er", "or", "en", "et", "na"),
    *("ies", "a", "e", "n", "r", "t", "y"),
)
ENDING: Final = f"(?:{'|'.join(ENDINGS)})?s?"
STEM: Final = re.compile(f"(.{{4,}}?){ENDING}")  # the shortest stem before an ending
NOT_IN_WORD_BEFORE: Final = r"(?<![^\W_])"
NOT_IN_WORD_AFTER: Final = r"(?![^\W_])"

Span = tuple[int, int]


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """Return the folded form of a character: "É" is "e", "ß" is "ss", a soft hyphen is ""."""
    small = character.casefold()
    if small in FOLDED:
        return FOLDED[small]
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(part for part in apart if unicodedata.category(part) not in {"Mn", "Me", "Cf"})


def composed(text: str) -> str:
    """Return a text in NFC, where most letters are one character."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Fold a text: lower case, without diacritics except those of å, ä and ö."""
    return "".join(map(_fold, composed(text)))


def fold_name(name: str) -> str:
    """Fold a name, without superfluous spaces, to compare it with others."""
    return " ".join(fold(name).split())


def words_in(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return [word[:MAX_WORD_LENGTH] for word in WORD.findall(fold(text))]


def document_words(text: str) -> list[str]:
    """Return the folded words of a text to search in; "CAR-T" also as "cart"."""
    joined = [re.sub(INNER, "", word)[:MAX_WORD_LENGTH] for word in JOINED.findall(fold(text))]
    return [*words_in(text), *joined]


def query_words(query: str) -> tuple[str, ...]:
    """Return the distinct words of a query, at most `MAX_WORDS`."""
    return _distinct(words_in(query[:MAX_QUERY_LENGTH]))


def query_readings(query: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a query, and without the signs inside them: "car-t", then "cart"."""
    folded = fold(query[:MAX_QUERY_LENGTH])
    joined = JOINED.sub(lambda it: re.sub(INNER, "", it[0]), folded)
    return tuple(dict.fromkeys(_distinct(WORD.findall(it)) for it in (folded, joined)))


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word[:MAX_WORD_LENGTH] for word in words))[:MAX_WORDS]


def stem_of(word: str) -> str:
    """Return a folded word of a query without its ending: "stamcellerna" is "stamcell"."""
    found = STEM.fullmatch(word)
    return found[1] if found else word


def with_variants(word: str, *, between: str = "") -> str:
    """Return a regular expression for a folded word with or without diacritics."""
    return between.join(VARIANTS.get(letter, letter) for letter in word)


def inflected(word: str, *, end: str, between: str = "") -> str:
    """Return a regular expression for a folded word with another ending; "" if it has none.

    `end` is an expression for the end of a word, `between` for what may stand between two letters.
    """
    stem = stem_of(word)
    return with_variants(stem, between=between) + ENDING + end if stem != word else ""


def parts_without_variants(word: str) -> list[str]:
    """Return the parts of a folded word that have no variants, of two letters or more."""
    return [part for part in re.split(f"[{''.join(VARIANTS)}]", word) if len(part) > 1]


@lru_cache(maxsize=256)
def pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a word of a query, for folded text.

    One letter matches a whole word, two the start of a word, more any part of one.
    """
    before = NOT_IN_WORD_BEFORE if len(word) < SUBSTRING_FROM else ""
    after = NOT_IN_WORD_AFTER if len(word) == 1 else ""
    between = f"{INNER}?"
    other = inflected(word, end=NOT_IN_WORD_AFTER, between=between)
    whole = before + with_variants(word, between=between) + after
    return re.compile(f"{whole}|{other}" if other else whole)


def spans(text: str, words: Iterable[str]) -> list[Span]:
    """Return the (start, end) of words of a query in a composed text, in order, merged."""
    found: list[Span] = []
    for start, end in sorted(_matches(text, words)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _matches(text: str, words: Iterable[str]) -> Iterator[Span]:
    """Yield the (start, end) of each match in a composed text, which is searched folded."""
    letters = [_fold(character) for character in text]
    folded = "".join(letters)
    position = [index for index, some in enumerate(letters) for _ in some]  # in `text`
    for word in words:
        for match in pattern(word).finditer(folded):
            yield position[match.start()], position[match.end() - 1] + 1

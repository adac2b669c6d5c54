"""Codes of events in a query string: a reader's own choice is stored in the address only."""

from collections.abc import Iterable
from typing import Final

from ..models.identity import CODE_LETTERS
from .addresses import with_query

PARAMETER: Final = "e"
MOST: Final = 100  # events in one address, which stays short enough for every calendar service


def codes_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return the well-formed codes among values, each once, in order."""
    codes = (value for value in values if 0 < len(value) <= 12 and set(value) <= set(CODE_LETTERS))
    return tuple(dict.fromkeys(codes))[:MOST]


def with_codes(path: str, codes: Iterable[str]) -> str:
    """Add the codes of events to a path as its query string."""
    return with_query(path, [(PARAMETER, code) for code in codes])

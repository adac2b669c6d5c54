"""Events picked by hand: their codes stand in the address, and nowhere else."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from ..models.identity import CODE_LETTERS

PARAMETER: Final = "e"
MOST: Final = 100  # events in one address, which stays short enough for every calendar service


def codes_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return what may be codes of events, each once, in their order; the rest is left out."""
    codes = (value for value in values if 0 < len(value) <= 12 and set(value) <= set(CODE_LETTERS))
    return tuple(dict.fromkeys(codes))[:MOST]


def with_codes(path: str, codes: Iterable[str]) -> str:
    """Return an address of the events with these codes."""
    query = urlencode([(PARAMETER, code) for code in codes])
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path

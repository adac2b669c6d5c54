"""The sizes of a poster's letters, so that all of it stands on one A4 page.

A page cannot measure itself without a script. So heights are estimated from the number of
characters, and the largest of a few sizes is taken that has room (static/poster.css has a class
for each). Lengths are in millimetres, sizes of letters in points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from ..facts.event import EventFacts
from ..models import Text
from .poster_text import Entry, PosterText

POINT: Final = 25.4 / 72
LETTER: Final = 0.46  # em, the mean width of a letter with some to spare
WIDE: Final = 186.0  # of the sheet within its margins
HIGH: Final = 271.0
HEAD: Final = 14.0
GAP: Final = 6.0  # between columns
NAMES: Final = 68.0  # the part of one column of programme that names have
ONE_COLUMN: Final = 6  # programme entries; more are set in two columns
COLUMN: Final = 61.0  # each of the two at the foot; the QR code has the third
FOOT: Final = 64.0  # the most that notes may take
KNOT: Final = 28.0  # the least

# Sizes that the style sheet has: of the day, in mm, and of the title.
DAYS: Final = (67, 62, 57, 52, 47, 42, 37, 32, 28, 24)
TITLE_SIZES: Final = (54, 46, 40, 36, 32, 28, 25, 22, 20, 18, 16)
BESIDE: Final = 96.0  # the most that a number may take with its month in two languages beside it
NARROW: Final = frozenset(" .,fijlrtJ")
BROAD: Final = frozenset("mM")


@dataclass(frozen=True, slots=True)
class Size:
    """One of the sizes that a poster is set in. The style sheet has the same numbers."""

    name: str
    day: int  # mm, the most
    month: int  # mm, beside the number of the day where there are two languages
    time: float
    title: int  # the least; it is set as large as there is room
    measure: float  # mm, of the title; the knot has the rest of the row
    head: float  # of programme entries: who speaks
    text: float  # their titles
    small: float  # their roles and affiliations
    foot: float
    code: int  # mm, the QR code


XL: Final = Size("xl", 67, 21, 30, 40, 126, 20, 16, 12.5, 12, 48)
L: Final = Size("l", 67, 21, 30, 28, 120, 18, 15, 12, 12, 48)
M: Final = Size("m", 62, 19, 30, 28, 120, 16, 13.5, 11, 11, 48)
S: Final = Size("s", 57, 16, 26, 25, 126, 15, 12.5, 10.5, 11, 46)
XS: Final = Size("xs", 47, 14, 22, 20, 134, 13, 11.5, 9.5, 10, 42)
XXS: Final = Size("xxs", 32, 12, 20, 16, 146, 11.5, 10, 9, 9, 38)

FULL, TITLES, NAMES_ONLY = 2, 1, 0  # what is told of the programme
# From the most generous to the smallest; the first that has room is taken.
STEPS: Final = (
    *((size, FULL) for size in (XL, L, M, S, XS)),
    *((S, TITLES), (XS, TITLES), (XXS, FULL), (XXS, TITLES)),
    *((size, NAMES_ONLY) for size in (S, XS, XXS)),
)


@dataclass(frozen=True, slots=True)
class PosterLayout:
    """The sizes that a poster is set in, and what of it has room."""

    size: Size
    day: int  # mm
    title: int
    programme: tuple[Entry, ...]
    omitted: int  # entries of the programme that have no room
    notes: tuple[Text, ...]

    @property
    def columns(self) -> int:
        """In how many columns the programme is set."""
        return 1 if len(self.programme) + self.omitted <= ONE_COLUMN else 2


def poster_layout(text: PosterText, days: Sequence[EventFacts]) -> PosterLayout:
    """Return the largest layout that has room. `days` are the facts in each language with a date.

    Where even the smallest has none, the rest of the programme is counted.
    """
    for size, told in STEPS:
        layout = _in_size(size, told, text, days)
        if _height(layout, text, days) <= HIGH:
            titles = (replace(layout, title=title) for title in TITLE_SIZES)
            return next(it for it in titles if _height(it, text, days) <= HIGH)
    for shown in range(len(text.programme) - 1, 0, -1):
        omitted = len(text.programme) - shown
        layout = replace(layout, programme=layout.programme[:shown], omitted=omitted)
        if _height(layout, text, days) <= HIGH:
            break
    return layout


def _in_size(size: Size, told: int, text: PosterText, days: Sequence[EventFacts]) -> PosterLayout:
    written = [it.when.number if len(days) > 1 else it.when.day for it in days if it.when]
    widest = max(map(_width_of_day, written), default=1.0)
    room = BESIDE if len(days) > 1 else WIDE
    day = next((it for it in DAYS if it <= size.day and it * widest <= room), DAYS[-1])
    notes = text.notes
    while _notes(notes, size.foot) > FOOT:
        notes = notes[:-1]
    programme = tuple(_told(entry, told) for entry in text.programme)
    return PosterLayout(size, day, size.title, programme, 0, notes)


def _told(entry: Entry, told: int) -> Entry:
    """Return as much of an entry as is told."""
    return replace(
        entry,
        titles=entry.titles if told >= TITLES else (),
        credits=entry.credits if told == FULL else (),
    )


def _width_of_day(day: str) -> float:
    """Return about how wide a day is, in em."""
    return sum(0.27 if it in NARROW else 0.83 if it in BROAD else 0.52 for it in day)


def _lines(texts: Iterable[str], size: float, measure: float, leading: float = 1.3) -> float:
    """Return about how high texts are, one under the other, set to a measure."""
    most = measure / (size * POINT * LETTER)
    count = sum(1 if len(it) <= most else ceil(len(it) / (most - 3)) for it in texts if it)
    return count * size * POINT * leading


def _height(layout: PosterLayout, text: PosterText, days: Sequence[EventFacts]) -> float:
    size = layout.size
    title = _lines(text.titles, layout.title, size.measure, 1.1) + 4 * (len(text.titles) - 1)
    upper = HEAD + _news(text, size) + _day(layout, days) + max(title, KNOT) + 12.5
    return upper + _programme(layout) + _foot(layout, text)


def _news(text: PosterText, size: Size) -> float:
    if not text.news:
        return 0
    measure = (WIDE - 12) / len(text.news) - 4
    heights = (
        _lines([words.word], size.time + 4, measure)
        + _lines([words.sentence], size.text + 1, measure)
        + _lines([facts.status_note], size.foot, measure)
        for facts, words in text.news
    )
    return max(heights) + 15


def _day(layout: PosterLayout, days: Sequence[EventFacts]) -> float:
    zone = 7 if any(it.when and it.when.zone_note for it in days) else 0
    if len(days) > 1:
        return max(layout.day * 0.8, 2 * (layout.size.month * 1.1 + 9 + zone) + 3) + 4
    return layout.day * 0.92 + layout.size.time * POINT * 1.2 + zone if days else 0


def _programme(layout: PosterLayout) -> float:
    columns, entries = layout.columns, layout.programme
    if not entries:
        return 0
    each = [_entry(entry, layout.size, columns) for entry in entries]
    rows = [max(each[start : start + columns]) for start in range(0, len(each), columns)]
    return sum(rows) + 3 * len(rows) + 7 + (7 if layout.omitted else 0)


def _entry(entry: Entry, size: Size, columns: int) -> float:
    """Return the height of an entry. In one column the titles stand beside the names."""
    half = (WIDE - GAP) / 2
    measure = half if columns > 1 else NAMES if entry.titles else WIDE
    who = _lines([entry.head], size.head, measure, 1.2)
    who += _lines(entry.credits, size.small, measure)
    if columns > 1:
        return who + _lines(entry.titles, size.text, half)
    return max(who, _lines(entry.titles, size.text, WIDE - NAMES - GAP))


def _notes(notes: tuple[Text, ...], size: float) -> float:
    return _lines(notes, size, COLUMN) + len(notes) * size * POINT * 0.4


def _foot(layout: PosterLayout, text: PosterText) -> float:
    size = layout.size.foot
    signs = _lines(text.signs, 14, COLUMN - 4) + 6 * len(text.signs) + (20 if text.number else 0)
    place = signs + _lines(text.place, size + 1, COLUMN)
    code = layout.size.code + 11 + _lines(text.call, 11, 52)  # the address has two lines
    return 5 + max(place, _notes(layout.notes, size), code)

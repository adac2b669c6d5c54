"""How large things are on a poster, so that all of them stand on one A4 page.

Nothing on a page can measure itself without a script, and inline styles are refused. So the lines
are counted here with the widths of the site's own letters, and the style sheet has a class for
each size (static/poster.css). Lengths are in millimetres, sizes of letters in points, but for the
day, whose size is in millimetres too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from ..models import Text
from ..pictures.lettering import Weight, lines, width
from .wording import Day, Entry, Wording

POINT: Final = 25.4 / 72
WIDE: Final = 186.0  # of the sheet within its margins
HIGH: Final = 271.0
GUTTER: Final = 6.0
LEADING: Final = 1.3
# A line in the browser may come out a little wider than it is measured here.
SURE: Final = 0.97

HEAD: Final = 14.0
DAYS: Final = tuple(range(67, 13, -1))
DAY_UNDER_NEWS: Final = 44
MONTHS: Final = tuple(range(21, 9, -1))
MONTH: Final = 0.31  # of the number beside it
DAY_TRACKING: Final = -0.05
TIMES: Final = (34, 30, 26, 23, 20, 17, 14)
TITLES: Final = (64, 56, 50, 45, 40, 36, 32, 28, 25, 22, 20, 18, 16, 14, 12)
TITLE_LEADING: Final = 1.1
TITLE_TRACKING: Final = -0.012
SPLITS: Final = (86, 98, 112, 126, 140, 152)  # the title's measure; the knot has the rest
SIGNS: Final = (28, 24, 21, 18, 15, 12)
FOOTS: Final = (13, 12, 11, 10, 9, 8)
COLUMN: Final = 61.0  # each of the two at the foot; the code has the third
FOOT: Final = 64.0  # the most the foot may take
CODE: Final = 44.0
CODE_COLUMN: Final = 52.0
ADDRESS: Final = 2 * 11 * POINT * LEADING  # broken before "/e/" where the host is long
# Names, titles and credits of the programme.
PROGRAMMES: Final = {
    "xl": (26.0, 17.0, 13.0),
    "l": (21.0, 15.0, 12.0),
    "m": (18.0, 13.5, 11.0),
    "s": (16.0, 12.0, 10.0),
    "xs": (14.0, 11.0, 9.0),
    "xxs": (11.0, 9.0, 8.0),
}
ROW_GAP: Final = 3.5
COLUMNS: Final = {0: (1,), 1: (1,), 2: (2,), 3: (3,), 4: (2, 4)}
LEAST_KNOT: Final = 34.0
FINE_KNOT: Final = 60.0

NAMED, TITLED, FULL = 0, 1, 2  # how much is said of each item of the programme
Ways = tuple[tuple[str, int], ...]
LARGE: Final[Ways] = (("xl", FULL), ("l", FULL), ("m", FULL), ("s", FULL))
MIDDLING: Final[Ways] = (*LARGE, ("m", TITLED), ("s", TITLED), ("xs", FULL), ("xs", TITLED))
NAMES: Final[Ways] = (*MIDDLING, ("l", NAMED), ("m", NAMED), ("s", NAMED))
SMALL: Final[Ways] = (*NAMES, ("xs", NAMED), ("xxs", NAMED))
# What gives way first, and last: the largest day, the smallest title, the widest measure that it
# may take from the knot, and the ways of setting the programme.
STEPS: Final[tuple[tuple[int, int, int, Ways], ...]] = (
    (67, 32, 126, LARGE),
    (67, 28, 140, MIDDLING),
    (50, 25, 152, MIDDLING),
    (50, 22, 152, NAMES),
    (42, 18, 152, NAMES),
    (36, 16, 152, SMALL),
)


@dataclass(frozen=True, slots=True)
class Programme:
    """How the programme is set, and what of it."""

    entries: tuple[Entry, ...]
    size: str  # a key of PROGRAMMES
    columns: int
    fullness: int  # NAMED, TITLED or FULL
    omitted: int = 0  # how many entries find no room at all

    @property
    def has_titles(self) -> bool:
        """Tell whether the talks are named."""
        return self.fullness >= TITLED

    @property
    def has_credits(self) -> bool:
        """Tell whether it is said who the speakers are."""
        return self.fullness >= FULL


@dataclass(frozen=True, slots=True)
class Fit:
    """The sizes of everything on the sheet."""

    day: int
    month: int  # of the words beside the number on a poster in two languages
    time: int
    title: int
    split: int
    sign: int
    foot: int
    place: tuple[Text, ...]
    notes: tuple[Text, ...]
    programme: Programme

    @property
    def css(self) -> str:
        """The class names of the sheet."""
        sizes = ("day", "month", "time", "title", "split", "sign", "foot")
        return " ".join(f"{name}-{getattr(self, name)}" for name in sizes)


def fit(said: Wording) -> Fit:
    """Return the sizes in which all that is said stands on one page."""
    foot = _foot(said)
    left = HIGH - HEAD - _news_height(said) - foot.height
    day, month, time, programme, title, split = _upper(said, left)
    return Fit(
        day, month, time, title, split, foot.sign, foot.size, said.place, foot.notes, programme
    )


def height(texts: Iterable[str], size: float, measure: float, weight: Weight = "regular") -> float:
    """Return how high texts are, one under the other, set to a measure."""
    count = sum(len(lines(text, measure * SURE / (size * POINT), weight)) for text in texts)
    return count * size * POINT * LEADING


def _largest(sizes: Sequence[int], fits: Callable[[int], bool]) -> int:
    return next((size for size in sizes if fits(size)), sizes[-1])


def _upper(said: Wording, left: float) -> tuple[int, int, int, Programme, int, int]:
    """Return the sizes of the day, the programme, and the title's size and measure."""
    for largest, smallest, widest, ways in STEPS:
        day = _day(said, largest)
        room = left - _day_height(said, *day)
        for programme in _programmes(said.programme, ways):
            left_over = room - _programme_height(programme)
            if found := _title(said.titles, left_over, smallest, widest):
                return *day, programme, *found
    for programme in _cut(said.programme):
        left_over = room - _programme_height(programme)
        if found := _title(said.titles, left_over, TITLES[-1], SPLITS[-1]):
            return *day, programme, *found
    return *day, Programme((), "xxs", 1, NAMED), TITLES[-1], SPLITS[-1]


def _day(said: Wording, largest: int) -> tuple[int, int, int]:
    """Return the sizes of the day, of months beside its number, and of the time."""
    sizes = range(min(largest, DAY_UNDER_NEWS if said.news else largest), DAYS[-1] - 1, -1)
    if not said.days:
        return DAYS[-1], MONTHS[-1], TIMES[-1]
    if said.is_double:
        return _double_day(said.days, sizes)
    day = said.days[0]
    wide = width(day.day, tracking=DAY_TRACKING)
    size = _largest(sizes, lambda size: wide * size <= WIDE)
    wide = width(f"{day.time}   {day.year}")
    return size, MONTHS[-1], _largest(TIMES, lambda size: wide * size * POINT <= WIDE * SURE)


def _double_day(days: tuple[Day, ...], sizes: Sequence[int]) -> tuple[int, int, int]:
    """Return the sizes of the number, and of month and time beside it in either language."""
    number = width(days[0].number, tracking=DAY_TRACKING)
    size = _largest(sizes, lambda size: number * size <= 96)
    beside = WIDE - number * size - GUTTER if number else WIDE
    months = max(width(day.month, tracking=DAY_TRACKING) for day in days)
    times = max(width(f"{day.time} {day.year}") for day in days)
    month = _largest(MONTHS, lambda month: month <= sizes[0] * MONTH and months * month <= beside)
    time = _largest(TIMES[2:], lambda size: times * size * POINT <= beside * SURE)
    return size, month, time


def _day_height(said: Wording, day: int, month: int, time: int) -> float:
    if not said.days:
        return 0
    zone = 14 * POINT * LEADING if any(day.zone for day in said.days) else 0
    line = time * POINT * 1.25 + zone
    if said.is_double:
        return max(day * 0.8 if said.days[0].number else 0, 2 * (month + line) + 3) + 4
    return day * (0.96 if said.days[0].hangs else 0.83) + line


def _news_height(said: Wording) -> float:
    if not said.news:
        return 0
    measure = (WIDE - 12.4) / len(said.news) - 4 * (len(said.news) - 1)
    parts = (
        height((news.word,), 34, measure, "semibold")
        + height((news.sentence,), 17, measure, "semibold")
        + height((news.note,), 12, measure)
        for news in said.news
    )
    return max(parts) + 15


@dataclass(frozen=True, slots=True)
class _Foot:
    sign: int
    size: int
    notes: tuple[Text, ...]
    height: float


def _foot(said: Wording) -> _Foot:
    """Return the sizes of sign and small print, what of it has room, and how high it all is."""
    signs = [*([f"Ingång {said.number}"] if said.number else []), *said.signs]
    widest = max((width(sign) + 0.8 for sign in signs), default=0)
    sign = _largest(SIGNS, lambda size: widest * size * POINT <= COLUMN * SURE)
    call = CODE + height(said.call, 11, CODE_COLUMN, "semibold") + ADDRESS
    most = max(FOOT, call)
    plates = sum(height((text,), sign, COLUMN, "semibold") + 4 for text in signs)
    plates += 5 if said.gloss else 0

    def place(size: int) -> float:
        lead = 0 if signs else height(said.place[:1], 18, COLUMN, "semibold")
        return plates + lead + height(said.place[0 if signs else 1 :], size + 1, COLUMN)

    def notes(size: int, count: int | None = None) -> float:
        some = said.notes[:count]
        return height(some, size, COLUMN) + len(some) * size * POINT * 0.4

    size = _largest(FOOTS, lambda size: max(place(size), notes(size)) <= most)
    counts = range(len(said.notes), -1, -1)
    count = next(count for count in counts if notes(size, count) <= most)
    high = max(place(size), notes(size, count), call)
    return _Foot(sign, size, said.notes[:count], min(high, most) + 6)


def _title(
    titles: tuple[Text, ...], room: float, smallest: int, widest: int
) -> tuple[int, int] | None:
    """Return size and measure of the title: large, and beside it a knot that is not too small."""

    def worth(way: tuple[int, int]) -> float:
        size, split = way
        return size - max(0, FINE_KNOT - (WIDE - GUTTER - split)) / 3

    sizes = (size for size in TITLES if size >= smallest)
    ways = product(sizes, (split for split in SPLITS if split <= widest))
    fitting = (way for way in ways if _title_height(titles, *way) <= room)
    return max(fitting, key=worth, default=None)


def _title_height(titles: tuple[Text, ...], size: int, split: int) -> float:
    measure = split * SURE / (size * POINT)
    weights: tuple[Weight, Weight] = ("semibold", "regular")
    count = sum(
        len(lines(title, measure, weight, tracking=TITLE_TRACKING))
        for title, weight in zip(titles, weights, strict=False)
    )
    text = count * size * POINT * TITLE_LEADING + 4 * (len(titles) - 1)
    knot = min(WIDE - GUTTER - split, LEAST_KNOT)
    return max(text, knot) + 13


def _programmes(entries: tuple[Entry, ...], ways: Ways) -> Iterator[Programme]:
    """Yield the programme in each way, in the columns where it is lowest."""
    for size, fullness in ways:
        columns = COLUMNS.get(len(entries), (3, 2, 4))
        choices = [Programme(entries, size, number, fullness) for number in columns]
        yield min(choices, key=_programme_height)


def _cut(entries: tuple[Entry, ...]) -> Iterator[Programme]:
    """Yield the first names of a programme that is too long, fewer and fewer."""
    for number in range(len(entries) - 1, 0, -1):
        yield Programme(entries[:number], "xxs", 4, NAMED, len(entries) - number)


def _programme_height(programme: Programme) -> float:
    if not programme.entries:
        return 0
    columns = programme.columns
    measure = (WIDE - GUTTER * (columns - 1)) / columns
    each = [_entry_height(entry, programme, measure) for entry in programme.entries]
    rows = [max(each[start : start + columns]) for start in range(0, len(each), columns)]
    omitted = 6 if programme.omitted else 0
    return sum(rows) + ROW_GAP * (len(rows) - 1) + omitted + 10


def _entry_height(entry: Entry, programme: Programme, measure: float) -> float:
    head, title, credit = PROGRAMMES[programme.size]
    return (
        height((entry.head,), head, measure, "semibold")
        + height(entry.titles if programme.has_titles else (), title, measure)
        + height(entry.credits if programme.has_credits else (), credit, measure)
    )

"""The poster: one A4 page to print, in one language or in both.

Its type has the largest of three sizes at which everything fits. A page cannot measure itself
without a script, so heights are estimated from numbers of characters. The style sheet
(static/poster.css) has the same sizes. Lengths are in millimetres, type sizes in points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ..error_pages import read_only
from ..facts.calendar_links import add_links, feed_of_all_events
from ..facts.centre import get_centre
from ..facts.event import EventFacts, facts_of
from ..facts.progress import progress_of
from ..images.qr import qr_svg
from ..languages import current_language
from ..lookups import find_event
from ..models import Event, Text
from ..models.bilingual import other_language
from .poster_text import Entry, PosterText, poster_text
from .render import render_page

POINT: Final = 25.4 / 72
LETTER: Final = 0.44  # em, the mean width of a letter
WIDE, HIGH, HEAD, GAP = 186.0, 272.0, 14.0, 6.0  # the sheet within its margins, header, gutter
TITLE, KNOT = 130.0, 28.0  # the width of the title, and the height of the knot beside it
NAMES: Final = 68.0  # the width of names in a programme of one column
ONE_COLUMN: Final = 6  # programme entries; more are set in two columns
COLUMN, CODE = 61.0, 52.0  # the widths of columns in the footer
NOTES: Final = 64.0  # the greatest height of the notes
DAYS: Final = (62, 55, 48, 42, 36, 30, 24)  # possible heights of the day
MAX_DAY_WIDTH: Final = 96.0  # of the number of a day beside its months
NARROW: Final = frozenset(" .,fijlrtJ")
BROAD: Final = frozenset("mM")


@dataclass(frozen=True, slots=True)
class Size:
    """The sizes of all type on a poster; the title may have one of several."""

    name: str
    titles: tuple[int, ...]
    day: int
    month: int  # in two languages, beside the number of the day
    time: float
    head: float  # of programme entries: the speakers
    text: float  # the titles of the entries
    small: float  # the speakers' roles and affiliations
    foot: float
    code: int  # the side of the QR code


LARGE: Final = Size("l", (54, 46, 40, 34), 62, 20, 30, 19, 15.5, 12, 12, 48)
MEDIUM: Final = Size("m", (46, 40, 34, 28), 48, 17, 26, 15.5, 13, 10.5, 11, 46)
SMALL: Final = Size("s", (40, 34, 28, 22, 17, 15), 36, 13, 21, 12.5, 10.5, 9, 9.5, 38)


@dataclass(frozen=True, slots=True)
class PosterLayout:
    """The sizes of a poster, and what fits of its programme and notes."""

    size: Size
    title: int
    day: int
    programme: tuple[Entry, ...]
    omitted: int  # programme entries that do not fit
    notes: tuple[Text, ...]

    @property
    def columns(self) -> int:
        """The number of columns of the programme."""
        return 1 if len(self.programme) + self.omitted <= ONE_COLUMN else 2


@read_only
def poster(request: HttpRequest, year: int, slug: str, name: str) -> HttpResponse:
    """Show the poster ("poster"), or the one in both languages ("poster_both").

    `name` is the name of the route. The language of the address comes first.
    """
    return render_poster(request, find_event(current_language(), year, slug, timezone.now()), name)


def render_poster(request: HttpRequest, event: Event, name: str, **more: Any) -> HttpResponse:
    """Show a poster of an event, fetched `with_facts`. A preview gives `paths` of its own."""
    language = current_language()
    languages = (language, other_language(language)) if name == "poster_both" else (language,)
    versions = tuple(facts_of(event, each) for each in languages)
    facts = versions[0]
    progress = progress_of(facts, timezone.now())
    text = poster_text(versions, is_past=progress.is_past)
    days = tuple(version for version in versions if version.when)
    centre = get_centre(language)
    context = {
        "centre": centre,
        "facts": facts,
        "text": text,
        "days": days,
        "layout": poster_layout(text, days),
        "host": facts.short_url.partition("://")[2].removesuffix(f"/e/{facts.code}"),
        "code": qr_svg(facts.short_url, label=facts.short_url),
        "route_name": name,
        "takes_place": progress.takes_place,
        "links": add_links(facts),
        "feed": feed_of_all_events(centre),
        "paths": _paths(facts),
        **more,
    }
    return render_page(request, "public/pages/poster.html", context)


def _paths(facts: EventFacts) -> dict[str, str]:
    """Return the paths of an event and its posters. "translation" is in the other language."""
    return {
        "page": facts.path,
        "poster": facts.path_to("poster"),
        "poster_both": facts.path_to("poster_both"),
        "translation": facts.translation_path_to("poster"),
    }


def poster_layout(text: PosterText, days: Sequence[EventFacts]) -> PosterLayout:
    """Return the largest layout that fits. `days` are the facts in each language with a date.

    A long programme loses its roles and affiliations first, then its titles, then its last entries.
    """
    full = text.programme
    titles = tuple(replace(entry, credits=()) for entry in full)
    names = tuple(replace(entry, credits=(), titles=()) for entry in full)
    fewer = [(SMALL, names[:count]) for count in range(len(full) - 1, 0, -1)]
    steps = [(LARGE, full), (MEDIUM, full), (SMALL, full), (SMALL, titles), (MEDIUM, names)]
    for size, programme in (*steps, (SMALL, names), *fewer):
        notes = text.notes
        while _notes_height(notes, size) > NOTES:
            notes = notes[:-1]
        day, omitted = _day_size(size, days), len(full) - len(programme)
        for title in size.titles:
            layout = PosterLayout(size, title, day, programme, omitted, notes)
            if _sheet_height(layout, text, days) <= HIGH:
                return layout
    return layout


def _day_size(size: Size, days: Sequence[EventFacts]) -> int:
    """Return the largest height, at most `size.day`, at which the day fits its width."""
    written = [it.when.number if len(days) > 1 else it.when.day for it in days if it.when]
    room = MAX_DAY_WIDTH if len(days) > 1 else WIDE
    ems = max((sum(map(_letter_width, day)) for day in written), default=1.0)
    return next((it for it in DAYS if it <= size.day and it * ems <= room), DAYS[-1])


def _letter_width(letter: str) -> float:
    """Return the approximate width of a letter of the day, in em."""
    return 0.27 if letter in NARROW else 0.83 if letter in BROAD else 0.52


def _text_height(texts: Iterable[str], size: float, width: float, leading: float = 1.3) -> float:
    """Return the approximate height of texts, one below the other."""
    most = width / (size * POINT * LETTER)
    count = sum(1 if len(it) <= most else ceil(len(it) / (most - 3)) for it in texts if it)
    return count * size * POINT * leading


def _sheet_height(layout: PosterLayout, text: PosterText, days: Sequence[EventFacts]) -> float:
    """Return the approximate height of the sheet."""
    size = layout.size
    zone = 7 if any(it.when and it.when.zone_note for it in days) else 0
    if len(days) > 1:
        day = 2 * (size.month * 1.1 + 9 + zone) + 7
    else:
        day = layout.day * 0.92 + size.time * POINT * 1.2 + zone if days else 0
    title = _text_height(text.titles, layout.title, TITLE, 1.1) + 4 * (len(text.titles) - 1)
    upper = HEAD + _news_height(text, size) + day + max(title, KNOT) + 12.5
    return upper + _programme_height(layout) + _footer_height(layout, text)


def _news_height(text: PosterText, size: Size) -> float:
    width = (WIDE - 12) / max(len(text.news), 1) - 4
    heights = (
        _text_height([words.word], size.time + 4, width)
        + _text_height([words.sentence], size.text + 1, width)
        + _text_height([facts.status_note], size.foot, width)
        for facts, words in text.news
    )
    return max(heights, default=-15) + 15


def _programme_height(layout: PosterLayout) -> float:
    """Return the height of the programme. In one column the titles are beside the names."""
    size, columns, half = layout.size, layout.columns, (WIDE - GAP) / 2
    each = []
    for entry in layout.programme:
        width = half if columns > 1 else NAMES if entry.titles else WIDE
        who = _text_height([entry.head], size.head, width, 1.2) + _text_height(
            entry.credits, size.small, width
        )
        beside = half if columns > 1 else WIDE - NAMES - GAP
        titles = _text_height(entry.titles, size.text, beside)
        day = _text_height([" · ".join(entry.days)], size.small, half if columns > 1 else WIDE)
        each.append(day + (who + titles if columns > 1 else max(who, titles)))
    rows = [max(each[start : start + columns]) + 3 for start in range(0, len(each), columns)]
    return sum(rows) + 7 + (7 if layout.omitted else 0) if rows else 0


def _notes_height(notes: tuple[Text, ...], size: Size) -> float:
    return _text_height(notes, size.foot, COLUMN) + len(notes) * size.foot * POINT * 0.4


def _footer_height(layout: PosterLayout, text: PosterText) -> float:
    size = layout.size
    signs = (
        _text_height(text.signs, 14, COLUMN - 4) + 6 * len(text.signs) + (20 if text.number else 0)
    )
    place = signs + _text_height(text.place, size.foot + 1, COLUMN)
    code = size.code + 7 + _text_height(text.qr_caption, 11, CODE)
    return 5 + max(place, _notes_height(layout.notes, size), code)

"""Reading of drafts from a calendar file (RFC 5545) or a table (CSV)."""

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar

from ..facts.when import SWEDISH_ZONE, last_day
from ..models import LANGUAGES, Event, Organiser, Person
from ..models.bilingual import ENGLISH, SWEDISH
from ..search.words import fold
from . import event_table
from .csv_table import unescape_formula
from .event_table import heading
from .start_page import start_in_words

MAX_FILE_BYTES: Final = 1_000_000
MAX_ROWS: Final = 100  # Each is validated by the event's form, which takes some seconds in all.
MAX_CELL_LENGTH: Final = 20_000  # characters
ENCODINGS: Final = ("utf-8-sig", "cp1252")
BYTE_ORDER_MARKS_16: Final = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS: Final = ";\t,"
# The line "sep=;" at the start of a table for Excel. Excel does not show it or count it as a row.
DELIMITER_LINE: Final = re.compile(r"\s*sep=.*[\r\n]*", re.IGNORECASE)
# icalendar raises these for a damaged file.
PARSE_ERRORS: Final = ValueError, TypeError, LookupError, AttributeError, RecursionError
COLUMNS: Final = (
    *("day", "starts", "ends", "last_day", "title_sv", "title_en", "kind", "series"),
    *("venue", "room_sv", "room_en", "attendance_mode", "spoken_languages", "speakers"),
    *("organisers", "capacity", "status", "registration_url", "web_page"),
    *("summary_sv", "summary_en", "body_sv", "body_en"),
)


@dataclass(slots=True)
class Draft:
    """An event in a file: its texts by column, and the form that is made of them."""

    place: str  # "Row 2"
    values: dict[str, str]
    uid: str = ""
    all_day: bool = False
    problems: list[str] = field(default_factory=list)  # for the coordinator
    data: dict[str, Any] = field(default_factory=dict)  # of the form: strings or lists of strings
    people: list[Person] = field(default_factory=list)
    organisers: list[Organiser] = field(default_factory=list)
    form: Any = None
    duplicate: tuple[str, str] | None = None  # why it is not made, and the path of the stored event

    @property
    def language(self) -> str:
        """The language of the texts: English if there is only an English title."""
        has_english_title = self.values.get("title_en") and not self.values.get("title_sv")
        return ENGLISH if has_english_title else SWEDISH

    @property
    def event(self) -> Event:
        """The event, not saved."""
        event: Event = self.form.instance
        return event

    @property
    def starts(self) -> str:
        """The start of the event in words."""
        return start_in_words(self.event)

    @property
    def recognised(self) -> str:
        """The recognised series, place, people and organisers, in one line."""
        place = (self.event.venue, self.event.room_sv or self.event.room_en)
        names = ", ".join(map(str, filter(None, (self.event.series, *place, *self.people))))
        organisers = ", ".join(map(str, self.organisers))
        return f"{names} ({organisers})" if organisers else names

    @property
    def is_new(self) -> bool:
        """Whether the draft can be made."""
        return not self.duplicate and bool(self.form.is_valid())

    def add_problem(self, column: str, words: str) -> None:
        """Add a problem with a column, and the text of the column."""
        text = self.values.get(column, "")
        self.problems.append(f"{heading(column)}: {words} " + gettext("(“%s”)") % text)


def read_drafts(content: bytes) -> list[Draft]:
    """Read a file. Raises ValidationError if it is too large or cannot be read."""
    if len(content) > MAX_FILE_BYTES:
        raise ValidationError(_("The file is too large: one megabyte at most."))
    text = decoded(content)
    is_calendar = text.lstrip().upper().startswith("BEGIN:VCALENDAR")
    drafts = list(_drafts_in_calendar(text) if is_calendar else _drafts_in_table(text))
    if not drafts:
        raise ValidationError(_("There are no events in the file."))
    if len(drafts) > MAX_ROWS:
        message = _("The file has %(count)d events: %(most)d at most at a time.")
        raise ValidationError(message, params={"count": len(drafts), "most": MAX_ROWS})
    return drafts


def decoded(content: bytes) -> str:
    """Return the text of a file in one of the usual encodings."""
    encodings = ("utf-16",) if content.startswith(BYTE_ORDER_MARKS_16) else ENCODINGS
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise ValidationError(
        _("This is no text file. Save the table as CSV, or take the calendar out as .ics.")
    )


def _drafts_in_table(text: str) -> Iterator[Draft]:
    if delimiter_line := DELIMITER_LINE.match(text):
        text = text[delimiter_line.end() :]
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        return
    delimiter = max(DELIMITERS, key=first.count)
    try:
        lines = list(csv.reader(StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ValidationError(_("The table cannot be read: is it saved as CSV?")) from error
    known = _known_headings()
    headings = [(cell.strip(), known.get(fold(cell.strip()))) for cell in lines[0]]
    if not {"title_sv", "title_en"} & {name for _heading, name in headings}:
        raise ValidationError(
            _("The first row must hold the headings of the template, with a title among them.")
        )
    for number, line in enumerate(lines[1:], start=2):
        draft = Draft(gettext("Row %(number)s") % {"number": number}, {})
        for (heading_text, name), written in zip(headings, line, strict=False):
            cell = unescape_formula(written.strip())[:MAX_CELL_LENGTH]
            if name in COLUMNS:
                draft.values.setdefault(name, cell)  # Later columns of the same name are ignored.
            elif cell and name is None:
                words = gettext("The column “%(name)s” is not read: %(text)s")
                draft.problems.append(words % {"name": heading_text, "text": cell})
        if any(draft.values.values()):
            yield draft


def _known_headings() -> dict[str, str]:
    """Return the column of each folded heading in both languages.

    It includes columns that the import does not read, but that the exported table has.
    """
    known = dict[str, str]()
    for language in LANGUAGES:
        with override(language):
            known |= {fold(heading(name)): name for name in (*COLUMNS, *event_table.COLUMNS)}
    return known


def _drafts_in_calendar(text: str) -> Iterator[Draft]:
    try:
        calendars: Any = Calendar.from_ical(text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except PARSE_ERRORS as error:
        raise ValidationError(_("The calendar file cannot be read: it is damaged.")) from error
    for number, event in enumerate(events, start=1):
        yield _calendar_draft(gettext("Event %(number)s") % {"number": number}, event)


def _calendar_draft(place: str, event: Any) -> Draft:
    is_english = _parameter(event, "summary", "LANGUAGE").lower().startswith("en")
    language = ENGLISH if is_english else SWEDISH
    values = {
        f"title_{language}": _text(_property(event, "summary")),
        f"body_{language}": _text(_property(event, "description")),
        "venue": _text(_property(event, "location")),
        "web_page": _text(_property(event, "url")),
        "kind": _text(next(iter(_property(event, "categories") or ()), "")),
        "organisers": _parameter(event, "organizer", "CN"),
        "status": "cancelled" if _text(event.get("STATUS")).upper() == "CANCELLED" else "",
    }
    # A changed occurrence has the UID of the whole recurring event.
    uid = "" if "RECURRENCE-ID" in event else _text(event.get("UID"))
    draft = Draft(place, values, uid=uid)
    if "RRULE" in event or "RDATE" in event:
        draft.problems.append(gettext("It is repeated in the calendar: only the first is made."))
    _read_times(event, draft)
    return draft


def _property(event: Any, name: str) -> Any:
    """Return a property of an event as icalendar reads it, None if it is missing or invalid."""
    with suppress(ValueError, AttributeError):
        return getattr(event, name)
    return None


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()[:MAX_CELL_LENGTH]


def _parameter(event: Any, name: str, parameter: str) -> str:
    return str(getattr(_property(event, name), "params", {}).get(parameter, ""))


def _read_times(event: Any, draft: Draft) -> None:
    """Add the day and the times to a draft, in Swedish time."""
    start, end = _date_or_time(event, "DTSTART"), _date_or_time(event, "DTEND")
    if start is None:
        draft.problems.append(gettext("The calendar gives no start that can be read."))
        return
    with suppress(TypeError, OverflowError):  # DURATION is missing or too long.
        end = end or start + _property(event, "DURATION")
    draft.values["day"] = f"{start:%Y-%m-%d}"
    if not isinstance(start, datetime):
        draft.all_day = True
        last = end - timedelta(days=1) if end and not isinstance(end, datetime) else start
        draft.values["last_day"] = max(last, start).isoformat()
        return
    draft.values["starts"] = f"{start:%H:%M}"
    if isinstance(end, datetime) and bool(end.tzinfo) == bool(start.tzinfo):
        draft.values |= {"ends": f"{end:%H:%M}", "last_day": last_day(start, end).isoformat()}


def _date_or_time(event: Any, name: str) -> date | datetime | None:
    """Return a date, or a datetime in Swedish time; None if it is missing or invalid."""
    moment: date | datetime | None = _property(event, name)
    if isinstance(moment, datetime) and moment.tzinfo:
        with suppress(OverflowError):
            return moment.astimezone(SWEDISH_ZONE)
    return moment

"""Files of events from elsewhere: a calendar (RFC 5545) or a table (CSV), read into rows."""

import csv
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
from icalendar.error import BrokenCalendarProperty

from ..facts.when import HOME, last_day
from ..models import LANGUAGES
from ..models.bilingual import ENGLISH, SWEDISH
from ..search.words import fold
from .csv_table import without_mark
from .event_table import heading

LARGEST_FILE: Final = 1_000_000  # bytes
MOST_ROWS: Final = 100  # Each is checked as its form would be: some seconds in all.
LONGEST_CELL: Final = 20_000  # characters
ENCODINGS: Final = ("utf-8-sig", "cp1252")
BYTE_ORDER_MARKS_16: Final = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS: Final = ";\t,"
COLUMNS: Final = (
    *("day", "starts", "ends", "last_day", "title_sv", "title_en", "kind", "series"),
    *("venue", "room_sv", "room_en", "attendance_mode", "spoken_languages", "speakers"),
    *("organisers", "capacity", "status", "registration_url", "web_page"),
    *("summary_sv", "summary_en", "body_sv", "body_en"),
)
# Columns of the table that one takes out, which are not read.
PASSED_OVER: Final = ("state", "registration", "page_sv", "page_en")


@dataclass(slots=True)
class SourceRow:
    """An event in a file: its texts by column, as they stand there."""

    place: str  # "Row 2"
    values: dict[str, str]
    uid: str = ""
    all_day: bool = False
    doubts: list[str] = field(default_factory=list)


def read_rows(content: bytes) -> list[SourceRow]:
    """Read a file; raise ValidationError, in words, for what is no such file."""
    if len(content) > LARGEST_FILE:
        raise ValidationError(_("The file is too large: one megabyte at most."))
    text = decoded(content)
    is_calendar = text.lstrip().upper().startswith("BEGIN:VCALENDAR")
    rows = list(_calendar_rows(text) if is_calendar else _table_rows(text))
    if not rows:
        raise ValidationError(_("There are no events in the file."))
    if len(rows) > MOST_ROWS:
        message = _("The file has %(count)d events: %(most)d at most at a time.")
        raise ValidationError(message, params={"count": len(rows), "most": MOST_ROWS})
    return rows


def decoded(content: bytes) -> str:
    """Return the text of a file, whichever of the usual encodings it has."""
    encodings = ("utf-16",) if content.startswith(BYTE_ORDER_MARKS_16) else ENCODINGS
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise ValidationError(
        _("This is no text file. Save the table as CSV, or take the calendar out as .ics.")
    )


def _table_rows(text: str) -> Iterator[SourceRow]:
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
        row = SourceRow(gettext("Row %(number)s") % {"number": number}, {})
        for (said, name), written in zip(headings, line, strict=False):
            cell = without_mark(written.strip())[:LONGEST_CELL]
            if name in COLUMNS:
                row.values.setdefault(name, cell)  # The first of two such columns counts.
            elif cell and name is None:
                words = gettext("The column “%(name)s” is not read: %(text)s")
                row.doubts.append(words % {"name": said, "text": cell})
        if any(row.values.values()):
            yield row


def _known_headings() -> dict[str, str]:
    """Return the column of each heading, folded, in both languages."""
    known = dict[str, str]()
    for language in LANGUAGES:
        with override(language):
            known |= {fold(heading(name)): name for name in (*COLUMNS, *PASSED_OVER)}
    return known


def _calendar_rows(text: str) -> Iterator[SourceRow]:
    try:
        calendars: Any = Calendar.from_ical(text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, AttributeError, RecursionError) as error:
        raise ValidationError(_("The calendar file cannot be read: it is damaged.")) from error
    for number, event in enumerate(events, start=1):
        yield _calendar_row(gettext("Event %(number)s") % {"number": number}, event)


def _calendar_row(place: str, event: Any) -> SourceRow:
    language = _language(event)
    values = {
        f"title_{language}": _text(event, "SUMMARY"),
        f"body_{language}": _text(event, "DESCRIPTION"),
        "venue": _text(event, "LOCATION"),
        "web_page": _text(event, "URL"),
        "kind": _text(event, "CATEGORIES"),
        "organisers": _organiser(event),
        "status": "cancelled" if _text(event, "STATUS").upper() == "CANCELLED" else "",
    }
    row = SourceRow(place, values, uid=_text(event, "UID"))
    if "RECURRENCE-ID" in event:
        row.uid = ""  # It is that of the whole series.
    if "RRULE" in event or "RDATE" in event:
        row.doubts.append(gettext("It is repeated in the calendar: only the first is made."))
    _read_times(event, row)
    return row


def _text(event: Any, name: str) -> str:
    found = event.get(name)
    if name == "CATEGORIES" and found is not None:
        found = next(iter(_part(found, "cats") or [""]), "")
    if isinstance(found, list):
        found = found[0]
    return "" if found is None else str(found).strip()[:LONGEST_CELL]


def _part(found: Any, name: str) -> Any:
    """Return an attribute of a property's value; None if the value is broken, or has none."""
    try:
        return getattr(found, name, None)
    except BrokenCalendarProperty:
        return None


def _language(event: Any) -> str:
    """Return "en" where the title is marked as English, else "sv"."""
    params = _part(event.get("SUMMARY"), "params") or {}
    return ENGLISH if str(params.get("LANGUAGE", "")).lower().startswith("en") else SWEDISH


def _organiser(event: Any) -> str:
    params = _part(event.get("ORGANIZER"), "params") or {}
    return str(params.get("CN", ""))


def _read_times(event: Any, row: SourceRow) -> None:
    """Put the day and the times into a row, in Swedish time."""
    start = _moment(event, "DTSTART")
    end = _moment(event, "DTEND")
    length = _part(event.get("DURATION"), "dt")
    if start is None:
        row.doubts.append(gettext("The calendar gives no start that can be read."))
        return
    with suppress(TypeError, OverflowError):
        end = end or (start + length if isinstance(length, timedelta) else None)
    row.values["day"] = f"{start:%Y-%m-%d}"
    if not isinstance(start, datetime):
        row.all_day = True
        last = end - timedelta(days=1) if end and not isinstance(end, datetime) else start
        row.values["last_day"] = max(last, start).isoformat()
        return
    row.values["starts"] = f"{start:%H:%M}"
    if isinstance(end, datetime) and bool(end.tzinfo) == bool(start.tzinfo):
        row.values |= {"ends": f"{end:%H:%M}", "last_day": last_day(start, end).isoformat()}


def _moment(event: Any, name: str) -> date | datetime | None:
    moment = _part(event.get(name), "dt")
    if isinstance(moment, datetime) and moment.tzinfo:
        with suppress(OverflowError):
            return moment.astimezone(HOME)
    return moment if isinstance(moment, date) else None

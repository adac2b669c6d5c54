"""The time of an event in words: in Swedish time, or by local days for an all-day event."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.dateformat import time_format
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext, override, pgettext, pgettext_lazy

from ..models import AttendanceMode, Event, Language
from ..models.time_zone import in_zone
from .subscriptable import Subscriptable

SWEDISH_ZONE_NAME: Final = "Europe/Stockholm"
SWEDISH_ZONE: Final = ZoneInfo(SWEDISH_ZONE_NAME)
TIMES: Final = ("starts_at", "ends_at", "all_day", "timezone")  # the keys of `times_to_store`
# Short enough for the largest type at 320 px. Django's Swedish abbreviations lack full stops.
# Translators: twelve months, in short, with a space between them.
SHORT_MONTHS: Final = pgettext_lazy(
    "short", "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec."
)
# Translators: seven weekdays, in short, with a space between them.
SHORT_WEEKDAYS: Final = pgettext_lazy("short", "Mon Tue Wed Thu Fri Sat Sun")


@dataclass(frozen=True, slots=True)
class When(Subscriptable):
    """An event's time. The end of an all-day event is exclusive."""

    starts_at: datetime  # aware, as `shown_time`
    ends_at: datetime
    all_day: bool
    zone: str  # the event's own time zone (IANA)
    number: str  # "5", "5–7": the day in a list
    month: str  # "mars", "april – 2 maj", whose last two words stay on one line
    day: str  # "5 mars", "5–7 mars": the largest thing on the page
    year: str  # "2024", "2024–2025"
    weekday: str  # "tisdag", "tisdag–torsdag"
    in_month: str  # "tis.", "tis.–tors.": the weekday below the month; "" in two months
    lines: tuple[str, str]  # "tisdag", "16.00–17.30"; "tisdag 10.00 –", "torsdag 15.00"
    local_start: str  # "15.00 i London": the start on another clock, where the event is held
    zone_note: str  # "svensk tid, 15.00 i London"; empty where the zone is obvious
    in_words: str  # "tisdag 5 mars 2024 kl. 16.00–17.30"
    date_in_words: str  # "5 mars 2024"

    @property
    def in_full(self) -> str:
        """The time in words, with the zone unless that is obvious."""
        return f"{self.in_words} ({self.zone_note})" if self.zone_note else self.in_words

    @property
    def last_day(self) -> date:
        """The last calendar day of the event."""
        return last_day(self.starts_at, self.ends_at)

    @property
    def is_one_day(self) -> bool:
        """Whether the event starts and ends on one calendar day."""
        return self.last_day == self.starts_at.date()

    def local(self, moment: datetime) -> datetime:
        """Return an aware datetime on the clock of its own zone."""
        return in_zone(moment, ZoneInfo(self.zone))

    def iso(self, moment: datetime) -> str:
        """Return an aware time in ISO 8601, to the minute on the clock of its own zone."""
        return self.local(moment).isoformat(timespec="minutes")

    @property
    def starts_iso(self) -> str:
        """The start in ISO 8601; only the day of an all-day event."""
        return self.starts_at.date().isoformat() if self.all_day else self.iso(self.starts_at)

    @property
    def ends_iso(self) -> str:
        """The end in ISO 8601; the last day of an all-day event."""
        return self.last_day.isoformat() if self.all_day else self.iso(self.ends_at)

    def was_whole_day(self, moment: datetime) -> bool:
        """Whether a former start is that of a whole day: midnight in the event's time zone."""
        return _is_midnight(self.local(moment))

    def former_start_in_words(self, moment: datetime) -> str:
        """Return a former start in the active language; only its day if it was a whole day."""
        if self.was_whole_day(moment):
            return _dated(self.local(moment))
        words = _at(_dated(moment), clock(moment))
        return f"{words} ({gettext('Swedish time')})" if self.zone_note else words


def swedish_time(moment: datetime) -> datetime:
    """Return an aware datetime in the time zone of the readers."""
    return in_zone(moment, SWEDISH_ZONE)


def midnight(day: date, zone: ZoneInfo = SWEDISH_ZONE) -> datetime:
    """Return the start of a day (aware), by default in Swedish time."""
    return datetime.combine(day, time(), zone)


def shown_time(event: Event, moment: datetime) -> datetime:
    """Return an aware datetime as readers see it: Swedish time, or local for an all-day event."""
    return event.local(moment) if event.all_day else swedish_time(moment)


def local_time_note(event: Event, moment: datetime) -> str:
    """Return the note that hours of an all-day event are local: ", lokal tid i New York".

    It is in the active language, and empty where local time is Swedish time.
    """
    local = event.local(moment)
    if not event.all_day or local.utcoffset() == swedish_time(moment).utcoffset():
        return ""
    if not (city := _city(event)):
        return f", {local.tzname()}"
    # Translators: it follows a day, "Tuesday 13 April, local time in New York".
    return gettext(", local time in %(city)s") % {"city": city}


def swedish_time_note(event: Event, moment: datetime) -> str:
    """Return " (svensk tid)", in the active language, if the event has another time then."""
    is_abroad = event.local(moment).utcoffset() != swedish_time(moment).utcoffset()
    return f" ({gettext('Swedish time')})" if is_abroad else ""


def last_day(starts_at: datetime, ends_at: datetime) -> date:
    """Return the last calendar day; an end at midnight belongs to the day before."""
    return max(starts_at, ends_at - timedelta(microseconds=1)).date()


def when_of(event: Event, language: Language) -> When | None:
    """Return the time of an event in a language; None without a date."""
    if event.starts_at is None or event.ends_at is None:
        return None
    starts_at, ends_at = shown_time(event, event.starts_at), shown_time(event, event.ends_at)
    first, last = starts_at.date(), last_day(starts_at, ends_at)
    with override(language):
        day, weekday = day_range(first, last, short=True), weekday_range(first, last)
        number, _, month = day.partition(" ")
        hours = f"{clock(starts_at)}–{end_clock(ends_at)}"
        hours = gettext("all day") if event.all_day else hours
        lines = (weekday, hours)
        if first != last and not event.all_day:
            lines = _start_and_end(starts_at, ends_at, last)
        local_start = _local_start(event, starts_at, ends_at)
        is_one_month = (first.year, first.month) == (last.year, last.month)
        return When(
            starts_at=starts_at,
            ends_at=ends_at,
            all_day=event.all_day,
            zone=event.timezone,
            day=day,
            number=number,
            month=re.sub(r"(?<=\d) ", "\u00a0", month),
            year=str(first.year) if first.year == last.year else f"{first.year}–{last.year}",
            weekday=weekday,
            in_month=weekday_range(first, last, short=True) if is_one_month else "",
            lines=lines,
            local_start=local_start,
            zone_note=_zone_note(event, local_start),
            in_words=_in_words(starts_at, ends_at, last, hours, all_day=event.all_day),
            date_in_words=dated_range(first, last),
        )


def years_of(event: Event) -> range:
    """Return the years in which an event takes place; none without a date."""
    if event.starts_at is None or event.ends_at is None:
        return range(0)
    starts_at, ends_at = shown_time(event, event.starts_at), shown_time(event, event.ends_at)
    return range(starts_at.year, last_day(starts_at, ends_at).year + 1)


def times_to_store(event: Event) -> dict[str, Any]:
    """Return the time of an event, to store as JSON. `when_of_schedule` reads it."""
    return {
        "starts_at": event.starts_at and event.starts_at.astimezone(UTC).isoformat(),
        "ends_at": event.ends_at and event.ends_at.astimezone(UTC).isoformat(),
        "all_day": event.all_day,
        "timezone": event.timezone,
    }


def when_of_schedule(schedule: Mapping[str, Any], language: Language) -> When | None:
    """Return the time in stored values, among them those of `times_to_store`."""
    starts_at, ends_at = (
        datetime.fromisoformat(moment) if (moment := schedule[name]) else None
        for name in ("starts_at", "ends_at")
    )
    all_day, timezone = schedule["all_day"], schedule["timezone"]
    event = Event(starts_at=starts_at, ends_at=ends_at, all_day=all_day, timezone=timezone)
    return when_of(event, language)


def clock(moment: datetime) -> str:
    """Return the time of day in the active language: "16.00" or "16:00"."""
    # Translators: a format of Django's date filter, for example 16:00.
    return time_format(moment.timetz(), pgettext("time format", "H:i"))


def moment_in_words(moment: datetime, language: Language) -> str:
    """Return a local moment in words: "tisdag 5 mars 2024 kl. 16.00"."""
    with override(language):
        return _at(_dated(moment), clock(moment))


def deadline_in_words(moment: datetime, language: Language) -> str:
    """Return a local end in words: midnight is 24.00 of the day before."""
    with override(language):
        day = moment - timedelta(minutes=1) if _is_midnight(moment) else moment
        return _at(_dated(day), end_clock(moment))


def briefly(moment: datetime, language: Language, year: int | None, *, is_end: bool) -> str:
    """Return a local moment without weekday: "4 december kl. 12.00"; with its year if not `year`.

    The time is left out at midnight, and for an end also at 23.59: then the day is meant.
    """
    day = (moment - timedelta(minutes=1 if is_end else 0)).date()
    is_day = _is_midnight(moment) or (is_end and (moment.hour, moment.minute) == (23, 59))
    with override(language):
        text = day_range(day, day) if day.year == year else dated_range(day, day)
        text = text.replace(" ", "\N{NO-BREAK SPACE}", 1)
        return text if is_day else _at(text, clock(moment))


def end_clock(ends_at: datetime) -> str:
    """Return the time of day of an end: midnight is 24:00 of the day before."""
    text = clock(ends_at)
    return "24" + text[-3:] if _is_midnight(ends_at) else text


def day_range(first: date, last: date, *, short: bool = False) -> str:
    """Return one or several days without a year: "5 mars", "5–7 mars", "30 april–2 maj"."""
    if first == last:
        return f"{first.day} {_month(first, short=short)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {_month(last, short=short)}"
    return f"{first.day} {_month(first, short=short)} – {last.day} {_month(last, short=short)}"


def dated_range(first: date, last: date) -> str:
    """Return one or several days: "5–7 mars 2024", "30 december 2024 – 2 januari 2025"."""
    if first.year == last.year:
        return f"{day_range(first, last)} {last.year}"
    return f"{day_range(first, first)} {first.year} – {day_range(last, last)} {last.year}"


def weekday_range(first: date, last: date, *, short: bool = False) -> str:
    """Return one or two weekdays: "tisdag", "tisdag–torsdag"; in short "tis.–tors."."""
    names = SHORT_WEEKDAYS.split() if short else WEEKDAYS
    weekday = str(names[first.weekday()])
    return weekday if first == last else f"{weekday}–{names[last.weekday()]}"


def undated(day: date) -> str:
    """Return a day of a known year in words, in the active language: "tisdag 5 mars"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month]}"


def _is_midnight(moment: datetime) -> bool:
    return moment.hour == moment.minute == 0


def _start_and_end(starts_at: datetime, ends_at: datetime, last: date) -> tuple[str, str]:
    """Return two lines for an event of several days: weekday and time of start and of end."""
    start = f"{WEEKDAYS[starts_at.weekday()]} {clock(starts_at)} –"
    return start, f"{WEEKDAYS[last.weekday()]} {end_clock(ends_at)}"


def _month(day: date, *, short: bool) -> str:
    return SHORT_MONTHS.split()[day.month - 1] if short else str(MONTHS[day.month])


def _dated(day: date) -> str:
    """Return a day in words: "tisdag 5 mars 2024"."""
    return f"{undated(day)} {day.year}"


def _at(day: str, times: str) -> str:
    # Translators: a date and a time of day, "Tuesday 5 March 2024, 16:00–17:30".
    return gettext("%(day)s, %(times)s") % {"day": day, "times": times}


def _in_words(
    starts_at: datetime, ends_at: datetime, last: date, hours: str, *, all_day: bool
) -> str:
    first = starts_at.date()
    if first == last and all_day:
        # Translators: a date that takes the whole day, "Tuesday 5 March 2024, all day".
        return gettext("%(day)s, all day") % {"day": _dated(first)}
    if first == last:
        return _at(_dated(first), hours)
    start, end = undated(first) if first.year == last.year else _dated(first), _dated(last)
    if not all_day:
        start, end = _at(start, clock(starts_at)), _at(end, end_clock(ends_at))
    return f"{start} – {end}"


def _local_start(event: Event, starts_at: datetime, ends_at: datetime) -> str:
    """Return the start in local time and the city, or "" if local time is Swedish time."""
    local, end = event.local(starts_at), event.local(ends_at)
    offsets = (local.utcoffset(), end.utcoffset())
    if offsets == (starts_at.utcoffset(), ends_at.utcoffset()):
        return ""
    day, at = local.date(), clock(local)
    at = at if day == starts_at.date() else _at(day_range(day, day), at)
    if not (city := _city(event)):
        return f"{at} {local.tzname()}"
    # Translators: a time of day where an event is held, "15:00 in London".
    return gettext("%(time)s in %(city)s") % {"time": at, "city": city}


def _city(event: Event) -> str:
    """Return the city of an event's time zone; "" for "UTC" and "Etc/GMT+5"."""
    area, _, city = event.timezone.rpartition("/")
    return "" if area in {"", "Etc"} else city.replace("_", " ")


def _zone_note(event: Event, local_start: str) -> str:
    """Return the note on the time zone for events abroad or online; else ""."""
    swedish = gettext("Swedish time")
    if local_start:
        return f"{swedish}, {local_start}"
    is_obvious = event.all_day or event.attendance_mode == AttendanceMode.ON_SITE
    return "" if is_obvious else swedish

"""Property-based test of calendar files (Hypothesis)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from atmp_events.calendars.description import description
from atmp_events.calendars.text import cleaned
from atmp_events.calendars.vcalendar import calendar_of_one
from atmp_events.calendars.vevent import Revision, summary
from atmp_events.calendars.vevent import vevent as vevent_of
from atmp_events.facts.centre import centre_of
from atmp_events.facts.event import facts_of
from atmp_events.models import (
    AttendanceMode,
    Event,
    EventOrganiser,
    Language,
    Organiser,
    Registration,
    Series,
    Status,
    Talk,
    Venue,
    Website,
)
from tests.calendars.parsing import entries, unfolded_lines, vevent
from tests.calendars.test_vtimezone import observances

SITE = "https://events.example.org"
REVISION = Revision(
    3, datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC)
)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
MINUTE = timedelta(minutes=1)
PROPERTIES_ONCE = {
    "DTSTART",
    "DTEND",
    "UID",
    "DTSTAMP",
    "SUMMARY",
    "STATUS",
    "SEQUENCE",
    "DESCRIPTION",
    "URL",
}
TEXT_PROPERTIES = {"SUMMARY", "DESCRIPTION", "LOCATION", "CONTACT"}
ESCAPED = re.compile(r"(?:[^\\;,]|\\[\\;,n])*")
UNWANTED = re.compile("[\0-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")

# Characters that a form and the database accept: no NUL, no lone surrogate.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD = st.sampled_from(
    ["\\n", "\\N", "\\,", ";", ",", '"', "\r\n", "\r", "\u2028", "🧬", "‮", ":"]
)
WORDS = st.lists(st.one_of(st.text(CHARACTERS, max_size=30), AWKWARD), max_size=8).map("".join)
TITLES = WORDS.map(lambda text: text[:200]).filter(lambda text: text.strip())
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 111 * 365 * 24 * 60).map(lambda minutes: EARLIEST + minutes * MINUTE)
PLACES = st.builds(
    Venue,
    name_sv=WORDS,
    name_en=WORDS,
    street=WORDS,
    city=WORDS,
    entrance_sv=WORDS,
    latitude=st.sampled_from([None, "59.849800"]),
    longitude=st.just("17.637600"),
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Generate an event that is not in the database, with its related rows in memory."""
    zone = draw(st.sampled_from(["Europe/Stockholm", *ZONES]))
    starts_at = draw(MOMENTS)
    all_day = draw(st.booleans())
    ends_at = starts_at + draw(st.integers(1, 6 * 24 * 60)) * MINUTE
    if all_day:
        first = starts_at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, fold=0)
        starts_at = first.astimezone(UTC)
        last = (first + timedelta(days=draw(st.integers(1, 6)))).replace(hour=0, minute=0)
        ends_at = last.astimezone(UTC)
    titles: dict[str, Any] = draw(
        st.fixed_dictionaries({"title_sv": TITLES, "title_en": st.one_of(TITLES, st.just(""))})
    )
    event = Event(
        **titles,
        pk=1,
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=all_day,
        timezone=zone,
        slug_sv="adress",
        slug_en="address",
        year=starts_at.astimezone(ZoneInfo(zone)).year,
        summary_sv=draw(WORDS),
        room_sv=draw(WORDS)[:120],
        status=draw(st.sampled_from(Status)),
        status_note_en=draw(WORDS),
        previous_starts_at=draw(MOMENTS),
        attendance_mode=draw(st.sampled_from(AttendanceMode)),
        online_url=draw(st.sampled_from(["", 'https://a.example.org/,;?x="&y=å'])),
        registration=draw(st.sampled_from([Registration.UNSTATED, Registration.NOT_NEEDED])),
        price_sv=draw(WORDS),
        venue=draw(st.one_of(st.none(), PLACES)),
    )
    event.series = draw(st.one_of(st.none(), st.builds(Series, pk=st.just(1), title_sv=TITLES)))
    talk = Talk(pk=1, event=event, title_sv=draw(TITLES))
    organiser = EventOrganiser(event=event, organiser=Organiser(name_sv=draw(TITLES)))
    rows = {"appearances": [], "talks": [talk], "organiser_links": [organiser]}
    vars(event)["_prefetched_objects_cache"] = rows
    return event


def on_one_line(text: str) -> str:
    """Return the text without control characters, with one space between words."""
    return " ".join(UNWANTED.sub(lambda it: " " if it[0].isspace() else "", text).split())


def name_of(line: str) -> str:
    return re.split("[;:]", line, maxsplit=1)[0]


def value_of(line: str) -> str:
    """Return what follows the first colon outside quotation marks."""
    return re.sub(r'^[^":]*(?:"[^"]*"[^":]*)*:', "", line, count=1)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(event=events(), language=st.sampled_from(["sv", "en"]))
def test_file_of_any_event_follows_rfc_5545_and_contains_its_fields(
    event: Event, language: Language
) -> None:
    facts = facts_of(event, language)
    centre = centre_of(Website(), [], language)
    content = calendar_of_one(vevent_of(facts, REVISION), centre)
    check_properties(unfolded_lines(content))
    (entry,) = entries(content)
    assert entry.title == shortened(on_one_line(summary(facts)))
    place = facts.where.line
    if facts.where.point:
        place = place.replace('"', "'")
    assert entry.place == shortened(on_one_line(place))
    assert str(vevent(content)["DESCRIPTION"]) == cleaned(description(facts))
    if event.all_day:
        days = (event.local(event.starts_at).date(), event.local(event.ends_at).date())
        assert (entry.starts, entry.ends) == days
    else:
        assert (entry.starts, entry.ends) == (event.starts_at, event.ends_at)
    check_time_zones(content, event)


def shortened(text: str) -> str:
    return text if len(text) <= 255 else text[:254].rsplit(" ", 1)[0] + "…"


def check_properties(content_lines: list[str]) -> None:
    assert not [line for line in content_lines if UNWANTED.search(line)]
    begin, end = content_lines.index("BEGIN:VEVENT"), content_lines.index("END:VEVENT")
    inside = content_lines[begin + 1 : end]
    names = [name_of(line) for line in inside]
    assert {name for name in names if names.count(name) == 1} >= PROPERTIES_ONCE
    assert all(
        ESCAPED.fullmatch(value_of(line)) for line in inside if name_of(line) in TEXT_PROPERTIES
    )


def check_time_zones(content: bytes, event: Event) -> None:
    """Check that each TZID used has a VTIMEZONE, with the right offset at both ends."""
    calendar = Calendar.from_ical(content)
    (entry,) = calendar.walk("VEVENT")
    used = {entry[name].params.get("TZID") for name in ("DTSTART", "DTEND")} - {None}
    components = calendar.walk("VTIMEZONE")
    assert [str(component["TZID"]) for component in components] == sorted(used)
    for component in components:
        starts = observances(component)
        for moment in (event.starts_at, event.ends_at):
            offsets = [offset for start, offset in starts if moment and start <= moment]
            assert offsets[-1] == event.local(moment).utcoffset()

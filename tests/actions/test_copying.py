"""Copies of an event: which data they keep, and which they leave out."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from atmp_events.actions.copying import Part, copy_to
from atmp_events.models import Event, Person, State, Status
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    STOCKHOLM,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
)

pytestmark = pytest.mark.django_db


def a_meeting() -> Event:
    event = an_event(
        series=a_series(),
        number=3,
        venue=a_venue(),
        body_sv="<p>Välkommen.</p>",
        status=Status.CANCELLED,
        status_note_sv="Snöstorm",
        recording_url="https://video.example.org/3",
        fully_booked=True,
        organisers=(an_organiser(), an_organiser(name_sv="Akademiska sjukhuset")),
    )
    a_talk(event, title_sv="Celler", starts_at=NOON + timedelta(minutes=15), speakers=(a_person(),))
    return event


def test_copy_keeps_texts_venue_organisers_and_programme() -> None:
    source = a_meeting()

    (copy,) = copy_to(source, days=[date(2027, 11, 9)], at=None, now=MORNING_BEFORE)

    copy = Event.objects.get(pk=copy.pk)
    assert (copy.title_sv, copy.body_sv, copy.venue) == (
        source.title_sv,
        source.body_sv,
        source.venue,
    )
    assert list(copy.organisers.values_list("name_sv", flat=True)) == [
        "Akademiska sjukhuset",
        "Uppsala universitet",
    ]
    appearance = copy.appearances.get()
    assert (str(appearance), appearance.role_sv) == ("Ada Lund", "professor")
    assert str(appearance.talk) == "Celler"
    assert appearance.talk in copy.talks.all()
    # The copy is in winter time and keeps the local time of day.
    times = (copy.starts_at, copy.ends_at, copy.talks.get().starts_at)
    assert [f"{copy.local(it):%m-%d %H:%M}" for it in times] == [
        *("11-09 12:00", "11-09 13:00", "11-09 12:15")
    ]


def test_copy_of_a_night_with_a_clock_change_keeps_the_times_of_day() -> None:
    saturday = datetime(2027, 3, 27, 12, tzinfo=STOCKHOLM)
    sunday_at_ten = datetime(2027, 3, 28, 10, tzinfo=STOCKHOLM)
    source = an_event(starts_at=saturday, minutes=26 * 60)  # by the clock, to 14:00
    a_talk(source, starts_at=sunday_at_ten)
    (copy,) = copy_to(source, days=[date(2027, 4, 17)], now=MORNING_BEFORE)
    copy = Event.objects.get(pk=copy.pk)
    times = [copy.local(it) for it in (copy.starts_at, copy.ends_at, copy.talks.get().starts_at)]
    assert [(it.day, it.hour) for it in times] == [(17, 12), (18, 14), (18, 10)]


def test_copy_is_a_draft_with_its_own_identity_and_status() -> None:
    source = a_meeting()

    (copy,) = copy_to(source, days=[date(2027, 5, 11)], at=None, now=MORNING_BEFORE)

    copy = Event.objects.get(pk=copy.pk)
    assert copy.state == State.DRAFT
    assert {copy.uid, copy.code}.isdisjoint({source.uid, source.code})
    assert (copy.version.sequence, copy.changes.count()) == (0, 0)
    assert copy.address("sv") == (2027, "om-celler-2")
    assert (copy.status, copy.status_note_sv, copy.recording_url, copy.fully_booked) == (
        Status.SCHEDULED,
        "",
        "",
        False,
    )


def test_copy_leaves_out_what_holds_for_one_date_only() -> None:
    only_once = {
        "previous_starts_at": NOON - timedelta(days=7),
        "status_note_sv": "Snöstorm",
        "status_note_en": "Snowstorm",
        "registration_opens_at": NOON - timedelta(days=9),
        "registration_closes_at": NOON - timedelta(days=2),
        "fully_booked": True,
        "web_page": "https://www.uu.se/3",
        "recording_url": "https://video.example.org/3",
        "slides_url": "https://slides.example.org/3",
        "no_materials": True,
        "publish_at": NOON - timedelta(days=30),
    }
    source = an_event(status=Status.RESCHEDULED, **only_once)

    (copy,) = copy_to(source, now=MORNING_BEFORE)

    copied = {name for name in only_once if getattr(copy, name) == getattr(source, name)}
    assert (copied, copy.status) == (set(), Status.SCHEDULED)


def test_copy_without_a_date_has_no_times() -> None:
    (copy,) = copy_to(a_meeting(), now=MORNING_BEFORE)

    copy = Event.objects.get(pk=copy.pk)
    assert (copy.starts_at, copy.ends_at, copy.number) == (None, None, None)
    assert [(str(talk), talk.starts_at) for talk in copy.talks.all()] == [("Celler", None)]


@pytest.mark.parametrize(
    ("fields", "length", "at", "times"),
    [
        ({}, None, time(16), ("11-09 16:00", "11-09 17:00")),
        ({}, timedelta(minutes=90), time(16), ("11-09 16:00", "11-09 17:30")),
        ({"all_day": True}, timedelta(minutes=90), None, ("11-09 00:00", "11-10 00:00")),
    ],
)
def test_copy_of_an_event_without_a_date_has_the_usual_length(
    fields: dict[str, Any], length: timedelta | None, at: time | None, times: tuple[str, str]
) -> None:
    series = a_series(usual_length=length)
    source = an_event(starts_at=None, state=State.DRAFT, series=series, **fields)
    (copy,) = copy_to(source, days=[date(2027, 11, 9)], at=at, now=MORNING_BEFORE)
    copy = Event.objects.get(pk=copy.pk)
    assert tuple(f"{copy.local(it):%m-%d %H:%M}" for it in (copy.starts_at, copy.ends_at)) == times
    assert copy.number is None


def test_copy_omits_the_excluded_parts() -> None:
    source = a_meeting()
    a_talk(source, speakers=(Person.objects.get(),))
    texts = {"summary_sv": "Om celler.", "body_en": "<p>On cells.</p>"}
    Event.objects.filter(pk=source.pk).update(**texts)
    source.refresh_from_db()
    left_out = {part: copy_to(source, now=MORNING_BEFORE, without=[part])[0] for part in Part}
    titles = {part: it.title_sv for part, it in left_out.items()}
    assert titles == {
        "title": "",
        "texts": "Om celler",
        "talks": "Om celler",
        "speakers": "Om celler",
    }
    assert not left_out["texts"].summary_sv
    assert not left_out["texts"].body_en
    assert left_out["title"].summary_sv == "Om celler."
    talks = {part: it.talks.count() for part, it in left_out.items()}
    assert talks == {"title": 2, "texts": 2, "talks": 0, "speakers": 2}
    assert not left_out["speakers"].appearances.exists()
    # Without talks, each speaker appears once, in the whole event.
    assert [str(it) for it in left_out["talks"].appearances.filter(talk=None)] == ["Ada Lund"]


def test_copy_has_its_own_picture_file() -> None:
    source = an_event(image_alt_sv="Celler", image_alt_en="Cells")
    picture = BytesIO()
    Image.new("RGB", (8, 6)).save(picture, "PNG")
    source.image.save("celler.png", ContentFile(picture.getvalue()))

    (copy,) = copy_to(source, days=[date(2027, 5, 11)], at=None, now=MORNING_BEFORE)
    source.image.delete()

    copy = Event.objects.get(pk=copy.pk)
    assert (copy.image_width, copy.image_height, copy.image_alt_sv) == (8, 6, "Celler")
    with copy.image.open("rb") as file:
        assert file.read() == picture.getvalue()
    (without_texts,) = copy_to(copy, now=MORNING_BEFORE, without=[Part.TEXTS])
    assert not without_texts.image
    copy.image.storage.delete(copy.image.name)
    (without_file,) = copy_to(copy, now=MORNING_BEFORE)
    assert not without_file.image


def test_copies_continue_the_numbers_of_each_year() -> None:
    days = [date(2028, 1, 11), date(2027, 11, 9), date(2027, 12, 14)]

    copies = copy_to(a_meeting(), days=days, at=time(16), now=MORNING_BEFORE)

    assert [(copy.year, copy.number) for copy in copies] == [(2027, 4), (2027, 5), (2028, 1)]
    assert {copy.local(copy.starts_at).time() for copy in copies if copy.starts_at} == {time(16)}

"""Constraints of the database and validators of the models."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from atmp_events.models import Event, State, Status, Venue
from tests.builders import NOON, a_series, a_talk, a_venue, an_event, an_organiser

pytestmark = pytest.mark.django_db

VIOLATIONS = {
    "event_ends_after_start": {"ends_at": NOON - timedelta(hours=1)},
    "event_start_and_end_together": {"ends_at": None},
    "event_public_has_title": {"title_sv": "", "title_en": ""},
    "event_public_has_time_and_address": {"starts_at": None, "ends_at": None},
    "event_rescheduled_from": {"status": Status.RESCHEDULED},
    "event_moved_online_is_online": {"status": Status.MOVED_ONLINE},
    "event_registration_has_link": {"registration": "by_link"},
    "event_registration_closes_after_opening": {
        "registration_opens_at": NOON,
        "registration_closes_at": NOON - timedelta(days=1),
    },
    "event_image_has_alternative": {"image": "events/x.webp", "image_alt_sv": "Ett labb"},
    "event_number_needs_series": {"number": 1},
}


@pytest.mark.parametrize("constraint", VIOLATIONS)
def test_database_refuses_an_invalid_event(constraint: str) -> None:
    event = an_event()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**VIOLATIONS[constraint])


def test_address_is_unique_in_its_year_and_language() -> None:
    an_event(slug_sv="stamceller")
    with pytest.raises(IntegrityError, match="slug_sv"), transaction.atomic():
        an_event(slug_sv="stamceller")


def test_address_may_be_used_again_in_another_year() -> None:
    an_event(slug_sv="stamceller")
    assert an_event(slug_sv="stamceller", starts_at=NOON + timedelta(days=365)).year == 2028


def test_draft_needs_no_title_and_no_date() -> None:
    draft = an_event(state=State.DRAFT, title_sv="", title_en="", starts_at=None)
    assert (draft.slug_sv, draft.year) == ("", None)


def test_venue_has_both_coordinates_or_none() -> None:
    venue = a_venue()
    with pytest.raises(IntegrityError, match="venue_coordinates_together"), transaction.atomic():
        Venue.objects.filter(pk=venue.pk).update(latitude=59)


def test_event_has_an_organiser_only_once() -> None:
    university = an_organiser()
    event = an_event(organisers=(university,))
    with pytest.raises(IntegrityError), transaction.atomic():
        event.organiser_links.create(organiser=university)


def test_talk_needs_a_title_in_one_language() -> None:
    with pytest.raises(IntegrityError, match="talk_has_a_title"), transaction.atomic():
        a_talk(an_event(), title_sv="", title_en="")


def test_time_zone_must_exist() -> None:
    event = an_event()
    event.timezone = "Europe/Upsala"
    with pytest.raises(ValidationError) as refusal:
        event.full_clean()
    assert list(refusal.value.message_dict) == ["timezone"]


def test_meeting_of_a_series_may_have_a_number() -> None:
    assert an_event(series=a_series(), number=1).number == 1

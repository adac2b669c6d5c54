"""The samples show every state and every field of an event."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from atmp_events.actions.samples import load_samples
from atmp_events.facts.event import facts_of
from atmp_events.facts.progress import Phase, RegistrationState
from atmp_events.models import LANGUAGES, AttendanceMode, Event, Kind, State, Status

from .samples import NOW, STATES_WITHOUT_MAIL, progress_by_key, sample_event

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def samples(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the samples once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_samples(now=NOW)
        yield
        transaction.set_rollback(True)


def test_samples_have_every_state_of_an_event() -> None:
    progress = progress_by_key(NOW)
    assert {each.phase for each in progress.values()} == set(Phase)
    assert {each.registration for each in progress.values()} == STATES_WITHOUT_MAIL
    for column, choices in {
        "kind": Kind,
        "status": Status,
        "attendance_mode": AttendanceMode,
        "state": State,
    }.items():
        assert set(Event.objects.values_list(column, flat=True)) == set(choices.values)
    assert {
        key: progress[key].phase for key in ("under-way", "today", "open", "past", "draft")
    } == {
        "under-way": Phase.UNDER_WAY,
        "today": Phase.TODAY,
        "open": Phase.COMING,
        "past": Phase.PAST,
        "draft": Phase.UNDATED,
    }
    keys = ("open", "closing", "closed", "full", "not-open", "bare", "today")
    assert {key: progress[key].registration for key in keys} == {
        "open": RegistrationState.OPEN,
        "closing": RegistrationState.CLOSING,
        "closed": RegistrationState.CLOSED,
        "full": RegistrationState.FULL,
        "not-open": RegistrationState.NOT_OPEN,
        "bare": RegistrationState.UNSTATED,
        "today": RegistrationState.NOT_NEEDED,
    }


def test_samples_include_unusual_events() -> None:
    moved, new_time = sample_event("rescheduled"), sample_event("new-time")
    assert moved.starts_at.weekday() == 1
    assert moved.starts_at - moved.previous_starts_at == timedelta(weeks=1)
    assert new_time.starts_at.date() == new_time.previous_starts_at.date()
    assert len(facts_of(sample_event("twelve-speakers"), "sv").talks) == 12
    assert sample_event("twelve-speakers").appearances.values("person").distinct().count() == 12
    assert sample_event("today").appearances.values("person").distinct().count() == 1
    assert sample_event("no-venue").venue is None
    assert len(sample_event("long-title").title_sv) > 150
    assert facts_of(sample_event("three-days"), "en").when.weekday == "Tuesday–Thursday"
    assert sample_event("all-day").all_day
    assert sample_event("london").timezone == "Europe/London"
    assert sample_event("past").recording_url
    assert sample_event("past").slides_url
    assert not sample_event("to-be-published").is_public(NOW)


def test_samples_lack_translations_in_each_language_and_in_part() -> None:
    missing = {
        key: [facts_of(sample_event(key), language).untranslated for language in LANGUAGES]
        for key in ("only-swedish", "only-english", "partly-translated", "open")
    }
    assert missing == {
        "only-swedish": ["", "all"],
        "only-english": ["all", ""],
        "partly-translated": ["", "some"],
        "open": ["", ""],
    }


def test_samples_are_labelled_and_valid() -> None:
    for event in Event.objects.all():
        for text, label in ((event.title_sv, "Exempel: "), (event.title_en, "Sample: ")):
            assert not text or text.startswith(label)
        event.full_clean()


def test_links_of_samples_lead_to_example_org() -> None:
    columns = ("online_url", "registration_url", "web_page", "recording_url", "slides_url")
    assert {url for row in Event.objects.values_list(*columns) for url in row} == {
        "",
        "https://example.org/",
    }

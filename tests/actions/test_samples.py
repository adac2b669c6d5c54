"""Samples show everything the site can show, dated from today, and disturb nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from atmp_events.actions.samples import LoadedSamples, load_samples
from atmp_events.actions.seeding import load_network_meeting
from atmp_events.facts.event import facts_of
from atmp_events.facts.standing import Phase, RegistrationState, Standing, standing
from atmp_events.models import (
    LANGUAGES,
    Affiliation,
    Appearance,
    AttendanceMode,
    Event,
    EventOrganiser,
    Kind,
    Organiser,
    Person,
    Series,
    State,
    Status,
    Talk,
    Venue,
)

pytestmark = pytest.mark.django_db

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2027, 1, 13, 10, 20, tzinfo=UTC)
ODD_MOMENTS = {
    "late on a Sunday": datetime(2027, 3, 14, 23, 50, tzinfo=STOCKHOLM),
    "just into a Monday": datetime(2027, 3, 15, 0, 5, tzinfo=STOCKHOLM),
    "summer time begins": datetime(2027, 3, 28, 3, 30, tzinfo=STOCKHOLM),
    "winter time begins": datetime(2027, 10, 31, 2, 30, tzinfo=STOCKHOLM, fold=1),
    "New Year's Eve": datetime(2027, 12, 31, 22, 0, tzinfo=STOCKHOLM),
}
PEOPLE_AND_PLACES = (Person, Affiliation, Venue, Organiser, Series)
ROWS = (Event, Talk, Appearance, EventOrganiser, *PEOPLE_AND_PLACES)


# What each sample shows. The UID that is made of it must never change: a demonstration that was
# loaded by an older version is renewed by it.
SAMPLES = [
    "under-way",
    "today",
    "open",
    "closing",
    "closed",
    "full",
    "not-open",
    "bare",
    "rescheduled",
    "new-time",
    "postponed",
    "cancelled",
    "moved-online",
    "also-online",
    "hybrid",
    "online",
    "only-swedish",
    "only-english",
    "partly-translated",
    "no-venue",
    "long-title",
    "twelve-speakers",
    "three-days",
    "all-day",
    "london",
    "past",
    "to-be-published",
    "draft",
]
NAMESPACE = UUID("0b6b3c6e-6f0e-4d5b-9a55-0c1f5b0a7d11")


def sampled(key: str) -> Event:
    uid = f"{uuid5(NAMESPACE, key)}@atmp-centrum-uppsala"
    return Event.objects.with_facts().get(uid=uid)


def standings(now: datetime) -> dict[str, Standing]:
    return {key: standing(facts_of(sampled(key), "sv"), now) for key in SAMPLES}


def test_every_state_that_an_event_can_be_in_has_its_sample_which_stands_as_it_says() -> None:
    load_samples(now=NOW)
    seen = standings(NOW)
    assert {each.phase for each in seen.values()} == set(Phase)
    assert {each.registration for each in seen.values()} == set(RegistrationState)
    for column, choices in {
        "kind": Kind,
        "status": Status,
        "attendance_mode": AttendanceMode,
        "state": State,
    }.items():
        assert set(Event.objects.values_list(column, flat=True)) == set(choices.values)
    assert {key: seen[key].phase for key in ("under-way", "today", "open", "past", "draft")} == {
        "under-way": Phase.UNDER_WAY,
        "today": Phase.TODAY,
        "open": Phase.COMING,
        "past": Phase.PAST,
        "draft": Phase.UNDATED,
    }
    doors = ("open", "closing", "closed", "full", "not-open", "bare", "today")
    assert {key: seen[key].registration for key in doors} == {
        "open": RegistrationState.OPEN,
        "closing": RegistrationState.CLOSING,
        "closed": RegistrationState.CLOSED,
        "full": RegistrationState.FULL,
        "not-open": RegistrationState.NOT_OPEN,
        "bare": RegistrationState.UNSTATED,
        "today": RegistrationState.NOT_NEEDED,
    }


@pytest.mark.parametrize("moment", ODD_MOMENTS)
def test_samples_keep_their_states_whenever_they_are_loaded(moment: str) -> None:
    now = ODD_MOMENTS[moment]
    load_samples(now=now)
    seen = standings(now)
    assert seen["under-way"].phase == Phase.UNDER_WAY
    assert seen["today"].phase in {Phase.TODAY, Phase.UNDER_WAY}
    assert seen["past"].phase == Phase.PAST
    unmoved = set(seen) - {"under-way", "today", "past", "draft"}
    assert {seen[key].phase for key in unmoved} == {Phase.COMING}
    assert {each.registration for each in seen.values()} == set(RegistrationState)


def test_unusual_shapes_are_there_to_be_looked_at() -> None:
    load_samples(now=NOW)
    moved, new_time = sampled("rescheduled"), sampled("new-time")
    assert moved.starts_at
    assert moved.previous_starts_at
    assert moved.starts_at.weekday() == 1
    assert moved.starts_at - moved.previous_starts_at == timedelta(weeks=1)
    assert new_time.starts_at
    assert new_time.previous_starts_at
    assert new_time.starts_at.date() == new_time.previous_starts_at.date()
    assert len(facts_of(sampled("twelve-speakers"), "sv").talks) == 12
    assert sampled("twelve-speakers").appearances.values("person").distinct().count() == 12
    assert sampled("today").appearances.values("person").distinct().count() == 1
    assert sampled("no-venue").venue is None
    assert len(sampled("long-title").title_sv) > 150
    three_days = facts_of(sampled("three-days"), "en").when
    assert three_days
    assert three_days.weekday == "Tuesday–Thursday"
    assert sampled("all-day").all_day
    assert sampled("london").timezone == "Europe/London"
    assert sampled("past").recording_url
    assert sampled("past").slides_url
    assert not sampled("to-be-published").is_public(NOW)


def test_translations_are_missing_in_each_direction_and_in_part() -> None:
    load_samples(now=NOW)
    missing = {
        key: [facts_of(sampled(key), language).untranslated for language in LANGUAGES]
        for key in ("only-swedish", "only-english", "partly-translated", "open")
    }
    assert missing == {
        "only-swedish": ["", "all"],
        "only-english": ["all", ""],
        "partly-translated": ["", "some"],
        "open": ["", ""],
    }


def test_every_sample_says_that_it_is_one_and_would_be_accepted_by_the_admin() -> None:
    load_samples(now=NOW)
    for event in Event.objects.all():
        for text, label in ((event.title_sv, "Exempel: "), (event.title_en, "Sample: ")):
            assert not text or text.startswith(label)
        event.full_clean()


def test_every_public_sample_has_a_page_in_each_language(client: Client) -> None:
    load_samples(now=datetime.now(UTC))
    events = Event.objects.public(datetime.now(UTC)).with_facts()
    paths = [facts_of(event, language).path for event in events for language in LANGUAGES]
    assert len(paths) == 2 * (len(SAMPLES) - 2)  # all but the draft and the one to be published
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_a_second_load_renews_the_dates_and_doubles_nothing() -> None:
    later = NOW + timedelta(weeks=5)
    assert load_samples(now=NOW) == LoadedSamples(created=len(SAMPLES), renewed=0)
    before = {model: model.objects.count() for model in ROWS}
    starts = dict(Event.objects.exclude(starts_at=None).values_list("uid", "starts_at"))
    assert load_samples(now=later) == LoadedSamples(created=0, renewed=len(SAMPLES))
    assert {model: model.objects.count() for model in ROWS} == before
    for uid, starts_at in Event.objects.exclude(starts_at=None).values_list("uid", "starts_at"):
        assert starts_at.astimezone(STOCKHOLM).date() == (
            starts[uid].astimezone(STOCKHOLM).date() + timedelta(weeks=5)
        )


def test_a_sample_that_was_edited_is_a_sample_again() -> None:
    load_samples(now=NOW)
    Event.objects.filter(uid=sampled("open").uid).update(
        title_sv="Något annat", status=Status.CANCELLED, capacity=3
    )
    sampled("open").talks.all().delete()
    load_samples(now=NOW)
    renewed = sampled("open")
    assert renewed.title_sv == "Exempel: Från laboratorium till vårdavdelning"
    assert (renewed.status, renewed.capacity, renewed.talks.count()) == (Status.SCHEDULED, 60, 3)


def test_the_address_of_a_sample_outlives_the_year(client: Client) -> None:
    load_samples(now=datetime(2025, 10, 8, 12, 0, tzinfo=UTC))
    path = facts_of(sampled("past"), "sv").path
    load_samples(now=datetime(2026, 10, 7, 12, 0, tzinfo=UTC))
    answer = client.get(path)
    assert answer.status_code in {301, 302, 308}
    assert answer["Location"].endswith(facts_of(sampled("past"), "sv").path)


def test_samples_leave_everything_else_as_it_was() -> None:
    load_network_meeting(now=NOW)
    before = {model: list(model.objects.order_by("pk").values()) for model in ROWS}
    load_samples(now=NOW)
    load_samples(now=NOW + timedelta(days=1))
    after = {
        model: list(
            model.objects.filter(pk__in=[row["id"] for row in before[model]])
            .order_by("pk")
            .values()
        )
        for model in ROWS
    }
    assert after == before


def test_samples_lead_to_addresses_that_belong_to_nobody() -> None:
    load_samples(now=NOW)
    columns = ("online_url", "registration_url", "web_page", "recording_url", "slides_url")
    assert {url for row in Event.objects.values_list(*columns) for url in row} == {
        "",
        "https://example.org/",
    }

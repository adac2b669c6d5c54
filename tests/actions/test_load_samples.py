"""Loading samples: dates relative to today, and no change of other rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from atmp_events.actions.recurrence import holiday_on
from atmp_events.actions.samples import load_samples
from atmp_events.actions.seeding import load_network_meeting
from atmp_events.facts.event import facts_of
from atmp_events.facts.progress import Phase
from atmp_events.models import (
    LANGUAGES,
    Affiliation,
    Appearance,
    Event,
    EventOrganiser,
    Organiser,
    Person,
    Series,
    Status,
    Talk,
    Venue,
    Website,
)
from tests.builders import STOCKHOLM
from tests.pages.parsing import get_page

from .samples import NOW, SAMPLES, STATES_WITHOUT_MAIL, progress_by_key, sample_event, uid_of

pytestmark = pytest.mark.django_db

ODD_MOMENTS = {
    "late on a Sunday": datetime(2027, 3, 14, 23, 50, tzinfo=STOCKHOLM),
    "just into a Monday": datetime(2027, 3, 15, 0, 5, tzinfo=STOCKHOLM),
    "summer time begins": datetime(2027, 3, 28, 3, 30, tzinfo=STOCKHOLM),
    "winter time begins": datetime(2027, 10, 31, 2, 30, tzinfo=STOCKHOLM, fold=1),
    "New Year's Eve": datetime(2027, 12, 31, 22, 0, tzinfo=STOCKHOLM),
    "four weeks before Christmas": datetime(2026, 11, 28, 1, 30, tzinfo=STOCKHOLM),
}
PEOPLE_AND_PLACES = (Person, Affiliation, Venue, Organiser, Series)
ROWS = (Event, Talk, Appearance, EventOrganiser, *PEOPLE_AND_PLACES)


@pytest.mark.parametrize("moment", ODD_MOMENTS)
def test_samples_have_their_states_at_any_time_of_loading(moment: str) -> None:
    now = ODD_MOMENTS[moment]
    load_samples(now=now)
    progress = progress_by_key(now)
    assert progress["under-way"].phase == Phase.UNDER_WAY
    assert progress["today"].phase in {Phase.TODAY, Phase.UNDER_WAY}
    assert progress["past"].phase == Phase.PAST
    unmoved = set(progress) - {"under-way", "today", "past", "draft"}
    assert {progress[key].phase for key in unmoved} == {Phase.COMING, Phase.UNDATED}
    assert {each.registration for each in progress.values()} == STATES_WITHOUT_MAIL
    assert list(unusual_times()) == []
    numbered = Event.objects.exclude(number=None).order_by("starts_at")
    for year in {event.year for event in numbered}:
        numbers = [event.number for event in numbered if event.year == year]
        assert numbers == list(range(1, len(numbers) + 1))


def unusual_times() -> Iterator[tuple[str, datetime]]:
    """Yield the unusual times and days of samples, except those that must be today."""
    for event in Event.objects.exclude(uid=uid_of("today")):
        moments = (event.registration_opens_at, event.registration_closes_at, event.publish_at)
        starts_at = None if event.all_day else event.starts_at
        for moment in filter(None, (*moments, starts_at)):
            if not 8 <= event.local(moment).hour <= 23:
                yield event.title_sv, event.local(moment)
        if event.starts_at and event.uid != uid_of("under-way"):
            start = event.local(event.starts_at)
            if start.weekday() > 4 or holiday_on(start.date(), "sv"):
                yield event.title_sv, start


def test_every_public_sample_has_a_page_in_each_language_and_some_have_pictures(
    client: Client,
) -> None:
    load_samples(now=datetime.now(UTC))
    events = Event.objects.public(datetime.now(UTC)).with_facts()
    paths = [facts_of(event, language).path for event in events for language in LANGUAGES]
    assert len(paths) == 2 * (len(SAMPLES) - 2)  # all but the draft and the one to be published
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    page = get_page(client, facts_of(sample_event("open"), "en").path)
    assert page.select_one("figure img")["alt"] == "Drawing of three culture dishes with cells."
    assert Person.objects.get(slug="exempel-alma").portrait.width == 960


def rows_of(stored: dict[type[Model], list[Any]]) -> dict[type[Model], list[Any]]:
    """Return the current values of the stored rows."""
    return {
        model: list(
            model._default_manager.filter(pk__in=[row["id"] for row in rows])
            .order_by("pk")
            .values()
        )
        for model, rows in stored.items()
    }


def test_second_load_renews_only_the_samples() -> None:
    later = NOW + timedelta(weeks=5)
    load_network_meeting(now=NOW)
    others = {model: list(model._default_manager.order_by("pk").values()) for model in ROWS}
    meeting = Event.objects.get().uid
    assert load_samples(now=NOW) == (len(SAMPLES), 0)
    before = {model: model.objects.count() for model in ROWS}
    starts = dict(Event.objects.exclude(starts_at=None).values_list("uid", "starts_at"))
    Event.objects.filter(uid=uid_of("open")).update(
        title_sv="Något annat", status=Status.CANCELLED, capacity=3
    )
    sample_event("open").talks.all().delete()
    assert load_samples(now=later) == (0, len(SAMPLES))
    assert {model: model.objects.count() for model in ROWS} == before
    assert rows_of(others) == others
    samples = Event.objects.exclude(starts_at=None).exclude(uid=meeting)
    for uid, starts_at in samples.values_list("uid", "starts_at"):
        assert starts_at.astimezone(STOCKHOLM).date() == (
            starts[uid].astimezone(STOCKHOLM).date() + timedelta(weeks=5)
        )
    renewed = sample_event("open")
    assert renewed.title_sv == "Exempel: Från laboratorium till vårdavdelning"
    assert (renewed.status, renewed.capacity, renewed.talks.count()) == (Status.SCHEDULED, 60, 3)
    assert renewed.image.name == "events/exempel-laboratorium.webp"


def test_former_address_of_a_sample_redirects_after_a_new_load(client: Client) -> None:
    load_samples(now=datetime(2025, 10, 8, 12, 0, tzinfo=UTC))
    path = facts_of(sample_event("past"), "sv").path
    load_samples(now=datetime(2026, 10, 7, 12, 0, tzinfo=UTC))
    response = client.get(path)
    assert response.status_code in {301, 302, 308}
    assert response["Location"].endswith(facts_of(sample_event("past"), "sv").path)


def test_pages_about_the_site_are_filled_unless_they_were_edited(client: Client) -> None:
    load_network_meeting(now=NOW)
    load_samples(now=NOW)
    about = get_page(client, "/sv/om/").text
    assert "evenemang@example.org" in about
    assert "Programgruppen träffas" in about
    statement = get_page(client, "/en/accessibility/").text
    assert "This statement is a draft" not in statement
    assert "The Sample Authority is responsible for this website" in statement
    assert "This page is a draft" not in get_page(client, "/en/privacy/").text
    Website.objects.get().save()  # in the admin
    Website.objects.update(contact_phone="")
    load_samples(now=NOW)
    assert Website.objects.get().contact_phone == ""

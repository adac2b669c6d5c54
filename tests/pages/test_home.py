"""The home page leads with what is next or under way."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from atmp_events.models import Status
from tests.builders import MORNING_BEFORE, NOON, an_event
from tests.pages.reading import page_of, words

pytestmark = pytest.mark.django_db


def lead(client: Client, now: datetime) -> tuple[str, str]:
    with time_machine.travel(now, tick=False):
        hero = page_of(client, "/en/").select_one(".hero")
    return words(hero.select_one(".kick")), words(hero.h2)


@pytest.mark.parametrize(
    ("now", "kick"),
    [
        (MORNING_BEFORE, "Next event"),
        (NOON - timedelta(hours=1), "Today"),
        (NOON, "Under way now"),
        (NOON + timedelta(minutes=59), "Under way now"),
    ],
)
def test_an_event_is_the_lead_until_it_ends(client: Client, now: datetime, kick: str) -> None:
    an_event(title_en="First")
    an_event(title_en="Second", starts_at=NOON + timedelta(days=7))
    assert lead(client, now) == (kick, "First")


def test_then_the_next_one_leads_and_it_is_the_latest(client: Client) -> None:
    an_event(title_en="First")
    an_event(title_en="Second", starts_at=NOON + timedelta(days=7))
    now = NOON + timedelta(hours=1)
    assert lead(client, now) == ("Next event", "Second")
    with time_machine.travel(now, tick=False):
        assert "Latest event 13 April 2027 First" in words(page_of(client, "/en/").main)


def test_a_cancelled_event_never_leads_but_is_listed_with_the_word(client: Client) -> None:
    an_event(title_en="First", status=Status.CANCELLED)
    an_event(title_en="Second", starts_at=NOON + timedelta(days=7))
    assert lead(client, MORNING_BEFORE) == ("Next event", "Second")
    with time_machine.travel(MORNING_BEFORE, tick=False):
        row = page_of(client, "/en/").select_one(".list li")
    assert words(row).startswith("13 April Cancelled: First Tuesday 12:00–13:00")


def test_with_nothing_planned_it_says_so_and_offers_the_subscription(client: Client) -> None:
    page = page_of(client, "/sv/")
    assert "Inget evenemang är planerat just nu." in words(page.main)
    button = page.select_one(".do a")
    assert (words(button), button["href"]) == ("Prenumerera på alla evenemang", "/sv/prenumerera/")


@pytest.mark.parametrize("events", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client: Client, events: int, django_assert_num_queries: object
) -> None:
    for day in range(events):
        an_event(starts_at=NOON + timedelta(days=day))
    with time_machine.travel(MORNING_BEFORE, tick=False), django_assert_num_queries(8):  # type: ignore[operator]
        page_of(client, "/en/")

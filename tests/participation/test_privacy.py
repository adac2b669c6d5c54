"""docs/privacy.md names all data about followers and attendees, and when they are erased."""

import re
from pathlib import Path
from typing import Final

import pytest
from django.conf import LazySettings
from django.db.models import Model
from django.test import Client

from atmp_events.actions.seeding import load_network_meeting
from atmp_events.mail.outbox import FAILED_KEPT, SENT_KEPT
from atmp_events.management.commands.backup import KEEP
from atmp_events.models import Attendee, Follower, RegistrationSettings
from atmp_events.models.retention import POSTPONED_KEPT_FOR, RESTORABLE_FOR
from atmp_events.participation.following import CONFIRMATION_TIMEOUT, RETENTION, ask_to_follow
from atmp_events.participation.personal_data import find_personal_data
from tests.builders import NOON
from tests.pages.parsing import get_page, text_of

from .registration import MONTH_BEFORE, an_event_with_registration, register_attendee

# The words of docs/privacy.md for each column.
RECIPIENT: Final = {
    "email": "email, as written",
    "email_folded": "as compared",
    "language": "the language",
}
NAMES: Final[dict[type[Model], dict[str, str]]] = {
    Attendee: RECIPIENT
    | {
        "email": "name and email, as written",
        "name": "name and email",
        "told": "which time, place and status the last email told",
        "organisation": "organisation",
        "access_needs": "accessibility needs",
        "food": "food",
        "answer": "answer to a question",
        "event": "which event",
        "state": "whether there is a place",
        "registered_at": "when one registered",
        "offer_ends_at": "until when a place is offered",
        "came_at": "whether and when one came",
        "erased_at": "when the row was erased",
    },
    Follower: RECIPIENT
    | {
        "event": "which event or series",
        "series": "which event or series",
        "told": "what the last email told",
        "asked_at": "when one asked to follow",
        "confirmed_at": "when it was confirmed",
        "told_at": "until when new events have been told",
    },
}


def section() -> str:
    text = Path("docs/privacy.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^## Those who follow or register\n(.*?)^## ", text, re.M | re.S)
    return " ".join(found.split())


def text_about(model: type[Model]) -> str:
    """Return the rows of the table about attendees, or about followers."""
    registered, rest = section().split("| of one who follows:")
    return registered if model is Attendee else rest


@pytest.mark.parametrize("model", NAMES)
def test_privacy_document_names_each_column(model: type[Model]) -> None:
    columns = {it.name for it in model._meta.concrete_fields if not it.primary_key}
    assert columns == NAMES[model].keys()
    for column, name in NAMES[model].items():
        assert name in text_about(model), column


@pytest.mark.usefixtures("mail", "a_month_before")
@pytest.mark.django_db
def test_exported_personal_data_contain_each_column() -> None:
    event, email = an_event_with_registration(1), "ada@example.org"
    register_attendee(event)
    ask_to_follow(email, "sv", event, MONTH_BEFORE)
    data = find_personal_data(email).as_json()
    # Derived from the address, or empty until the row is erased.
    left_out = {"id", "email_folded", "erased_at"}
    for model, (row,) in ((Attendee, data["registrations"]), (Follower, data["follows"])):
        assert {it.name for it in model._meta.concrete_fields} - left_out <= row.keys()


def test_privacy_document_states_the_retention_periods_of_the_code() -> None:
    days = RegistrationSettings._meta.get_field("days_kept").default
    assert f"({days}, if nothing is changed) after its end" in section()
    assert (RETENTION.days, "a week after the event" in section()) == (7, True)
    assert (CONFIRMATION_TIMEOUT.days, "a day, if it is not confirmed" in section()) == (1, True)
    assert (POSTPONED_KEPT_FOR.days, "for at most a year after the date" in section()) == (
        365,
        True,
    )
    assert (RESTORABLE_FOR.days, "erased thirty days after that" in section()) == (30, True)
    assert (KEEP, "the newest 30 are kept" in section()) == (30, True)
    kept = "a day after they were sent, a week if they could not be"
    assert (SENT_KEPT.days, FAILED_KEPT.days, kept in section()) == (1, 7, True)


def test_privacy_document_states_the_rate_limits(settings: LazySettings) -> None:
    rates = settings.ACCOUNT_RATE_LIMITS
    assert (rates["form"].partition("/")[2], rates["letter"].partition("/")[2]) == ("m/ip", "h/key")
    assert "so that nobody floods the site or a mailbox | a minute; an hour |" in section()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (
            "/sv/integritet/",
            [
                "När du följer eller anmäler dig",
                "raderas en vecka efter evenemanget",
                "raderas den efter ett dygn",
                "ett dygn efter att de har skickats, eller en vecka",
                *("porträtt", "inspelningar av ett föredrag", "ska tas bort"),
            ],
        ),
        (
            "/en/privacy/",
            [
                "When you follow or register",
                "erased a week after the event",
                "after a day, if you have not confirmed it",
                "for a day after they were sent, or for a week",
                *("portrait", "recordings of a talk", "should be removed"),
            ],
        ),
    ],
)
def test_privacy_page_says_what_is_kept_how_long_and_what_is_published_of_speakers(
    client: Client, settings: LazySettings, path: str, texts: list[str]
) -> None:
    load_network_meeting(now=NOON)
    settings.EMAIL_URL = "smtp://localhost"
    shown = text_of(get_page(client, path).main)
    # The test of the document compares these numbers with those of the code.
    assert [it for it in texts if it not in shown] == []


@pytest.mark.django_db
def test_privacy_page_has_no_section_on_following_without_mail(client: Client) -> None:
    load_network_meeting(now=NOON)
    assert "När du följer" not in text_of(get_page(client, "/sv/integritet/").main)

"""Registration on the website: its settings in the form of an event, and its checks."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from atmp_events.actions.copying import copy_to
from atmp_events.actions.versions import restore, save_version, versions_of
from atmp_events.models import Event, Language, Registration, RegistrationSettings, User
from atmp_events.participation.places import give_place, register
from atmp_events.proofreading.rules import findings
from tests.admin.event_form import form_errors, formset_data, send_change_form, send_form
from tests.builders import MONTH_BEFORE, an_event
from tests.pages.parsing import get_page, page_of, sent_fields
from tests.participation.registration import (
    an_event_with_registration,
    an_unsaved_attendee,
    attendee_states,
    register_attendee,
)

pytestmark = pytest.mark.usefixtures("mail")
PREFIX = "registration_settings"


def get_form_page(staff_client: Client, event: Event | None = None) -> BeautifulSoup:
    path = f"/admin/events/event/{event.pk}/change/" if event else "/admin/events/event/add/"
    return get_page(staff_client, path)


def unchanged_data(page: BeautifulSoup) -> dict[str, Any]:
    """Return the settings as a browser sends them when nothing is changed."""
    return {name: values for name, values in sent_fields(page).items() if PREFIX in name}


def settings_data(**fields: Any) -> dict[str, Any]:
    defaults = {"has_waiting_list": "on", "days_kept": 30}
    return formset_data(PREFIX, defaults | fields)


def test_registration_here_is_not_offered_without_mail(staff_client: Client, settings: Any) -> None:
    settings.EMAIL_URL = ""
    page = get_form_page(staff_client, an_event())
    assert not page.select("#id_registration option[value=here]")
    assert not page.select(f"#{PREFIX}-group")


def test_event_keeps_registration_here_without_mail(staff_client: Client, settings: Any) -> None:
    settings.EMAIL_URL = ""
    event = an_event_with_registration(5)
    page = get_form_page(staff_client, event)
    chosen = page.select_one("#id_registration option[selected]")
    assert chosen["value"] == "here"
    assert page.select(f"#{PREFIX}-group")


def test_registration_here_is_offered_with_its_settings(staff_client: Client) -> None:
    page = get_form_page(staff_client)
    option = page.select_one("#id_registration option[value=here]")
    assert option.get_text() == "Anmälan på webbplatsen"
    assert page.select(f"#{PREFIX}-group #id_{PREFIX}-0-question_sv")
    names = [it["name"] for it in page.select("#event_form [name]")]
    assert names.index("capacity") < names.index(f"{PREFIX}-0-days_kept") < names.index("body_sv")


def test_event_and_registration_settings_are_saved_together(staff_client: Client) -> None:
    typed = settings_data(asks_food="on", question_sv="Dag?", question_en="Day?", days_kept=10)
    response = send_form(staff_client, registration="here", capacity=5, fully_booked="on", **typed)
    assert response.status_code == 302
    event = Event.objects.get()
    assert (event.registration, event.capacity, event.fully_booked) == ("here", 5, False)
    asked = event.registration_settings
    assert (asked.asks_food, asked.asks_organisation, asked.days_kept) == (True, False, 10)
    assert asked.question.read("en") == "Day?"


@pytest.mark.parametrize("registration_settings", [None, {"asks_organisation": True}])
def test_simultaneous_edits_of_settings_are_both_saved(
    staff_client: Client, registration_settings: Any
) -> None:
    event = an_event_with_registration(5, registration_settings=registration_settings)
    settings = unchanged_data(get_form_page(staff_client, event))
    link = "https://zoom.example.org/1"
    for typed in (
        settings | {f"{PREFIX}-0-private_url": link},
        settings | {f"{PREFIX}-0-asks_food": "on"},
    ):
        response = send_change_form(staff_client, event, registration="here", capacity=5, **typed)
        assert response.status_code == 302
    stored = RegistrationSettings.objects.get()
    assert (stored.private_url, stored.asks_food) == (link, True)
    assert stored.asks_organisation is bool(registration_settings)


@pytest.mark.parametrize("registration_settings", [None, {"days_kept": 10}])
def test_conflicting_edit_of_a_setting_is_saved_when_it_is_sent_again(
    staff_client: Client, registration_settings: Any
) -> None:
    event = an_event_with_registration(5, registration_settings=registration_settings)
    settings = unchanged_data(get_form_page(staff_client, event))
    theirs, mine = (f"https://zoom.example.org/{number}" for number in (1, 2))
    fixed = {"registration": "here", "capacity": 5}
    link = f"{PREFIX}-0-private_url"
    send_change_form(staff_client, event, **fixed, **settings | {link: theirs})
    refused = send_change_form(staff_client, event, **fixed, **settings | {link: mine})
    assert RegistrationSettings.objects.get().private_url == theirs
    assert form_errors(refused)["private_url"] == [
        f"Någon annan har sparat ett annat värde under tiden: {theirs}. Spara en gång till om "
        "ditt ska gälla."
    ]
    again = unchanged_data(page_of(refused))
    assert again[link] == [mine]
    assert send_change_form(staff_client, event, **fixed, **again).status_code == 302
    assert RegistrationSettings.objects.get().private_url == mine


def test_user_with_every_role_may_edit_registration_settings(client: Client, roles: None) -> None:
    user = User.objects.create_user("eva", is_staff=True)
    user.groups.set(Group.objects.all())
    client.force_login(user)
    assert get_form_page(client).select(f"#id_{PREFIX}-0-days_kept")


def test_capacity_below_the_places_taken_is_refused(staff_client: Client) -> None:
    event = an_event_with_registration(3, attendees=["Ada", "Bo"])
    response = send_change_form(
        staff_client, event, registration="here", capacity=1, **settings_data()
    )
    assert response.status_code == 200
    assert "2 personer har redan plats" in response.content.decode()
    assert Event.objects.get().capacity == 3


def test_event_with_more_attendees_than_places_is_still_saved(staff_client: Client) -> None:
    event = an_event_with_registration(1)
    register(an_unsaved_attendee(event), timezone.now())
    give_place(an_unsaved_attendee(event, "Bo"), timezone.now(), is_beyond=True, by_letter=False)
    typed = {"registration": "here", "title_sv": "Om allt", **settings_data()}
    assert send_change_form(staff_client, event, capacity=1, **typed).status_code == 302
    assert Event.objects.get().title_sv == "Om allt"
    assert send_change_form(staff_client, event, capacity=0, **typed).status_code == 200


def test_added_place_is_offered_to_the_waiting_list(staff_client: Client) -> None:
    start = (timezone.now() + timedelta(days=30)).replace(second=0, microsecond=0)
    event = an_event_with_registration(1, starts_at=start, ends_at=start + timedelta(hours=1))
    for name in ("Ada", "Bo"):
        register(an_unsaved_attendee(event, name), timezone.now())
    typed = {}
    for field in ("starts_at", "ends_at"):
        moment = event.local(getattr(event, field))
        typed |= {f"{field}_0": f"{moment:%Y-%m-%d}", f"{field}_1": f"{moment:%H:%M}"}
    response = send_change_form(
        staff_client, event, registration="here", capacity=2, **typed, **settings_data()
    )
    assert response.status_code == 302
    assert attendee_states(event) == {"Ada": "confirmed", "Bo": "offered"}


def test_copy_has_registration_settings_and_no_attendees() -> None:
    link = "https://zoom.example.org/1"
    event = an_event_with_registration(
        5, registration_settings={"asks_food": True, "private_url": link, "days_kept": 10}
    )
    register_attendee(event)
    (copy,) = copy_to(event, now=MONTH_BEFORE)
    copied = RegistrationSettings.objects.get(event=copy)
    assert (copied.asks_food, copied.private_url, copied.days_kept) == (True, link, 10)
    assert not copy.attendees.exists()
    assert event.attendees.count() == 1


def problems(event: Event, language: Language = "en") -> dict[str, str]:
    """The problems that the check before publication finds, by field."""
    return {it.field: it.words for it in findings(event, language, MONTH_BEFORE)}


def test_check_finds_missing_capacity_contact_and_translation() -> None:
    event = an_event_with_registration(
        None,
        registration_settings={"question_sv": "Dag?", "private_url": "https://zoom.example.org/1"},
        online_url="https://zoom.example.org/1",
    )
    found = problems(event)
    assert found["capacity"] == "No number of places is given: everybody gets one."
    assert found["contact"] == "There is nobody to ask about registration."
    assert found[f"{PREFIX}-0-question_en"] == "Your own question is asked in one language only."
    assert found[f"{PREFIX}-0-private_url"] == "The link for those registered is public."


def test_check_finds_more_attendees_than_places() -> None:
    event = an_event_with_registration(2, attendees=["Ada", "Bo"])
    assert "capacity" not in problems(event)
    event.capacity = 1
    more = "2 people have a place: more than there are. All of them keep it."
    assert problems(event)["capacity"] == more


def test_check_finds_attendees_of_an_event_without_registration_here() -> None:
    event = an_event_with_registration(2, attendees=["Ada"])
    event.registration = Registration.NOT_NEEDED
    assert problems(event, "sv")["registration"] == (
        "1 person har anmält sig här och behåller sin plats, men ingen erbjuds en plats som blir "
        "ledig."
    )


def test_check_finds_registration_here_without_mail(settings: Any) -> None:
    settings.EMAIL_URL = ""
    found = problems(an_event_with_registration(5))
    assert found["registration"] == "Nobody can register: this site sends no mail."


def test_restored_version_keeps_attendees_and_registration_settings(
    staff_client: Client, coordinator: User
) -> None:
    event = an_event_with_registration(5, registration_settings={"asks_food": True})
    save_version(event, by=coordinator, now=MONTH_BEFORE)
    register_attendee(event)
    send_change_form(
        staff_client, event, title_sv="Annat", registration="here", capacity=5, **settings_data()
    )
    restore(versions_of(event).last())
    restored = Event.objects.get()
    assert restored.title_sv == "Om celler"
    assert attendee_states(restored) == {"Ada": "confirmed"}
    assert restored.registration_settings.days_kept == 30

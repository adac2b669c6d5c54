"""A coordinator sees, adds, moves up and cancels those who registered, and notes who came."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from reversion.models import Version

from atmp_events.models import Attendee, Event, Follower, User
from atmp_events.participation.erasing import erase_due
from tests.participation.people import MONTH_BEFORE, an_event_here, registered, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_mail")]


@pytest.fixture
def _mail(settings: Any) -> Any:
    settings.EMAIL_URL = "smtp://localhost:25"
    with time_machine.travel(MONTH_BEFORE, tick=False):
        yield


def path(event: Event, page: str = "attendees") -> str:
    return f"/admin/events/event/{event.pk}/{page}/"


def text(desk: Client, where: str) -> str:
    answer = desk.get(where)
    assert answer.status_code == 200
    main = BeautifulSoup(answer.content, "html.parser").select_one("#content")
    assert main
    return " ".join(main.get_text(" ").split())


def full() -> Event:
    event = an_event_here(1)
    for name in ("Ada", "Bo", "Cy"):
        registered(event, name, organisation="SLU" if name == "Bo" else "")
    Email.objects.all().delete()
    return event


def test_the_list_is_searched_by_name_address_and_organisation(desk: Client) -> None:
    event = full()
    for words, found in {"ADA": "Ada", "cy@exa": "Cy", "slu": "Bo"}.items():
        page = text(desk, f"{path(event)}?q={words}")
        assert [it for it in ("Ada ", "Bo ", "Cy ") if it in page] == [f"{found} "]


def test_those_who_wait_stand_in_order_with_their_place_in_the_queue(desk: Client) -> None:
    page = text(desk, path(full()) + "?state=waiting")
    assert "Ada " not in page
    assert page.index("nummer 1 i kön") < page.index("Cy ") < page.index("nummer 2 i kön")


def test_adding_by_hand_goes_beyond_the_places_only_if_ticked(desk: Client) -> None:
    event = full()
    typed = {"name": "Di", "email": "di@example.org", "language": "en", "add": "1"}
    assert "Alla platser är tagna" in desk.post(path(event), typed).content.decode()
    assert "Di" not in states(event)
    desk.post(path(event), typed | {"beyond": "on"})
    assert states(event)["Di"] == "confirmed"
    assert not Email.objects.exists()


def test_moving_up_and_cancelling_write_a_letter_only_if_ticked(desk: Client) -> None:
    event = full()
    key = event.attendees.get(name="Cy").pk
    desk.post(path(event), {"up": key, "beyond": "on", "by_letter": "on"})
    assert [it.to for it in Email.objects.all()] == [["cy@example.org"]]
    assert states(event) == {"Ada": "confirmed", "Bo": "waiting", "Cy": "confirmed"}
    Email.objects.all().delete()
    for name in ("Cy", "Ada"):
        desk.post(path(event), {"cancel": event.attendees.get(name=name).pk})
    assert states(event) == {"Ada": "cancelled", "Bo": "offered", "Cy": "cancelled"}
    assert [it.to for it in Email.objects.all()] == [["bo@example.org"]]  # It is offered a place.


def test_answers_are_changed_and_the_log_holds_no_name(desk: Client) -> None:
    event = full()
    key = event.attendees.get(name="Ada").pk
    typed = {"name": "Adah", "email": "adah@example.org", "language": "sv"}
    desk.post(f"{path(event, 'attendee')}?key={key}", typed)
    assert event.attendees.filter(name="Adah", email_folded="adah@example.org").exists()
    log = "".join(f"{it.object_repr}{it.change_message}" for it in LogEntry.objects.all())
    assert log
    assert "Ada" not in log
    assert "@" not in log


def test_at_the_door_came_is_one_press_and_pressed_again_taken_back(desk: Client) -> None:
    event = full()
    ada = event.attendees.get(name="Ada")
    desk.post(path(event, "door"), {"key": ada.pk, "came": "1"})
    # Another at the door, whose page is old, presses too.
    desk.post(path(event, "door"), {"key": ada.pk, "came": "1"})
    ada.refresh_from_db()
    assert ada.came_at == MONTH_BEFORE
    assert "1 har kommit" in text(desk, path(event, "door"))
    desk.post(path(event, "door"), {"key": ada.pk, "came": "0"})
    ada.refresh_from_db()
    assert ada.came_at is None


def test_the_door_finds_a_name_among_three_hundred_by_few_queries(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    event = an_event_here(None)
    for number in range(300):
        registered(event, f"Person{number}")
    with django_assert_max_num_queries(20):
        assert text(desk, path(event, "door")).count("Kom :") == 300
    assert text(desk, path(event, "door") + "?q=person299").count("Kom :") == 1


def test_the_table_runs_no_formulas_and_the_badges_are_ten_a_sheet(desk: Client) -> None:
    event = an_event_here(None)
    for number in range(11):
        registered(event, f"=Ed{number}", email=f"ed{number}@example.org")
    table: Any = desk.get(path(event, "attendee_table"))
    assert "'=Ed0;ed0@example.org" in b"".join(table.streaming_content).decode()
    page = BeautifulSoup(desk.get(path(event, "badges")).content, "html.parser")
    assert [len(it.select(".badge")) for it in page.select(".badges")] == [10, 1]
    assert "=Ed3" in text(desk, path(event, "attendee_sheet"))


def test_a_letter_goes_once_to_each_in_the_own_language(desk: Client) -> None:
    event = an_event_here(2)
    registered(event, "Ada")
    registered(event, "Bo", language="en")
    registered(event, "Cy")
    Email.objects.all().delete()
    typed = {"to": "confirmed", "subject_sv": "Ny sal", "text_sv": "Sal två."}
    typed |= {"subject_en": "New room", "text_en": "Room two.", "csrfmiddlewaretoken": "a"}
    preview = text(desk, path(event, "letter")) and desk.post(path(event, "letter"), typed)
    assert all(it in preview.content.decode() for it in ("Ny sal", "New room", "2 personer"))
    assert not Email.objects.exists()
    for _ in range(2):
        desk.post(path(event, "letter"), typed | {"send": "1"})
    sent = {it.to[0]: it.subject for it in Email.objects.all()}
    assert sent == {"ada@example.org": "Ny sal", "bo@example.org": "New room"}
    assert Email.objects.count() == 2
    assert not LogEntry.objects.filter(change_message__contains="@").exists()


def test_without_mail_an_event_has_no_such_button(desk: Client, settings: Any) -> None:
    settings.EMAIL_URL = ""
    event = an_event_here(2)
    assert path(event) not in desk.get(path(event, "change")).content.decode()


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize("role", ["Editor", "Coordinator", "Administrator"])
def test_editors_do_not_see_who_registered(client: Client, role: str) -> None:
    user = User.objects.create_user("kim", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()
    event = full()
    key = event.attendees.get(name="Ada").pk
    for page in ("attendees", "door", "attendee", "letter", "badges"):
        answer = client.get(path(event, page), {"key": key})
        assert answer.status_code == (403 if role == "Editor" else 200), page
    pressed = client.post(path(event, "door"), {"key": key, "came": "1"})
    assert pressed.status_code == (403 if role == "Editor" else 302)


def test_an_address_is_shown_handed_out_and_erased(desk: Client) -> None:
    event = full()
    where, typed = "/admin/events/event/address/", {"email": " ADA@example.org"}
    assert "Ada: " in desk.post(where, typed).content.decode()
    assert "Ada" in desk.post(where, typed | {"file": "1"}).json()["registrations"][0]["name"]
    desk.post(where, typed | {"erase": "1"})
    assert event.attendees.count() == 3
    assert not event.attendees.filter(email_folded="ada@example.org").exists()
    assert not Email.objects.filter(context__recipient="ada@example.org").exists()
    assert "Inget finns" in desk.post(where, typed).content.decode()


def test_figures_stay_when_names_are_erased(desk: Client) -> None:
    event = full()
    ada = event.attendees.get(name="Ada")
    desk.post(path(event, "door"), {"key": ada.pk, "came": "1"})
    with time_machine.travel(event.ends_at + timedelta(days=40)):
        erase_due(timezone.now())
    assert not event.attendees.exclude(name="").exists()
    answer: Any = desk.get("/admin/events/event/attendance/?csv=1")
    table = b"".join(answer.streaming_content).decode()
    assert table.splitlines()[1].endswith(";3;1;;2")


def test_attendees_of_a_deleted_event_are_erased_on_their_day() -> None:
    event = full()
    Event.objects.filter(pk=event.pk).update(deleted_at=timezone.now())
    assert event.ends_at
    assert erase_due(event.ends_at + timedelta(days=40)) == 3


def test_the_privacy_register_names_all_that_is_held() -> None:
    said = Path("docs/privacy.md").read_text()
    held = {it.name for model in (Attendee, Follower) for it in model._meta.concrete_fields}
    assert [it for it in sorted(held - {"id"}) if f"`{it}`" not in said] == []


def test_no_attendee_has_a_version_in_the_history(desk: Client) -> None:
    event = full()
    desk.post(path(event), {"cancel": event.attendees.get(name="Bo").pk})
    assert Version.objects.exists()
    assert not any("example.org" in it.serialized_data for it in Version.objects.all())


def test_an_address_is_not_changed_to_that_of_another(desk: Client) -> None:
    event = full()
    key = event.attendees.get(name="Ada").pk
    typed = {"name": "Ada", "email": "BO@example.org", "language": "sv"}
    answer = desk.post(f"{path(event, 'attendee')}?key={key}", typed)
    assert "redan anmäld" in answer.content.decode()

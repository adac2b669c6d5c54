"""Deleting in the admin: what goes with it is said, and for thirty days it can be undone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from atmp_events.models import Event, Person, User
from tests.builders import NOON, a_person, a_talk, an_event
from tests.participation.people import an_event_here, registered

pytestmark = pytest.mark.django_db

LIST = "/admin/events/event/"
DELETED = f"{LIST}deleted/"
DAY = timedelta(days=1)
PERSON = {
    f"{name}-{count}_FORMS": 0
    for name in ("affiliations", "appearances")
    for count in ("TOTAL", "INITIAL")
}


def test_it_is_said_how_many_are_told(client: Client, coordinator: User, settings: Any) -> None:
    settings.EMAIL_URL = "smtp://localhost:25"
    with time_machine.travel(NOON - 30 * DAY, tick=False):
        client.force_login(coordinator)
        event = an_event_here(1)
        for name in ("Ada", "Bo"):
            registered(event, name)
        event_path = f"{LIST}{event.pk}"
        for page in (
            client.get(f"{event_path}/delete/"),
            client.get(f"{event_path}/unpublish/"),
            client.post(f"{event_path}/plans/postpone/", {"_show": "1"}),
        ):
            said = "2 personer som följer det eller är anmälda får ett mejl"
            assert said in page.content.decode()


def test_what_is_deleted_is_gone_from_the_list_and_the_site_but_not_for_good(
    desk: Client,
) -> None:
    event = an_event()
    desk.post(f"{LIST}{event.pk}/delete/", {"post": "yes"})
    assert "Om celler" not in desk.get(LIST).content.decode().partition("changelist-form")[2]
    assert desk.get("/sv/evenemang/2027/om-celler/").status_code == 410
    assert "Om celler" in desk.get(DELETED).content.decode()
    said = desk.post(DELETED, {"key": event.pk}, follow=True).content.decode()
    assert "1 evenemang är återställt." in said
    assert desk.get("/sv/evenemang/2027/om-celler/").status_code == 200
    assert Event.objects.get().version.sequence == 2


def test_several_are_deleted_at_once(desk: Client) -> None:
    events = [an_event(), an_event()]
    ticked = {"action": "delete_selected", "_selected_action": [it.pk for it in events]}
    assert "Under trettio dagar" in desk.post(LIST, ticked).content.decode()
    desk.post(LIST, ticked | {"post": "yes"})
    assert Event.objects.filter(deleted_at=None).count() == 0
    assert Event.objects.count() == 2


def test_after_thirty_days_it_can_no_longer_be_restored(desk: Client) -> None:
    event = an_event()
    Event.objects.filter(pk=event.pk).update(deleted_at=event.created_at - 31 * DAY)
    assert "Om celler" not in desk.get(DELETED).content.decode()
    desk.post(DELETED, {"key": event.pk})
    assert not Event.objects.filter(deleted_at=None).exists()


def test_the_question_names_what_goes_and_says_that_it_can_be_undone(desk: Client) -> None:
    event = an_event()
    a_talk(event, title_sv="Om stamceller", speakers=(a_person(name="Ada Lund"),))
    page = BeautifulSoup(desk.get(f"{LIST}{event.pk}/delete/").content, "html.parser")
    named = page.select_one("#deleted-objects")
    assert named
    lines = [" ".join(it.split()) for it in named.text.splitlines() if it.strip()]
    assert lines == [
        "Om celler, 2027-04-13 12:00",
        "Programpunkt: Om stamceller",
        "Medverkande: Ada Lund",
    ]
    assert "Under trettio dagar går borttagningen att ångra" in page.text


@pytest.mark.parametrize(
    ("fields", "suggests"),
    [({}, True), ({"status": "cancelled"}, False), ({"state": "draft"}, False)],
)
def test_it_is_better_to_cancel_what_readers_wait_for(
    client: Client, coordinator: User, fields: dict[str, str], suggests: bool
) -> None:
    event = an_event(**fields)
    with time_machine.travel(NOON - DAY):
        client.force_login(coordinator)
        page = BeautifulSoup(client.get(f"{LIST}{event.pk}/delete/").content, "html.parser")
    assert bool(page.select(f'a[href="{LIST}{event.pk}/plans/cancel/"]')) is suggests


def press_undo(desk: Client, page: bytes) -> str:
    form = BeautifulSoup(page, "html.parser").select_one("form.undo")
    assert form
    sent: dict[str, list[str]] = {}
    for it in form.select("input"):
        sent.setdefault(str(it["name"]), []).append(str(it["value"]))
    return desk.post(str(form["action"]), sent, follow=True).content.decode()


def test_deleting_is_undone_by_one_press(desk: Client) -> None:
    event = an_event()
    deleted = desk.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}, follow=True)
    assert "1 evenemang är återställt." in press_undo(desk, deleted.content)
    assert desk.get("/sv/evenemang/2027/om-celler/").status_code == 200


def test_what_was_done_is_said_before_the_way_to_undo_it(desk: Client) -> None:
    for slug in ("ada-lund", "bo-ek"):
        desk.post("/admin/events/person/add/", PERSON | {"name": slug, "slug": slug})
    keys = list(Person.objects.values_list("pk", flat=True))
    ticked = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    deleted = desk.post("/admin/events/person/", ticked, follow=True).content
    done, undo = BeautifulSoup(deleted, "html.parser").select(".messagelist li")[-2:]
    assert done.select_one(".undo") is None
    assert undo.select_one(".undo")
    press_undo(desk, deleted)
    assert set(Person.objects.values_list("name", flat=True)) == {"ada-lund", "bo-ek"}


def test_what_is_deleted_is_found_above_the_list_and_says_when_that_was(desk: Client) -> None:
    event = an_event(title_en="")
    assert DELETED not in links_above(desk.get(LIST).content)
    with time_machine.travel(NOON, tick=False):
        desk.force_login(User.objects.get())
        desk.post(f"{LIST}{event.pk}/delete/", {"post": "yes"})
        assert DELETED in links_above(desk.get(LIST).content)
        page = BeautifulSoup(desk.get(DELETED).content, "html.parser")
    row = page.select_one("#content li")
    assert row
    assert "Om celler, 2027-04-13 12:00, Borttaget 2027-04-13" in " ".join(row.text.split())
    assert row.select("a") == []
    button = row.select_one("button")
    assert button
    assert (button["name"], button["value"]) == ("key", str(event.pk))


def test_who_may_not_delete_is_not_led_to_what_is_deleted(client: Client) -> None:
    an_event(deleted_at=timezone.now())
    reader = User.objects.create(username="r", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_event"))
    client.force_login(reader)
    assert DELETED not in links_above(client.get(LIST).content)


def links_above(page: bytes) -> list[str]:
    return [str(it["href"]) for it in BeautifulSoup(page, "html.parser").select(".object-tools a")]

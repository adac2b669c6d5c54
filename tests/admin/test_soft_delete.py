"""Deleting in the admin: what is deleted, and restoring it within thirty days."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from atmp_events.actions.soft_delete import delete, is_lost, restorable
from atmp_events.models import Event, Follower, Person, User
from tests.builders import NOON, a_person, a_series, a_talk, an_event
from tests.pages.parsing import get_page, page_of, sent_fields
from tests.participation.registration import (
    a_follower,
    an_event_with_registration,
)

from .authentication import clock_at

LIST = "/admin/events/event/"
DELETED = f"{LIST}deleted/"
DAY = timedelta(days=1)


@pytest.mark.usefixtures("a_month_before", "mail")
def test_delete_unpublish_and_postpone_pages_count_recipients(staff_client: Client) -> None:
    event = an_event_with_registration(1, attendees=["Ada", "Bo"])
    event_path = f"{LIST}{event.pk}"
    for page in (
        staff_client.get(f"{event_path}/delete/"),
        staff_client.get(f"{event_path}/unpublish/"),
        staff_client.post(f"{event_path}/plans/postpone/", {"_show": "1"}),
    ):
        message = "2 personer som följer det eller är anmälda får ett mejl"
        assert message in page.content.decode()


def test_deleted_event_is_hidden_everywhere_until_it_is_restored(staff_client: Client) -> None:
    event = an_event()
    staff_client.post(f"{LIST}{event.pk}/delete/", {"post": "yes"})
    listed = staff_client.get(LIST).content.decode().partition("changelist-form")[2]
    assert "Om celler" not in listed
    assert staff_client.get("/sv/evenemang/2027/om-celler/").status_code == 410
    assert "Om celler" in staff_client.get(DELETED).content.decode()
    message = staff_client.post(DELETED, {"key": event.pk}, follow=True).content.decode()
    assert "1 evenemang är återställt." in message
    assert staff_client.get("/sv/evenemang/2027/om-celler/").status_code == 200
    assert Event.objects.get().version.sequence == 2


def test_selected_events_are_deleted_together(staff_client: Client) -> None:
    events = [an_event(), an_event()]
    ticked = {"action": "delete_selected", "_selected_action": [it.pk for it in events]}
    assert "Under trettio dagar" in staff_client.post(LIST, ticked).content.decode()
    staff_client.post(LIST, ticked | {"post": "yes"})
    assert Event.objects.filter(deleted_at=None).count() == 0
    assert Event.objects.count() == 2


def test_deleted_event_cannot_be_restored_after_thirty_days(staff_client: Client) -> None:
    event = an_event()
    Event.objects.filter(pk=event.pk).update(deleted_at=event.created_at - 31 * DAY)
    assert "Om celler" not in staff_client.get(DELETED).content.decode()
    staff_client.post(DELETED, {"key": event.pk})
    assert not Event.objects.filter(deleted_at=None).exists()


def test_delete_page_lists_the_deleted_rows_and_says_how_to_undo(staff_client: Client) -> None:
    event = an_event()
    a_talk(event, title_sv="Om stamceller", speakers=(a_person(name="Ada Lund"),))
    page = get_page(staff_client, f"{LIST}{event.pk}/delete/")
    named = page.select_one("#deleted-objects")
    lines = [" ".join(it.split()) for it in named.text.splitlines() if it.strip()]
    assert lines == [
        "Om celler, 2027-04-13 12:00",
        "Programpunkt: Om stamceller",
        "Medverkande: Ada Lund",
    ]
    assert "Under trettio dagar går borttagningen att ångra" in page.text


@pytest.mark.parametrize(
    ("fields", "suggests"),
    [
        ({}, True),
        ({"status": "cancelled"}, False),
        ({"state": "draft"}, False),
        ({"starts_at": NOON - 2 * DAY}, False),
        ({"starts_at": NOON - 2 * DAY, "status": "postponed"}, True),
    ],
)
def test_delete_page_suggests_cancelling_a_coming_public_event(
    client: Client, coordinator: User, fields: dict[str, Any], suggests: bool
) -> None:
    event = an_event(**fields)
    with time_machine.travel(NOON - DAY):
        client.force_login(coordinator)
        page = get_page(client, f"{LIST}{event.pk}/delete/")
    assert bool(page.select(f'a[href="{LIST}{event.pk}/plans/cancel/"]')) is suggests


def click_undo(staff_client: Client, deleted: Any) -> BeautifulSoup:
    form = page_of(deleted).select_one("form.undo")
    return page_of(staff_client.post(str(form["action"]), sent_fields(form), follow=True))


def test_undo_button_restores_all_and_comes_after_the_message(staff_client: Client) -> None:
    for slug in ("ada-lund", "bo-ek"):
        a_person(name=slug, slug=slug)
    keys = list(Person.objects.values_list("pk", flat=True))
    sent = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    deleted = staff_client.post("/admin/events/person/", sent, follow=True)
    done, undo = page_of(deleted).select(".messagelist li")[-2:]
    assert done.select_one(".undo") is None
    assert undo.select_one(".undo")
    click_undo(staff_client, deleted)
    assert set(Person.objects.values_list("name", flat=True)) == {"ada-lund", "bo-ek"}


@pytest.mark.parametrize("kind", ["person", "event"])
def test_undo_button_restores_a_row_and_says_so_when_pressed_twice(
    staff_client: Client, kind: str
) -> None:
    row = a_person() if kind == "person" else an_event()
    path = f"/admin/events/{kind}/{row.pk}"
    deleted = staff_client.post(f"{path}/delete/", {"post": "yes"}, follow=True)
    for is_restored in (False, True):
        (message,) = click_undo(staff_client, deleted).select(".messagelist li")
        assert ("Det har redan återställts" in message.text) is is_restored
        assert staff_client.get(f"{path}/change/").status_code == 200


def test_restored_event_with_the_number_of_another_is_named(staff_client: Client) -> None:
    series = a_series()
    event = an_event(series=series, number=3)
    deleted = staff_client.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}, follow=True)
    an_event(title_sv="Om gener", series=series, number=4)
    assert "samma nummer" not in click_undo(staff_client, deleted).text
    deleted = staff_client.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}, follow=True)
    Event.objects.filter(number=4).update(number=3)
    words = "”Om celler” och ”Om gener” har nu samma nummer i serien: 3."
    assert words in click_undo(staff_client, deleted).text


def test_contact_of_a_series_is_not_deleted(staff_client: Client) -> None:
    person = a_person()
    series = a_series(contact=person)
    path = f"/admin/events/person/{person.pk}/delete/"
    staff_client.post(path, {"post": "yes"})
    series.refresh_from_db()
    assert series.contact == person
    page = get_page(staff_client, path)
    assert [it.text for it in page.select("#deleted-objects li")] == ["Nätverksträffar, Serie"]


def test_delete_page_of_a_series_says_that_its_followers_are_lost(staff_client: Client) -> None:
    series = a_series()
    a_follower(series)
    path = f"/admin/events/series/{series.pk}/delete/"
    page = get_page(staff_client, path)
    assert [it.text for it in page.select("#deleted-objects li")] == [
        "Nätverksträffar",
        "1 person följer via mejl och tas bort. Det går inte att ångra.",
    ]
    Follower.objects.all().delete()
    assert len(get_page(staff_client, path).select("#deleted-objects li")) == 1


def test_event_list_links_deleted_events_which_have_a_date(staff_client: Client) -> None:
    event = an_event(title_en="")
    assert DELETED not in links_above(staff_client)
    with clock_at(NOON, staff_client):
        staff_client.post(f"{LIST}{event.pk}/delete/", {"post": "yes"})
        assert DELETED in links_above(staff_client)
        page = get_page(staff_client, DELETED)
    row = page.select_one("#content li")
    assert "Om celler, 2027-04-13 12:00, Borttaget 2027-04-13" in " ".join(row.text.split())
    assert row.select("a") == []
    button = row.select_one("button")
    assert (button["name"], button["value"]) == ("key", str(event.pk))


def test_user_without_delete_permission_sees_no_link_to_deleted_events(client: Client) -> None:
    an_event(deleted_at=timezone.now())
    reader = User.objects.create(username="r", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_event"))
    client.force_login(reader)
    assert DELETED not in links_above(client)


def links_above(client: Client) -> list[str]:
    return [str(it["href"]) for it in get_page(client, LIST).select(".object-tools a")]


@pytest.mark.parametrize(
    ("age", "can_be_restored"),
    [(30 * DAY - timedelta(seconds=1), True), (30 * DAY, False), (31 * DAY, False)],
)
def test_query_and_event_agree_on_what_can_be_restored(
    age: timedelta, can_be_restored: bool
) -> None:
    event, present = an_event(deleted_at=NOON - age), an_event(title_sv="Om gener", slug_en="genes")
    found = restorable(Event.objects.all(), now=NOON)
    assert list(found) == ([event] if can_be_restored else [])
    assert is_lost(event, NOON) is not can_be_restored
    assert not is_lost(present, NOON)


def test_form_of_a_speaker_names_a_deleted_event_with_the_way_to_restore_it(
    staff_client: Client,
) -> None:
    person, event = a_person(), an_event()
    a_talk(event, speakers=(person,))
    delete(Event.objects.all(), now=timezone.now())
    page = get_page(staff_client, f"/admin/events/person/{person.pk}/change/")
    link = page.select_one("#appearances-group td.field-at a")
    assert (link.text, link["href"]) == ("Om celler (borttaget, kan återställas)", DELETED)

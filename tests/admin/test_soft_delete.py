"""Deleting in the admin: what goes with it is said, and for thirty days it can be undone."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Event
from tests.builders import NOON, a_person, a_talk, an_event

pytestmark = pytest.mark.django_db

LIST = "/admin/events/event/"
DAY = timedelta(days=1)


def test_it_is_said_what_goes_with_it_and_that_it_can_be_undone(desk: Client) -> None:
    event = an_event()
    a_talk(event, title_sv="Om stamceller", speakers=(a_person(),))
    page = desk.get(f"{LIST}{event.pk}/delete/").content.decode()
    assert "Om stamceller" in page
    assert "Under trettio dagar går borttagningen att ångra" in page


def test_what_is_deleted_is_gone_from_the_list_and_the_site_but_not_for_good(
    desk: Client,
) -> None:
    event = an_event()
    desk.post(f"{LIST}{event.pk}/delete/", {"post": "yes"})
    assert "Om celler" not in desk.get(LIST).content.decode().partition("changelist-form")[2]
    assert desk.get("/sv/evenemang/2027/om-celler/").status_code == 410
    assert "Om celler" in desk.get(f"{LIST}?deleted=yes").content.decode()
    restored = {"action": "restore_events", "_selected_action": [event.pk]}
    said = desk.post(f"{LIST}?deleted=yes", restored, follow=True).content.decode()
    assert "1 evenemang är återställt." in said
    assert desk.get("/sv/evenemang/2027/om-celler/").status_code == 200
    assert Event.objects.get().version.sequence == 2


def test_the_list_offers_to_restore_what_is_deleted_and_to_delete_what_is_there(
    desk: Client,
) -> None:
    there, gone = an_event(), an_event(deleted_at=NOON)
    for path, event, offered in (
        (LIST, there, ["delete_selected", "publish_events"]),
        (f"{LIST}?deleted=yes", gone, ["restore_events"]),
    ):
        page = BeautifulSoup(desk.get(path).content, "html.parser")
        assert page.select_one(f'[name="_selected_action"][value="{event.pk}"]')
        assert [it["value"] for it in page.select('[name="action"] option')][1:] == offered


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
    assert "Om celler" not in desk.get(f"{LIST}?deleted=yes").content.decode()


def test_each_list_offers_only_what_can_be_done_there(desk: Client) -> None:
    event = an_event()
    assert 'value="restore_events"' not in desk.get(LIST).content.decode()
    desk.post(f"{LIST}{event.pk}/delete/", {"post": "yes"})
    offered = desk.get(f"{LIST}?deleted=yes").content.decode()
    assert 'value="restore_events"' in offered
    assert 'value="delete_selected"' not in offered

"""Withdrawn and deleted events in calendars."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from atmp_events.actions.publishing import publish, unpublish
from atmp_events.actions.soft_delete import delete, delete_for_good, restore
from atmp_events.models import Event, State
from tests.builders import MORNING_BEFORE, NOON, a_full_event, a_venue, an_event, save
from tests.calendars.parsing import events_by_uid, unfolded_lines, vevent

pytestmark = pytest.mark.django_db

FILE = "/sv/evenemang/2027/om-celler.ics"
PAGE = "/sv/evenemang/2027/om-celler/"
FEED = "/sv/evenemang.ics"
DAY = timedelta(days=1)


def soft_delete(event: Event) -> None:
    delete(Event.objects.filter(pk=event.pk), now=MORNING_BEFORE)


@pytest.mark.parametrize("withdraw", [unpublish, soft_delete])
def test_withdrawn_event_is_cancelled_in_file_and_feed(client: Client, withdraw: object) -> None:
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        event = an_event(venue=a_venue(), summary_sv="Hemlig ingress.")
        before = vevent(client.get(FILE).content)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        withdraw(event)  # type: ignore[operator]
        after = vevent(client.get(FILE).content)
        in_feed = events_by_uid(client, FEED)[event.uid]
        text = client.get(FILE).content.decode()
    assert in_feed == after
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SUMMARY"] == "INSTÄLLT: Om celler"
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["LAST-MODIFIED"].dt == MORNING_BEFORE
    assert (after.start, after.end, after["LOCATION"]) == (
        before.start,
        before.end,
        before["LOCATION"],
    )
    assert after["TRANSP"] == "TRANSPARENT"
    assert "Hemlig" not in text


@pytest.mark.parametrize("withdraw", [unpublish, soft_delete])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}affisch/", f"{PAGE}kort.png", "/e/{code}"])
def test_pages_of_a_withdrawn_event_return_410(client: Client, withdraw: object, path: str) -> None:
    event = an_event()
    withdraw(event)  # type: ignore[operator]
    response = client.get(path.format(code=event.code), headers={"Accept-Language": "sv"})
    assert response.status_code == 410
    assert "Evenemanget är inte längre offentligt." in response.content.decode()


def test_withdrawn_event_leaves_file_and_feed_after_a_year(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE, tick=False):
        event = an_event(starts_at=NOON + 400 * DAY, slug_sv="om-celler")
        unpublish(event)
    path = "/sv/evenemang/2028/om-celler.ics"
    with time_machine.travel(MORNING_BEFORE + 364 * DAY, tick=False):
        assert client.get(path).status_code == 200
        assert event.uid in events_by_uid(client, FEED)
    with time_machine.travel(MORNING_BEFORE + 366 * DAY, tick=False):
        assert client.get(path).status_code == 410
        assert events_by_uid(client, FEED) == {}


def test_file_of_a_withdrawn_event_contains_no_later_edit(client: Client) -> None:
    event = an_event(title_sv="Om celler", room_sv="Sal IV")
    unpublish(event)
    before = client.get(FILE).content
    event = Event.objects.get()
    event.title_sv, event.room_sv = "Om något helt annat", "Sal V"
    event.starts_at, event.ends_at = NOON + DAY, NOON + 2 * DAY
    event.save()
    assert client.get(FILE).content == before


def test_withdrawn_event_keeps_its_public_address_when_the_draft_changes_it(client: Client) -> None:
    event = an_event()
    unpublish(event)
    event = Event.objects.get()
    save(event, slug_sv="annan-adress")
    assert client.get(PAGE).status_code == 410
    assert vevent(client.get(FILE).content)["STATUS"] == "CANCELLED"


def test_republished_event_has_the_same_uid_and_a_higher_sequence(client: Client) -> None:
    event = an_event()
    unpublish(event)
    gone = vevent(client.get(FILE).content)
    publish(Event.objects.get())
    back = vevent(client.get(FILE).content)
    assert (back["UID"], back["STATUS"]) == (gone["UID"], "CONFIRMED")
    assert back["SUMMARY"] == "Om celler"
    assert back["SEQUENCE"] == gone["SEQUENCE"] + 1
    assert back["LAST-MODIFIED"].dt >= gone["LAST-MODIFIED"].dt
    assert client.get(PAGE).status_code == 200
    assert list(events_by_uid(client, FEED)) == [event.uid]


def test_withdrawn_event_stays_cancelled_until_scheduled_publishing(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        unpublish(an_event())
        publish(Event.objects.get(), at=MORNING_BEFORE)
        gone = vevent(client.get(FILE).content)
        assert client.get(PAGE).status_code == 410
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        back = vevent(client.get(FILE).content)
    assert (gone["STATUS"], back["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert back["SEQUENCE"] > gone["SEQUENCE"]
    assert back["LAST-MODIFIED"].dt == MORNING_BEFORE


def test_postponed_publishing_cancels_the_event_and_confirms_it_again(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE - 2 * DAY, tick=False):
        event = an_event()
        save(event, publish_at=MORNING_BEFORE)
        gone = vevent(client.get(FILE).content)
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        back = vevent(client.get(FILE).content)
    assert (gone["STATUS"], back["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert back["SEQUENCE"] > gone["SEQUENCE"]


def test_event_that_was_never_public_is_in_no_feed(client: Client) -> None:
    soft_delete(an_event(state=State.DRAFT))
    an_event(title_sv="Utkast", state=State.DRAFT)
    an_event(title_sv="Kommer", publish_at=NOON + DAY)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        unpublish(Event.objects.get(title_sv="Kommer"))
        assert events_by_uid(client, FEED) == {}
        for slug in ("om-celler", "utkast", "kommer"):
            assert client.get(f"/sv/evenemang/2027/{slug}.ics").status_code == 404, slug


def test_withdrawn_event_is_cancelled_only_in_feeds_that_contained_it(client: Client) -> None:
    event = a_full_event(kind="course", spoken_languages="en", attendance_mode="hybrid")
    an_event(title_sv="Ett annat", kind="lecture")
    unpublish(event)
    event = Event.objects.get(pk=event.pk)
    save(event, kind="lecture", series=None, venue=None)
    event.appearances.all().delete()
    containing = [
        f"{FEED}?kind=course&language=en",
        f"{FEED}?q=celler",
        f"{FEED}?series=natverkstraffar&year=2027&mode=on_site",
        "/sv/personer/ada-lund.ics",
        "/sv/mina.ics?e=" + event.code,
    ]
    for path in containing:
        assert events_by_uid(client, path)[event.uid]["STATUS"] == "CANCELLED", path
    for path in (f"{FEED}?kind=lecture", f"{FEED}?q=celler&kind=lecture", f"{FEED}?year=2026"):
        assert event.uid not in events_by_uid(client, path), path


def test_withdrawn_event_is_found_by_its_public_words_only(client: Client) -> None:
    event = an_event()
    unpublish(event)
    event = Event.objects.get()
    save(event, title_sv="Om hemligheter", title_en="Om hemligheter")
    assert list(events_by_uid(client, f"{FEED}?q=celler")) == [event.uid]
    assert events_by_uid(client, f"{FEED}?q=hemligheter") == {}


def test_withdrawal_changes_last_modified_and_etag_of_the_feed(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE - DAY, tick=False):
        event = an_event()
        first = client.get(FEED)
    with time_machine.travel(MORNING_BEFORE, tick=False):
        soft_delete(event)
        for condition in (
            {"If-Modified-Since": first["Last-Modified"]},
            {"If-None-Match": first["ETag"]},
        ):
            assert client.get(FEED, headers=condition).status_code == 200
        after = client.get(FEED)
    assert "LAST-MODIFIED:20270412T070000Z" in unfolded_lines(after.content)


def test_new_event_can_use_the_slug_of_a_deleted_event(client: Client) -> None:
    old = an_event()
    soft_delete(old)
    new = an_event(slug_sv="om-celler")  # The default slug would have a number.
    assert client.get(PAGE).status_code == 200
    assert vevent(client.get(FILE).content)["UID"] == new.uid
    assert set(events_by_uid(client, FEED)) == {old.uid, new.uid}
    restore(Event.objects.filter(pk=old.pk), now=MORNING_BEFORE + DAY)
    assert client.get("/sv/evenemang/2027/om-celler-2/").status_code == 200
    assert vevent(client.get(FILE).content)["UID"] == new.uid


def test_addresses_of_an_event_deleted_for_good_return_410(client: Client) -> None:
    with time_machine.travel(MORNING_BEFORE, tick=False):
        soft_delete(an_event())
        stays = an_event(title_sv="Kvar", starts_at=NOON + 500 * DAY)
    with time_machine.travel(MORNING_BEFORE + DAY, tick=False):
        first = client.get(FEED)["Last-Modified"]
    assert delete_for_good(now=MORNING_BEFORE + 300 * DAY) == 0
    assert delete_for_good(now=MORNING_BEFORE + 366 * DAY) == 1
    with time_machine.travel(MORNING_BEFORE + 367 * DAY, tick=False):
        assert client.get(PAGE).status_code == client.get(FILE).status_code == 410
        assert client.get("/en/events/2027/on-cells/").status_code == 410
        response = client.get(FEED)
        assert list(events_by_uid(client, FEED)) == [stays.uid]
    assert first == "Mon, 12 Apr 2027 07:00:00 GMT"
    assert response["Last-Modified"] == "Tue, 11 Apr 2028 07:00:00 GMT"


def test_former_address_of_an_event_deleted_for_good_returns_410(client: Client) -> None:
    event = an_event(code="abcde23")
    others = ("/sv/evenemang/2027/om-annat/", "/sv/evenemang/2026/om-celler/", "/e/abcde24")

    def statuses_of_other_addresses() -> set[int]:
        return {client.get(path).status_code for path in others}

    save(event, slug_sv="om-alla-celler")
    assert client.get(PAGE)["Location"].endswith("/om-alla-celler/")
    assert statuses_of_other_addresses() == {404}
    soft_delete(event)
    assert client.get(PAGE).status_code == 410
    assert statuses_of_other_addresses() == {404}
    assert delete_for_good(now=MORNING_BEFORE + 366 * DAY) == 1
    assert client.get(PAGE).status_code == 410
    assert statuses_of_other_addresses() == {404}

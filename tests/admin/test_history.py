"""The history of a row: changes, restoring a version, and restoring a deleted row."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from atmp_events.actions.versions import save_version_before, versions_of
from atmp_events.models import Event, Person, User, Venue
from tests.builders import NOON, a_person, a_talk, a_venue, an_event, an_organiser
from tests.pages.parsing import get_page, page_of, sent_fields, text_of
from tests.participation.registration import an_event_with_registration, register_attendee

from .authentication import client_with
from .event_form import send_change_form, send_form


def history(client: Client, row: Any) -> list[str]:
    """The text of each version on the history page, the latest first."""
    page = client.get(f"/admin/events/{row._meta.model_name}/{row.pk}/history/")
    return [text_of(section) for section in page_of(page).select(".history section")]


def versions(row: Any) -> list[Version]:
    """The versions of a row, the oldest first."""
    return list(versions_of(row).order_by("pk"))


def restore(client: Client, version: Version) -> BeautifulSoup:
    """Restore a version by the button of its page; return the page that follows."""
    kind = version.content_type.model
    path = f"/admin/events/{kind}/{version.object_id}/history/{version.pk}/"
    form = get_page(client, path).select_one("#content form:has([type=submit])")
    return page_of(client.post(path, sent_fields(form), follow=True))


def test_history_shows_old_and_new_values_with_the_user(staff_client: Client) -> None:
    User.objects.update(first_name="Anna", last_name="Berg", language="sv")
    event = an_event(venue=a_venue(), room_sv="Sal A", room_en="Hall A")
    changed = {"room_sv": "Sal B", "room_en": "Hall B", "spoken_languages": ["en", "sv"]}
    send_change_form(staff_client, event, venue=event.venue_id, **changed)
    latest, first = history(staff_client, event)
    assert "Talat språk Före (tomt) Efter engelska, svenska" in latest
    assert "Anna Berg" in latest
    assert "som det är nu" in latest
    assert "Lokal (svenska) Före Sal A Efter Sal B" in latest
    assert "Så såg det ut innan någon ändrade det här." in first


@pytest.mark.parametrize(
    ("language", "time"),
    [
        ("sv", r"\d{1,2} \w+ \d{4} kl\. \d{1,2}\.\d\d, "),
        ("en", r"\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d, "),
    ],
)
def test_history_writes_times_as_the_pages_do(
    staff_client: Client, language: str, time: str
) -> None:
    User.objects.update(language=language)
    event = an_event()
    send_change_form(staff_client, event, title_sv="Om andra celler")
    assert re.match(time, history(staff_client, event)[0])


def test_version_is_restored_with_its_talks_and_speakers(staff_client: Client) -> None:
    ada, bo = a_person(), a_person(name="Bo Ek")
    event = an_event(organisers=(an_organiser(),))
    talk = a_talk(event, title_sv="Om stamceller", speakers=(ada,))
    speaker = event.appearances.get()
    send_change_form(
        staff_client,
        event,
        title_sv="Om allt",
        title_en="On everything",
        talks=[{"id": talk.pk, "title_sv": "Om stamceller", "DELETE": "on"}],
        speakers=[{"id": speaker.pk, "person": ada.pk, "DELETE": "on"}, {"person": bo.pk}],
    )
    assert [it.person for it in event.appearances.all()] == [bo]

    restore(staff_client, versions(event)[0])
    event.refresh_from_db()
    assert event.title_sv == "Om celler"
    assert [(it.pk, it.title_sv) for it in event.talks.all()] == [(talk.pk, "Om stamceller")]
    assert [(it.person, it.talk) for it in event.appearances.all()] == [(ada, talk)]
    page = staff_client.get("/sv/evenemang/2027/om-celler/").content.decode()
    assert "Ada Lund" in page
    assert "Bo Ek" not in page
    assert len(versions(event)) == 3


def test_restoring_raises_sequence_and_keeps_the_event_published(staff_client: Client) -> None:
    event = an_event(state="draft")
    send_change_form(staff_client, event, state="published")
    send_change_form(staff_client, event, state="published", starts_at_1="14:00", ends_at_1="15:00")
    event.refresh_from_db()
    moved = event.version.sequence
    restore(staff_client, versions(event)[0])
    event.refresh_from_db()
    assert (event.state, event.local(event.starts_at).hour) == ("published", 12)
    assert event.version.sequence == moved + 1


def test_version_with_a_deleted_venue_is_not_restored(staff_client: Client) -> None:
    venue = a_venue()
    event = an_event(venue=venue)
    send_change_form(staff_client, event, venue="", title_sv="Om allt")
    staff_client.post(f"/admin/events/venue/{venue.pk}/delete/", {"post": "yes"})
    text = text_of(restore(staff_client, versions(event)[0]))
    assert "återställa: ”Rudbecklaboratoriet” har tagits bort. Återställ det först." in text
    event.refresh_from_db()
    assert (event.title_sv, event.venue) == ("Om allt", None)


@pytest.mark.usefixtures("roles")
def test_editor_cannot_restore_a_public_event(staff_client: Client, client: Client) -> None:
    event = an_event()
    send_change_form(staff_client, event, title_sv="Om allt")
    editor = client_with(client, "Editor")
    assert "Återställ" not in " ".join(history(editor, event))
    first = versions(event)[0]
    path = f"/admin/events/event/{event.pk}/history/{first.pk}/"
    assert editor.post(path).status_code == 403
    assert Event.objects.get().title_sv == "Om allt"


def test_new_event_has_a_first_version(staff_client: Client) -> None:
    send_form(staff_client)
    event = Event.objects.get()
    (first,) = history(staff_client, event)
    assert "Så skrevs det först." in first


def test_deleted_person_is_restored_with_affiliations(staff_client: Client) -> None:
    ada = a_person()
    ada.affiliations.create(role_sv="professor", role_en="professor")
    staff_client.post(f"/admin/events/person/{ada.pk}/delete/", {"post": "yes"})
    assert not Person.objects.exists()
    listed = get_page(staff_client, "/admin/events/person/deleted/")
    assert "Ada Lund" in text_of(listed)
    button = listed.select_one("[name=key]")
    staff_client.post("/admin/events/person/deleted/", {"key": button["value"]})
    assert [it.role_sv for it in Person.objects.get().affiliations.all()] == ["professor"]
    assert Person.objects.get().pk == ada.pk


def test_deleted_venue_is_removed_from_versions_after_thirty_days(staff_client: Client) -> None:
    venue = a_venue()
    staff_client.post(
        "/admin/events/venue/",
        {"action": "delete_selected", "_selected_action": [venue.pk], "post": "yes"},
    )
    assert not Venue.objects.exists()
    assert Version.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("tidy")
    assert not Version.objects.exists()


def test_changed_order_of_talks_is_one_line_of_the_history(staff_client: Client) -> None:
    event = an_event(organisers=(an_organiser(),))
    first = a_talk(event, title_sv="Celler", position=4)
    second = a_talk(event, title_sv="Vävnader", position=7)
    rows = [{"id": it.pk, "title_sv": it.title_sv, "title_en": "A talk"} for it in (first, second)]
    send_change_form(
        staff_client, event, talks=[rows[0] | {"position": 2}, rows[1] | {"position": 1}]
    )
    latest = history(staff_client, event)[0]
    assert "Programpunkt: ordning Före Celler · A talk Vävnader" in latest
    assert "Efter Vävnader · A talk Celler" in latest


def test_restoring_keeps_state_and_publication_time(staff_client: Client) -> None:
    later, moment = NOON - timedelta(days=30), NOON - timedelta(days=60)
    event = an_event(state="draft", publish_at=later)
    send_change_form(staff_client, event, state="draft", title_sv="Om allt")
    Event.objects.filter(pk=event.pk).update(state="published", publish_at=moment)
    restore(staff_client, versions(event)[0])
    event.refresh_from_db()
    assert (event.title_sv, event.state, event.publish_at) == ("Om celler", "published", moment)


def test_version_with_a_deleted_speaker_is_not_restored(staff_client: Client) -> None:
    ada = a_person()
    event = an_event()
    a_talk(event, title_sv="Om stamceller", speakers=(ada,))
    send_change_form(staff_client, event, title_sv="Om allt")
    event.talks.all().delete()
    ada.delete()
    assert "Det går inte att återställa:" in text_of(restore(staff_client, versions(event)[0]))
    event.refresh_from_db()
    assert (event.title_sv, event.talks.count()) == ("Om allt", 0)


def test_opened_or_refused_form_stores_no_version(staff_client: Client) -> None:
    event = an_event()
    staff_client.get(f"/admin/events/event/{event.pk}/change/")
    assert send_change_form(staff_client, event, title_sv="", title_en="").status_code == 200
    assert versions(event) == []


def test_history_shows_who_published_by_button(staff_client: Client) -> None:
    User.objects.update(first_name="Anna", last_name="Berg")
    event = an_event(state="draft")
    staff_client.post(f"/admin/events/event/{event.pk}/publish/", {"when": "now"})
    latest, first = history(staff_client, event)
    assert "Anna Berg" in latest
    assert first.count("Anna Berg") == 0
    staff_client.post(f"/admin/events/event/{event.pk}/unpublish/")
    assert len(versions(event)) == 3
    assert all(it.revision.version_set.count() == 1 for it in versions(event))


@pytest.mark.usefixtures("a_month_before", "mail")
def test_page_to_restore_a_version_says_how_many_get_an_email(staff_client: Client) -> None:
    event = an_event_with_registration(attendees=["Ada"])
    save_version_before(event, now=timezone.now())
    Event.objects.update(room_sv="Sal B")
    path = f"/admin/events/event/{event.pk}/history/{versions(event)[0].pk}/"
    page = text_of(get_page(staff_client, path))
    assert "Om tid, plats eller läge ändras: 1 person som följer det eller är anmäld" in page


@pytest.mark.usefixtures("a_month_before", "mail")
def test_restored_event_has_no_fewer_places_than_are_taken(staff_client: Client) -> None:
    event = an_event_with_registration(1, room_sv="Sal A")
    save_version_before(event, now=timezone.now())
    Event.objects.update(capacity=2, room_sv="Sal B")
    for name in ("Ada", "Bo"):
        register_attendee(event, name)
    path = f"/admin/events/event/{event.pk}/history/{versions(event)[0].pk}/"
    assert "Antal platser" not in text_of(get_page(staff_client, path))
    restore(staff_client, versions(event)[0])
    event.refresh_from_db()
    assert (event.room_sv, event.capacity) == ("Sal A", 2)

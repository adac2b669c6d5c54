"""Edit conflicts: the second of two users to save sees the other changes and loses no input."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from atmp_events.actions.merging import merge
from atmp_events.admin import publishing
from atmp_events.models import Appearance, Event, State, User
from tests.builders import a_person, a_talk, a_venue, an_event
from tests.pages.parsing import page_of, sent_fields, text_of

from .event_form import form_values, parsed, send_change_form

ROUNDS = 5


@pytest.fixture
def other_client(db: None) -> Client:
    """A client that is signed in as a second coordinator."""
    user = User.objects.create_superuser("erik", first_name="Erik", last_name="Ek")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sqlite_file(db: None, tmp_path: Path) -> Iterator[None]:
    """SQLite in a file, as on a site: in memory, two writers do not wait for each other."""
    if connection.vendor != "sqlite":
        yield
        return
    name, memory = connection.settings_dict["NAME"], connection.connection
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as file:
        memory.backup(file)
    connection.settings_dict["NAME"], connection.connection = str(tmp_path / "db.sqlite3"), None
    yield
    connection.close()
    connection.settings_dict["NAME"], connection.connection = name, memory


def version_field(client: Client, event: Event) -> dict[str, str]:
    """The form field with the version of the event that the form was opened with."""
    return {"seen_version": form_values(client, event)["seen_version"]}


def warning(response: Any) -> str:
    """The text of the conflict warning."""
    assert response.status_code == 200, "it was saved"
    return text_of(page_of(response).select_one("[role=alert]"))


def test_conflicting_save_shows_the_other_changes_and_keeps_typed_values(
    staff_client: Client, other_client: Client
) -> None:
    event = an_event(room_sv="Sal A", room_en="Hall A")
    own_version = version_field(staff_client, event)
    other_version = version_field(other_client, event)
    send_change_form(other_client, event, room_sv="Sal B", room_en="Hall B", **other_version)
    response = send_change_form(
        staff_client, event, room_sv="Sal A", room_en="Hall A", title_sv="Om allt", **own_version
    )
    text = warning(response)
    assert "Erik Ek" in text
    assert "Lokal (svenska) Före Sal A Efter Sal B" in text
    assert Event.objects.get().title_sv == "Om celler"

    sent = sent_fields(page_of(response).select_one("#event_form"))
    assert (sent["room_sv"], sent["title_sv"]) == (["Sal B"], ["Om allt"])
    again = staff_client.post(f"/admin/events/event/{event.pk}/change/", sent)
    assert again.status_code == 302
    event.refresh_from_db()
    assert (event.room_sv, event.room_en, event.title_sv) == ("Sal B", "Hall B", "Om allt")


def test_conflicting_edit_of_one_field_shows_both_values(
    staff_client: Client, other_client: Client
) -> None:
    event = an_event(room_sv="Sal A")
    own_version = version_field(staff_client, event)
    send_change_form(other_client, event, room_sv="Sal B", starts_at_1="14:00", ends_at_1="15:00")
    response = send_change_form(
        staff_client, event, room_sv="Sal C", ends_at_0="2027-04-13", **own_version
    )
    text = warning(response)
    mine = "Om du sparar gäller ditt: Fält Före Efter Lokal (svenska) Före Sal A Efter Sal B"
    assert mine in text
    form = page_of(response)
    assert form.select_one("[name=room_sv]")["value"] == "Sal C"
    # Times are local times of the event.
    assert form.select_one("[name=starts_at_1]")["value"] == "14:00"


def test_checkbox_that_only_the_other_user_has_changed_is_filled_in(
    staff_client: Client, other_client: Client
) -> None:
    link = {"registration": "by_link", "registration_url": "https://www.uu.se/"}
    event = an_event(**link)
    for ticked in ({"fully_booked": "on"}, {}):
        before = {"fully_booked": "on"} if event.fully_booked else {}
        own_version = version_field(staff_client, event)
        send_change_form(other_client, event, **link, **ticked)
        response = send_change_form(
            staff_client, event, title_sv="Om allt", **link, **before, **own_version
        )
        assert "Fullbokat" in warning(response)
        box = page_of(response).select_one("[name=fully_booked]")
        assert box.has_attr("checked") is bool(ticked)
        event.refresh_from_db()


def test_talk_removed_by_another_user_is_kept_as_typed(
    staff_client: Client, other_client: Client
) -> None:
    event = an_event()
    talk = a_talk(event, title_sv="Om stamceller", title_en="")
    own_version = version_field(staff_client, event)
    row = {"id": talk.pk, "title_sv": "Om stamceller"}
    send_change_form(other_client, event, talks=[row | {"DELETE": "on"}])
    mine = {"talks": [row | {"title_sv": "Om stamceller och annat"}]}
    response = send_change_form(staff_client, event, **mine, **own_version)
    assert "Programpunkt: borttagen" in warning(response)
    form = page_of(response)
    assert form.select_one("[name=talks-0-title_sv]")["value"] == "Om stamceller och annat"
    version = form.select_one("[name=seen_version]")["value"]
    send_change_form(staff_client, event, seen_version=version, **mine)
    assert [it.title_sv for it in event.talks.all()] == ["Om stamceller och annat"]


def test_own_save_and_save_without_changes_cause_no_conflict(
    staff_client: Client, other_client: Client
) -> None:
    event = an_event()
    own_version = version_field(staff_client, event)
    send_change_form(other_client, event)
    for title in ("Om allt", "Om mer"):
        saved = send_change_form(staff_client, event, title_sv=title, **own_version)
        assert saved.status_code == 302
        own_version = version_field(staff_client, event)


@pytest.mark.parametrize("has_version", [True, False])
def test_form_of_an_event_whose_records_were_merged_meanwhile_has_the_remaining_ones(
    staff_client: Client, coordinator: User, has_version: bool
) -> None:
    venues = a_venue(), a_venue(slug="another")
    people = a_person(), a_person(name="Ada L")
    event = an_event(venue=venues[1])
    row = Appearance.objects.create(event=event, person=people[1])
    typed = {"venue": venues[1].pk, "speakers": [{"id": row.pk, "person": people[1].pk}]}
    if has_version:
        send_change_form(staff_client, event, room_sv="Sal A", **typed)
    version = version_field(staff_client, event)
    for kept, other in (venues, people):
        merge(kept, other, taken=(), parts=(), by=coordinator, now=timezone.now())
    response = send_change_form(staff_client, event, room_sv="Sal C", **typed, **version)
    assert warning(response).startswith("Inte sparat än")
    page = page_of(response)
    assert [
        page.select_one(f"[name={name}] option[selected]")["value"]
        for name in ("venue", "appearances-0-person")
    ] == [str(venues[0].pk), str(people[0].pk)]


def test_form_of_an_event_whose_venue_was_removed_and_deleted_meanwhile_is_kept(
    staff_client: Client,
) -> None:
    venue = a_venue()
    key = venue.pk
    event = an_event(venue=venue)
    send_change_form(staff_client, event, venue=key, room_sv="Sal A")
    version = version_field(staff_client, event)
    send_change_form(staff_client, event, venue="", room_sv="Sal A")
    venue.delete()
    response = send_change_form(staff_client, event, venue=key, room_sv="Sal C", **version)
    assert "Plats" in warning(response)
    assert parsed(response).select_one("[name=room_sv]")["value"] == "Sal C"


@pytest.mark.parametrize("button", [{}, {"_language": "en"}])
def test_form_of_an_event_deleted_meanwhile_is_kept_until_the_event_is_restored(
    staff_client: Client, other_client: Client, button: dict[str, str]
) -> None:
    event = an_event()
    version = version_field(staff_client, event)
    other_client.post(f"/admin/events/event/{event.pk}/delete/", {"post": "yes"})
    response = send_change_form(staff_client, event, room_sv="Sal C", **version, **button)
    assert response.status_code == 409
    page = page_of(response)
    assert page.select_one("h1").text == (
        "This has been deleted meanwhile" if button else "Det här har tagits bort under tiden"
    )
    assert page.select_one('a[href="/admin/events/event/deleted/"]')

    other_client.post("/admin/events/event/deleted/", {"key": event.pk})
    form = page.select_one("form.step")
    again = staff_client.post(str(form["action"]), sent_fields(form))
    assert again.status_code == (200 if button else 302)
    event.refresh_from_db()
    assert event.room_sv == ("" if button else "Sal C")


def test_note_of_a_cancellation_is_kept_if_the_event_is_deleted_meanwhile(
    staff_client: Client,
) -> None:
    path = f"/admin/events/event/{an_event().pk}"
    staff_client.post(f"{path}/delete/", {"post": "yes"})
    response = staff_client.post(f"{path}/plans/cancel/", {"note_sv": "Talaren är sjuk."})
    assert response.status_code == 409
    page = page_of(response)
    assert page.select_one("[name=note_sv]")["value"] == "Talaren är sjuk."


def test_form_of_a_person_deleted_meanwhile_is_kept(
    staff_client: Client, other_client: Client
) -> None:
    path = f"/admin/events/person/{a_person().pk}"
    other_client.post(f"{path}/delete/", {"post": "yes"})
    response = staff_client.post(f"{path}/change/", {"name": "Ada Lund", "phone": "018-471 00 00"})
    assert response.status_code == 409
    page = page_of(response)
    assert page.select_one("[name=phone]")["value"] == "018-471 00 00"


@pytest.mark.django_db(transaction=True)
def test_one_of_two_simultaneous_saves_is_refused_as_a_conflict(
    sqlite_file: None, staff_client: Client, other_client: Client
) -> None:
    for round_ in range(ROUNDS):
        event = an_event(slug_sv=f"om-{round_}", slug_en=f"on-{round_}", room_sv="Sal A")
        version, both_ready = version_field(staff_client, event), Barrier(2)

        def save(
            client: Client,
            room: str,
            event: Event = event,
            version: Any = version,
            at: Any = both_ready,
        ) -> int:
            at.wait(timeout=20)
            try:
                return send_change_form(client, event, room_sv=room, **version).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as together:
            sent = [
                together.submit(save, *it)
                for it in ((staff_client, "Sal B"), (other_client, "Sal C"))
            ]
            answers = [it.result() for it in sent]
        assert sorted(answers) == [200, 302]
        event.refresh_from_db()
        assert event.room_sv == ("Sal B", "Sal C")[answers.index(302)]


@pytest.mark.django_db(transaction=True)
def test_simultaneous_save_is_refused_after_publishing(
    sqlite_file: None, staff_client: Client, other_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = an_event(state=State.DRAFT, room_sv="Sal A")
    other_version = version_field(other_client, event)

    def save() -> int:
        try:
            return send_change_form(
                other_client, event, state="draft", room_sv="Sal B", **other_version
            ).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as another:
        saving = []

        def publish_while_another_saves(*args: Any, **kwargs: Any) -> None:
            saving.append(another.submit(save))
            wait(saving, timeout=1)
            publish(*args, **kwargs)

        publish = publishing.publish
        monkeypatch.setattr(publishing, "publish", publish_while_another_saves)
        staff_client.post(f"/admin/events/event/{event.pk}/publish/", {"when": "now"})
        assert saving[0].result() == 200  # The form is shown again: the event is public now.
    event.refresh_from_db()
    assert (event.state, event.room_sv) == (State.PUBLISHED, "Sal A")

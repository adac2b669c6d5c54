"""Publishing: now, later, by form or action; and the preview of a draft by a secret link."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client

from atmp_events.models import Event, State
from atmp_events.proofreading.dead_links import LinkResult
from tests.builders import MORNING_BEFORE, NOON, a_person, a_series, a_talk, an_event
from tests.pages.parsing import get_page, page_of, text_of
from tests.participation.registration import a_follower

from .authentication import clock_at
from .event_form import form_errors, form_values, parsed, send_change_form, send_form

PAGE = "/sv/evenemang/2027/om-celler/"


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="localhost")


def submit_step(staff_client: Client, event: Event, name: str, **typed: str) -> str:
    response = staff_client.post(f"/admin/events/event/{event.pk}/{name}/", typed, follow=True)
    return text_of(parsed(response).select_one("#container"))


def state_of(staff_client: Client, event: Event) -> str:
    page = parsed(staff_client.get(f"/admin/events/event/{event.pk}/change/"))
    return text_of(page.select_one(".standing"))


def test_a_draft_is_published_and_taken_back(staff_client: Client, visitor: Client) -> None:
    event = an_event(state=State.DRAFT)
    assert state_of(staff_client, event) == "Utkast: ingen läsare ser det."
    assert "Evenemanget är publicerat." in submit_step(staff_client, event, "publish")
    assert state_of(staff_client, event) == "Publicerat: alla kan läsa det."
    assert visitor.get(PAGE).status_code == 200
    assert "Evenemanget är ett utkast igen." in submit_step(staff_client, event, "unpublish")
    assert visitor.get(PAGE).status_code == 410
    assert "STATUS:CANCELLED" in visitor.get("/sv/evenemang.ics").content.decode()


def test_publish_page_and_form_set_the_same_publication_date(
    staff_client: Client, visitor: Client
) -> None:
    with time_machine.travel(NOON - timedelta(days=60), tick=False):
        drafts = [an_event(state=State.DRAFT) for _ in range(2)]
    with clock_at(NOON - timedelta(days=2), staff_client):
        submit_step(staff_client, drafts[0], "publish")
        send_change_form(
            staff_client, drafts[1], slug_sv=drafts[1].slug_sv, slug_en=drafts[1].slug_en
        )
    items = json.loads(visitor.get("/en/events.json").content)["items"]
    dates = [item[name] for item in items for name in ("date_published", "date_modified")]
    assert dates == ["2027-04-11T10:00:00+00:00"] * 4


def test_scheduled_event_becomes_public_everywhere_at_its_time(
    staff_client: Client, visitor: Client
) -> None:
    with clock_at(MORNING_BEFORE - timedelta(days=9), staff_client):
        event = an_event(state=State.DRAFT, timezone="America/New_York")
        message = submit_step(staff_client, event, "publish", day="2027-04-05", at="08:00")
        assert "Evenemanget publiceras av sig självt: måndag 5 april 2027 kl. 8.00." in message
        event.refresh_from_db()
        assert event.publish_at == NOON.replace(day=5, hour=8)
        state = "Publiceras senare, av sig självt: måndag 5 april 2027 kl. 8.00."
        assert state_of(staff_client, event) == state
        assert form_values(staff_client, event)["publish_at_1"] == "08:00"  # Swedish time.
    moment = NOON.replace(day=5, hour=8)
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert visitor.get(PAGE).status_code == 404
        assert "om-celler" not in visitor.get("/sv/evenemang/?q=celler").content.decode()
    with time_machine.travel(moment, tick=False):
        assert visitor.get(PAGE).status_code == 200
        assert "om-celler" in visitor.get("/sv/evenemang/?q=celler").content.decode()
        calendar = visitor.get("/sv/evenemang.ics").content.decode()
        assert "LAST-MODIFIED:20270405T060000Z" in calendar
        assert "SEQUENCE:0" in calendar
        atom = visitor.get("/sv/evenemang.atom").content.decode()
        assert "<published>2027-04-05T06:00:00" in atom


def preview_path(staff_client: Client, event: Event) -> str:
    submit_step(staff_client, event, "preview", _do="1")
    page = get_page(staff_client, f"/admin/events/event/{event.pk}/preview/")
    address: str = page.select_one("#link-sv")["value"]
    return address.removeprefix("https://events.example.org")


def test_preview_link_shows_page_poster_and_calendar_in_both_languages(
    staff_client: Client, visitor: Client
) -> None:
    event = an_event(state=State.DRAFT)
    a_talk(event, speakers=(a_person(),))
    path = preview_path(staff_client, event)
    page = get_page(visitor, path)
    assert "Förhandsvisning, inte offentlig än." in text_of(page)
    assert "Ada Lund" in text_of(page)
    english = get_page(visitor, page.select_one("a.tongue")["href"])
    assert "Preview, not public yet." in text_of(english)
    assert text_of(english.h1) == "On cells"
    poster, calendar = (
        page.select_one(f'.draft a[href$="{end}"]')["href"] for end in ("affisch/", ".ics")
    )
    assert "Ada Lund" in text_of(get_page(visitor, poster).select_one(".sheet"))
    assert "SUMMARY" in visitor.get(calendar).content.decode()
    for address in (path, poster, calendar):
        headers = visitor.get(address).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "ETag" not in headers
    assert visitor.get(PAGE).status_code == 404


def test_preview_link_expires_after_a_week_or_when_ended(
    staff_client: Client, visitor: Client
) -> None:
    event = an_event(state=State.DRAFT)
    path = preview_path(staff_client, event)
    assert visitor.get("/sv/forhandsvisning/guessed/").status_code == 404
    with time_machine.travel(timedelta(days=7, minutes=1)):
        assert visitor.get(path).status_code == 410
    submit_step(staff_client, event, "preview", _end="1")
    assert visitor.get(path).status_code == 404


def test_a_draft_without_a_date_can_be_previewed(staff_client: Client, visitor: Client) -> None:
    path = preview_path(staff_client, an_event(state=State.DRAFT, starts_at=None))
    assert "Datumet är inte bestämt än." in text_of(get_page(visitor, path))
    assert visitor.get(f"{path}affisch/").status_code == 200
    assert visitor.get(f"{path}kalender.ics").status_code == 404


def test_publish_page_lists_problems_and_an_error_prevents_publishing(staff_client: Client) -> None:
    after_end = NOON + timedelta(hours=3)
    draft = an_event(state=State.DRAFT, title_en="", registration_closes_at=after_end)
    page = get_page(staff_client, f"/admin/events/event/{draft.pk}/publish/")
    assert page.select_one(f'a[href="/admin/events/event/{draft.pk}/change/#id_title_en"]')
    assert "Måste rättas: Anmälan stänger: Anmälan stänger efter slutet." in text_of(page)
    assert page.select_one("[name=_do]") is None
    submit_step(staff_client, draft, "publish")
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.mark.django_db(transaction=True)
def test_dead_link_warning_is_shown_after_the_save_is_committed(
    staff_client: Client, settings: Any
) -> None:
    settings.CHECK_LINKS = True
    event = an_event(state=State.DRAFT)

    def dead(address: str, seconds: float) -> LinkResult:
        assert Event.objects.get().web_page == address  # Another thread sees committed rows only.
        connection.connection.close()  # Django does not close a database in memory.
        return LinkResult("404", is_dead=True)

    with patch("atmp_events.admin.publishing.check_url", dead):
        saved = send_change_form(staff_client, event, web_page="https://dead.example/")
    page = get_page(staff_client, saved["Location"])
    assert "Länken https://dead.example/ är död (404)." in text_of(page)


def test_form_does_not_publish_an_event_with_errors(staff_client: Client) -> None:
    draft = an_event(state=State.DRAFT)
    typed = {"registration_closes_at_0": "2027-04-13", "registration_closes_at_1": "15:00"}
    errors = {"registration_closes_at": ["Anmälan stänger efter slutet."]}
    assert form_errors(send_change_form(staff_client, draft, **typed)) == errors
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    # A draft may have errors.
    assert send_change_form(staff_client, draft, state="draft", **typed).status_code == 302


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"day": "2020-01-01", "at": "08:00"}, "Den tidpunkten har redan varit."),
        ({"at": "08:00"}, "Ange både datum och tid."),
    ],
)
def test_publication_time_is_refused_when_past_or_without_a_date(
    staff_client: Client, typed: dict[str, str], message: str
) -> None:
    draft = an_event(state=State.DRAFT)
    assert message in submit_step(staff_client, draft, "publish", **typed)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_form_refuses_a_publication_time_of_a_draft_or_in_the_past(staff_client: Client) -> None:
    when = {"publish_at_0": "2027-04-05", "publish_at_1": "08:00"}
    assert form_errors(send_form(staff_client, state="draft", **when)) == {
        "publish_at": [
            "Ett utkast publiceras inte av sig självt. Välj ”Publicerat”, eller töm det här."
        ]
    }
    past = {"publish_at_0": "2025-04-05", "publish_at_1": "08:00"}
    assert form_errors(send_form(staff_client, **past)) == {
        "publish_at": ["Den tidpunkten har redan varit."]
    }
    send_form(staff_client, **when)
    # Published, then a draft again.
    send_change_form(staff_client, Event.objects.get(), state="draft", **when)
    event = Event.objects.get()
    assert (event.state, event.publish_at) == (State.DRAFT, None)


@pytest.mark.django_db(transaction=True)
def test_publishing_in_the_form_shows_warnings_that_link_to_fields(staff_client: Client) -> None:
    draft = an_event(state=State.DRAFT, starts_at=NOON.replace(day=11))
    saved = send_change_form(staff_client, draft, starts_at_0="2027-04-11", ends_at_0="2027-04-11")
    shown = get_page(staff_client, saved["Location"]).select_one(".messagelist .warning")
    assert "Evenemanget är publicerat. Det här är värt att titta på:" in text_of(shown)
    assert "Dagen är en söndag." in text_of(shown)
    field = f"/admin/events/event/{draft.pk}/change/#id_starts_at_0"
    assert shown.select_one(f'a[href="{field}"]')


def test_publish_action_publishes_drafts_without_errors_only(staff_client: Client) -> None:
    valid = [an_event(state=State.DRAFT, title_sv=f"Om {name}") for name in ("blod", "ben")]
    after_end = NOON + timedelta(hours=3)
    invalid = an_event(state=State.DRAFT, title_sv="Sent", registration_closes_at=after_end)
    selected = [event.pk for event in (*valid, invalid)]
    sent = {"action": "publish_events", "_selected_action": selected}
    page = page_of(staff_client.post("/admin/events/event/", sent))
    assert "Sent 2027-04-13 12:00 Förblir utkast. Måste rättas: Anmälan stänger" in text_of(page)
    assert page.select_one("[name=_do]")["value"] == "Publicera 2 evenemang"
    assert not Event.objects.filter(state=State.PUBLISHED).exists()

    done = staff_client.post("/admin/events/event/", sent | {"_do": "1"}, follow=True)

    shown = [text_of(it) for it in page_of(done).select(".messagelist li")]
    assert shown == [
        "2 evenemang är publicerade.",
        "Inte publicerat, eftersom något måste rättas först: Sent.",
    ]
    assert set(Event.objects.filter(state=State.PUBLISHED)) == set(valid)


def test_publish_page_counts_followers_of_new_events_without_addresses(
    staff_client: Client, settings: Any
) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    series, other = a_series(), a_series(title_sv="Möten", slug_sv="moten", slug_en="meetings")
    for followed, name in (
        (other, "dan"),
        (series, "eva"),
        (series, "anna"),
        (None, "anna"),
        (None, "cia"),
    ):
        a_follower(followed, f"{name}@example.org")
    a_follower(series, "bo@example.org", confirmed_at=None, told_at=None)
    draft = an_event(state=State.DRAFT, series=series)
    publish_page = get_page(staff_client, f"/admin/events/event/{draft.pk}/publish/")
    message = "3 personer som följer nya evenemang får ett mejl om det inom en vecka."
    assert message in text_of(publish_page)
    listed = get_page(staff_client, "/admin/events/series/")
    assert [text_of(it) for it in listed.select("td.field-following")] == ["1", "2"]
    assert "@example.org" not in f"{publish_page}{listed}"

"""The roles: coordinators manage events, editors write drafts, administrators manage users."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from atmp_events.models import Event, State, User, Venue
from tests.builders import a_person, a_talk, an_event
from tests.pages.parsing import get_page, page_of, text_of

from .authentication import client_with
from .event_form import send_change_form, send_form

pytestmark = pytest.mark.usefixtures("roles")


def test_a_coordinator_publishes(client: Client) -> None:
    assert send_form(client_with(client, "Coordinator")).status_code == 302
    assert Event.objects.get().state == State.PUBLISHED


def test_editor_saves_drafts_only(client: Client) -> None:
    editor = client_with(client, "Editor")
    assert send_form(editor, talks=[{"title_sv": "Celler"}], state="published").status_code == 302
    event = Event.objects.get()
    assert (event.state, event.publish_at, event.talks.count()) == (State.DRAFT, None, 1)

    talks = [{"id": event.talks.get().pk, "title_sv": "Celler"}]
    assert send_change_form(editor, event, talks=talks, title_sv="Om vävnader").status_code == 302
    event.refresh_from_db()
    assert (event.state, event.title_sv) == (State.DRAFT, "Om vävnader")


def test_editor_adds_but_does_not_change_a_venue(client: Client) -> None:
    editor = client_with(client, "Editor")
    soup = get_page(editor, "/admin/events/event/add/")
    names = ("add_id_venue", "add_id_organiser_links-0-organiser")
    assert [name for name in names if not soup.select_one(f"[id='{name}']")] == []
    typed = {"name_sv": "Hubben", "slug": "hubben", "country": "SE", "_popup": "1"}
    assert editor.post("/admin/events/venue/add/", typed).status_code == 200
    venue = Venue.objects.get()
    assert editor.post(f"/admin/events/venue/{venue.pk}/change/", typed).status_code == 403


def test_editor_sees_a_public_event_without_inputs(client: Client) -> None:
    event = an_event(spoken_languages="sv,en", body_sv="<p>Om <b>celler</b>.</p>")
    a_talk(event, title_sv="Celler", speakers=(a_person(),))
    editor = client_with(client, "Editor")
    page = editor.get(f"/admin/events/event/{event.pk}/change/")
    soup = page_of(page)
    assert page.status_code == 200
    assert soup.select("#event_form input[name=_save], #event_form input[name=title_sv]") == []
    # Words, not codes or HTML.
    shown = {text_of(it) for it in soup.select("#event_form .readonly")}
    assert {"svenska, engelska", "Om celler.", "Celler"} <= shown
    assert "<p>" not in text_of(soup.select_one("#event_form"))


def test_administrator_gives_roles_but_does_not_make_or_change_superusers(client: Client) -> None:
    administrator = client_with(client, "Administrator")
    kim, root = User.objects.get(), User.objects.create_superuser("root")
    typed = {
        "is_superuser": "on",
        "language": "sv",
        "groups": [group.pk for group in Group.objects.all()],
    }
    response = administrator.post(f"/admin/events/user/{kim.pk}/change/", typed)
    assert response.status_code == 302
    kim.refresh_from_db()
    assert (kim.is_superuser, kim.groups.count()) == (False, 3)
    assert administrator.post(f"/admin/events/user/{root.pk}/change/", typed).status_code == 403
    for page in ("link", "access", "lost-second-factor"):
        assert administrator.post(f"/admin/events/user/{root.pk}/{page}/").status_code == 403

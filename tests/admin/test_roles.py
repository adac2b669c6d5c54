"""Who may do what: coordinators everything about events, editors drafts, administrators users."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client

from atmp_events.models import Event, State, User, Venue
from tests.builders import an_event

from .desk import change, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def somebody(client: Client, role: str) -> Client:
    user = User.objects.create_user("kim", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def test_a_coordinator_publishes(client: Client) -> None:
    assert send(somebody(client, "Coordinator")).status_code == 302
    assert Event.objects.get().state == State.PUBLISHED


def test_what_an_editor_writes_is_a_draft_whatever_is_sent(client: Client) -> None:
    editor = somebody(client, "Editor")
    assert send(editor, talks=[{"title_sv": "Celler"}], state="published").status_code == 302
    event = Event.objects.get()
    assert (event.state, event.publish_at, event.talks.count()) == (State.DRAFT, None, 1)

    kept = [{"id": event.talks.get().pk, "title_sv": "Celler"}]
    assert change(editor, event, talks=kept, title_sv="Om vävnader").status_code == 302
    event.refresh_from_db()
    assert (event.state, event.title_sv) == (State.DRAFT, "Om vävnader")


def test_an_editor_adds_a_venue_and_an_organiser_on_the_way(client: Client) -> None:
    editor = somebody(client, "Editor")
    soup = BeautifulSoup(editor.get("/admin/events/event/add/").content, "html.parser")
    names = ("add_id_venue", "add_id_organiser_links-0-organiser")
    assert [name for name in names if not soup.select_one(f"[id='{name}']")] == []
    typed = {"name_sv": "Hubben", "slug": "hubben", "country": "SE", "_popup": "1"}
    assert editor.post("/admin/events/venue/add/", typed).status_code == 200
    venue = Venue.objects.get()
    assert editor.post(f"/admin/events/venue/{venue.pk}/change/", typed).status_code == 403


def test_an_editor_reads_what_is_published_and_has_nothing_to_change_it_with(
    client: Client,
) -> None:
    editor, event = somebody(client, "Editor"), an_event()
    page = editor.get(f"/admin/events/event/{event.pk}/change/")
    soup = BeautifulSoup(page.content, "html.parser")
    assert page.status_code == 200
    assert soup.select("#event_form input[name=_save], #event_form input[name=title_sv]") == []


def test_an_administrator_admits_people_but_makes_no_superuser(client: Client) -> None:
    administrator = somebody(client, "Administrator")
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

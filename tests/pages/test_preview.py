"""The secret preview link of an event."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from atmp_events.actions.publishing import open_preview
from atmp_events.actions.soft_delete import delete, restore
from atmp_events.facts.paths import event_path
from atmp_events.models import Event, Registration
from tests.builders import NOON, an_event

from .parsing import get_page


def test_preview_of_a_deleted_event_is_not_found(client: Client) -> None:
    event = an_event(state="draft")
    token = open_preview(event, now=timezone.now()).token
    paths = [f"/sv/forhandsvisning/{token}/", f"/en/preview/{token}/"]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    delete(Event.objects.all(), now=timezone.now())
    assert [client.get(path).status_code for path in paths] == [404, 404]
    restore(Event.objects.all(), now=timezone.now())
    assert [client.get(path).status_code for path in paths] == [200, 200]


@pytest.mark.parametrize(
    ("preview", "page"),
    [
        ("/sv/forhandsvisning/{}/", "/sv/evenemang/2027/om-celler/"),
        ("/en/preview/{}/", "/en/events/2027/on-cells/"),
        ("/sv/forhandsvisning/{}/affisch/", "/sv/evenemang/2027/om-celler/affisch/"),
        ("/sv/forhandsvisning/{}/affisch/bada/", "/sv/evenemang/2027/om-celler/affisch/bada/"),
    ],
)
def test_preview_of_a_public_event_leads_to_the_public_page(
    client: Client, preview: str, page: str
) -> None:
    event = an_event(publish_at=NOON)
    path = preview.format(open_preview(event, now=NOON).token)
    with time_machine.travel(NOON - timedelta(hours=1)):
        assert client.get(path).status_code == 200, "it is not public yet"
    with time_machine.travel(NOON):
        response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, page)
    assert "no-store" in response.headers["Cache-Control"]


def test_preview_shows_the_registration_button_without_a_link(
    client: Client, settings: Any
) -> None:
    settings.EMAIL_URL = "smtp://localhost:25"
    event = an_event(state="draft", starts_at=timezone.now() + timedelta(days=9))
    Event.objects.update(registration=Registration.HERE)
    token = open_preview(event, now=timezone.now()).token
    page = get_page(client, f"/sv/forhandsvisning/{token}/")
    (button,) = (it for it in page.select("a.btn") if it.get_text(strip=True) == "Anmäl dig")
    assert not button.has_attr("href")


def test_preview_leads_to_its_own_poster_and_calendar_file(client: Client) -> None:
    an_event()
    event = an_event(state="draft", starts_at=timezone.now() + timedelta(days=9))
    token = open_preview(event, now=timezone.now()).token
    page = get_page(client, f"/sv/forhandsvisning/{token}/")
    paths = {str(it["href"]) for it in page.select("main a[href]")}
    assert f"/sv/forhandsvisning/{token}/affisch/" in paths
    assert not [it for it in paths if it.startswith(event_path("event", event, "sv"))], "not found"

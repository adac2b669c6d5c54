"""The secret preview link of an event."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from atmp_events.actions.publishing import open_preview
from atmp_events.actions.soft_delete import delete, restore
from atmp_events.models import Event, Preview, Registration
from tests.builders import an_event

from .parsing import get_page

pytestmark = pytest.mark.django_db


def test_preview_of_a_deleted_event_is_not_found(client: Client) -> None:
    event = an_event(state="draft")
    open_preview(event, now=timezone.now())
    token = Preview.objects.get().token
    paths = [f"/sv/forhandsvisning/{token}/", f"/en/preview/{token}/"]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    delete(Event.objects.all(), now=timezone.now())
    assert [client.get(path).status_code for path in paths] == [404, 404]
    restore(Event.objects.all(), now=timezone.now())
    assert [client.get(path).status_code for path in paths] == [200, 200]


def test_preview_shows_the_registration_button_without_a_link(
    client: Client, settings: Any
) -> None:
    settings.EMAIL_URL = "smtp://localhost:25"
    event = an_event(state="draft", starts_at=timezone.now() + timedelta(days=9))
    Event.objects.update(registration=Registration.HERE)
    open_preview(event, now=timezone.now())
    page = get_page(client, f"/sv/forhandsvisning/{Preview.objects.get().token}/")
    (button,) = (it for it in page.select("a.btn") if it.get_text(strip=True) == "Anmäl dig")
    assert not button.has_attr("href")

"""The secret link to an event that is no longer there."""

import pytest
from django.test import Client
from django.utils import timezone

from atmp_events.actions.publishing import open_preview
from atmp_events.actions.soft_delete import delete, restore
from atmp_events.models import Event, Preview
from tests.builders import an_event

pytestmark = pytest.mark.django_db


def test_the_secret_link_to_a_deleted_event_opens_nothing(client: Client) -> None:
    event = an_event(state="draft")
    open_preview(event, now=timezone.now())
    token = Preview.objects.get().token
    paths = [f"/sv/forhandsvisning/{token}/", f"/en/preview/{token}/"]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    delete(Event.objects.all(), now=timezone.now())
    assert [client.get(path).status_code for path in paths] == [404, 404]
    restore(Event.objects.all(), now=timezone.now())
    assert [client.get(path).status_code for path in paths] == [200, 200]

"""Counts the SQL statements of saving the network meeting and of its page; prints JSON."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from atmp_events.models import Event, User  # noqa: E402
from tests.pages.parsing import get_page, sent_fields  # noqa: E402


def main() -> dict[str, int]:
    """Save the meeting with its form, and get its page; return the number of statements of each."""
    event = Event.objects.get(slug_en="stem-cells-in-space")
    user, _ = User.objects.get_or_create(username="bench", is_staff=True, is_superuser=True)
    visitor, coordinator = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    coordinator.force_login(user)
    path = f"/{settings.ADMIN_PATH}events/event/{event.pk}/change/"
    for _ in range(2):  # The first save of a process fills its caches.
        form = sent_fields(get_page(coordinator, path).select_one("#event_form"))
        form["summary_en"] = [f"Measured at {timezone.now():%H:%M:%S.%f}."]
        with CaptureQueriesContext(connection) as save:
            assert coordinator.post(path, form).status_code == 302
    with CaptureQueriesContext(connection) as page:
        assert visitor.get(f"/en/events/{event.year}/{event.slug_en}/").status_code == 200
    return {"save": len(save), "page": len(page)}


if __name__ == "__main__":
    print(json.dumps(main()))

"""Counts what a save and a page ask of the database, on the data of the site that is measured."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from atmp_events.models import Event, User  # noqa: E402
from tests.admin.test_cost_of_a_save import form_of  # noqa: E402


def main(meeting: str) -> dict[str, int]:
    """Save the network meeting by its form, and read its page; return the number of each."""
    user, _ = User.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )
    desk = Client(SERVER_NAME="localhost")
    desk.force_login(user)
    event = Event.objects.get(slug_sv=meeting.split("/")[-2])
    path = f"/{settings.ADMIN_PATH}events/event/{event.pk}/change/"
    sent = form_of(desk, path) | {"summary_en": f"Measured at {timezone.now():%H:%M:%S.%f}."}
    with CaptureQueriesContext(connection) as save:
        if desk.post(path, sent).status_code != 302:
            raise RuntimeError("The form was not saved.")
    with CaptureQueriesContext(connection) as page:
        Client(SERVER_NAME="localhost").get(meeting)
    return {"save": len(save), "page": len(page)}


if __name__ == "__main__":
    print(json.dumps(main("/sv/evenemang/2024/stamceller-i-rymden/")))

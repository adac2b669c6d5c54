"""Brings an old site up to date and prints what its readers and its coordinator hold, as JSON.

A program of its own: `python -m tests.upgrade.holdings FILE`, with DATABASE_URL and DATA_DIR of the
old site. FILE says which addresses to ask for, and at which moment.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import time_machine
from django.core.management import call_command


def events() -> dict[str, dict[str, Any]]:
    """Every event by its UID, deleted ones too."""
    from atmp_events.models import Event

    return {it.uid: _told(it) for it in Event.objects.select_related("version").order_by("pk")}


def _told(event: Any) -> dict[str, Any]:
    version = event.version
    moments = {
        name: moment and moment.isoformat()
        for name, moment in {
            "changed_at": version.changed_at,
            "created_at": event.created_at,
            "visible_at": version.visible_at,
            "withdrawn_at": version.withdrawn_at,
        }.items()
    }
    return moments | {
        "pk": event.pk,
        "sequence": version.sequence,
        "code": event.code,
        "title": [event.title_sv, event.title_en],
        "slug": [event.year, event.slug_sv, event.slug_en],
        "body": [event.body_sv, event.body_en],
        "summary": [event.summary_sv, event.summary_en],
        "image": str(event.image),
        "deleted": event.deleted_at is not None,
    }


def answers(paths: list[str]) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """What each address answers, and the calendar files among them."""
    from django.test import Client

    reader, pages, files = Client(), {}, {}
    for path in paths:
        answer = reader.get(path)
        pages[path] = [answer.status_code, answer.headers.get("Location", "")]
        if path.endswith(".ics") and answer.status_code == 200:
            files[path] = answer.content.decode()
    return pages, files


def histories() -> dict[str, str]:
    """What the admin says of the history of each event and of what was deleted, in words."""
    from bs4 import BeautifulSoup
    from django.test import Client

    from atmp_events.models import Event, User

    desk = Client()
    desk.force_login(User.objects.get(username="anna"))
    pages = {it.uid: f"/admin/events/event/{it.pk}/history/" for it in Event.objects.all()}
    pages |= {
        "deleted events": "/admin/events/event/deleted/",
        "deleted venues": "/admin/events/venue/deleted/",
    }
    told = {
        name: BeautifulSoup(desk.get(path).content, "html.parser") for name, path in pages.items()
    }
    return {name: " ".join(page.get_text(" ").split()) for name, page in told.items()}


def left_behind() -> list[str]:
    """Return the tables and triggers that no model has: what earlier versions needed."""
    from django.apps import apps
    from django.db import connection

    known = {it._meta.db_table for it in apps.get_models(include_auto_created=True)}
    names = set(connection.introspection.table_names()) - known
    names -= {"django_migrations", "sqlite_stat1"}  # Django's and the engine's own
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return sorted(names | {name for (name,) in cursor.fetchall()})


def saved_again() -> dict[str, dict[str, Any]]:
    """Every event once each has been saved as it was."""
    from atmp_events.models import Event

    for event in Event.objects.order_by("pk"):
        event.save()
    return events()


def edited(uid: str) -> dict[str, Any]:
    """Open the form of an event, move it to another room; return what is told of it then."""
    from django.test import Client

    from atmp_events.models import Event, User

    desk = Client()
    desk.force_login(User.objects.get(username="anna"))
    event = Event.objects.get(uid=uid)
    form = desk.get(f"/admin/events/event/{event.pk}/change/")
    event.room_sv = event.room_en = "Sal Z"
    event.save()
    told = Event.objects.get(uid=uid).version.sequence
    found = Client().get("/sv/evenemang/", {"q": "Sal Z"}).content.decode()
    return {"form": form.status_code, "sequence": told, "found": event.slug_sv in found}


def restored(uid: str) -> list[str]:
    """Restore an event's first version, and a venue that was deleted; return their names."""
    from bs4 import BeautifulSoup
    from django.test import Client

    from atmp_events.models import Event, User, Venue

    desk, deleted = Client(), "/admin/events/venue/deleted/"
    desk.force_login(User.objects.get(username="anna"))
    path = f"/admin/events/event/{Event.objects.get(uid=uid).pk}/history/"
    versions = BeautifulSoup(desk.get(path).content, "html.parser").select(".history a[href]")
    desk.post(str(versions[-1]["href"]))
    button = BeautifulSoup(desk.get(deleted).content, "html.parser").select_one("[name=key]")
    desk.post(deleted, {"key": str(button["value"])})
    venues = Venue.objects.filter(name_sv="Gamla huset").values_list("name_sv", flat=True)
    return [Event.objects.get(uid=uid).title_sv, *venues]


def own_words() -> dict[str, str]:
    """What the home page says at its head and its foot, in each language."""
    from bs4 import BeautifulSoup
    from django.test import Client

    pages = {it: Client().get(f"/{it}/").content for it in ("sv", "en")}
    read = {it: BeautifulSoup(page, "html.parser") for it, page in pages.items()}
    return {
        it: " ".join(page.select_one(".mark").text.split())
        + " | "
        + " ".join(page.select_one("footer div").get_text(" ").split())
        for it, page in read.items()
    }


def main() -> None:
    """Print one JSON object."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with time_machine.travel(datetime.fromisoformat(asked["now"]), tick=False):
        django.setup()
        call_command("migrate", verbosity=0)
        before = events()
        pages, files = answers(list(asked["pages"]))
    with time_machine.travel(datetime.fromisoformat(asked["soon_after_deleting"]), tick=False):
        told = histories()
        rest = [left_behind(), saved_again(), edited(asked["edited"]), own_words()]
        rest.append(restored(asked["edited"]))
        print(json.dumps([before, pages, files, told, *rest]))


if __name__ == "__main__":
    main()

"""Program that upgrades an old site and prints its events, responses and history as JSON.

    python -m tests.upgrade.upgrade_old_site FILE

DATABASE_URL and DATA_DIR are those of the old site. FILE has the addresses and the moment.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import time_machine
from django.core.management import call_command


def stored_rows() -> dict[str, dict[Any, dict[str, str]]]:
    """Return the columns of each row of the site's tables, by table and primary key."""
    from django.db import connection

    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # names of our own
            columns = [it.name if hasattr(it, "name") else it[0] for it in cursor.description]
            if table.startswith("events_") and "id" in columns:
                rows = [dict(zip(columns, map(str, row), strict=True)) for row in cursor]
                tables[table] = {row["id"]: row for row in rows}
    return tables


def changed_columns(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the columns whose value has changed, of the tables and columns that are still there.

    A row that is missing counts as one whose every column has changed.
    """
    changed = set()
    for table in before.keys() & after.keys():
        known = {column for row in after[table].values() for column in row}
        for key, row in before[table].items():
            now = after[table].get(key, {})
            changed |= {
                f"{table}.{column}"
                for column in row.keys() & (known or row.keys())
                if row[column] != now.get(column)
            }
    return sorted(changed)


def events() -> dict[str, dict[str, Any]]:
    """Return all events by UID, deleted ones too."""
    from atmp_events.models import Event

    return {it.uid: values_of(it) for it in Event.objects.select_related("version").order_by("pk")}


def values_of(event: Any) -> dict[str, Any]:
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


def responses(paths: list[str]) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Return status and Location by path, and the content of calendar files."""
    from django.test import Client

    client, pages, files = Client(), {}, {}
    for path in paths:
        response = client.get(path)
        pages[path] = [response.status_code, response.headers.get("Location", "")]
        if path.endswith(".ics") and response.status_code == 200:
            files[path] = response.content.decode()
    return pages, files


def history_texts() -> dict[str, str]:
    """Return the text of the admin's pages of history and of deleted objects."""
    from bs4 import BeautifulSoup
    from django.test import Client

    from atmp_events.models import Event, User

    client = Client()
    client.force_login(User.objects.get(username="anna"))
    pages = {it.uid: f"/admin/events/event/{it.pk}/history/" for it in Event.objects.all()}
    pages |= {
        "deleted events": "/admin/events/event/deleted/",
        "deleted venues": "/admin/events/venue/deleted/",
    }
    parsed = {
        name: BeautifulSoup(client.get(path).content, "html.parser") for name, path in pages.items()
    }
    return {name: " ".join(page.get_text(" ").split()) for name, page in parsed.items()}


def unknown_tables_and_triggers() -> list[str]:
    """Return tables and triggers that belong to no model."""
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


def save_all_again() -> dict[str, dict[str, Any]]:
    """Save all events without a change; return them."""
    from atmp_events.models import Event

    for event in Event.objects.order_by("pk"):
        event.save()
    return events()


def edit(uid: str) -> dict[str, Any]:
    """Open the form of an event and change its room; return status, SEQUENCE and search result."""
    from django.test import Client

    from atmp_events.models import Event, User

    client = Client()
    client.force_login(User.objects.get(username="anna"))
    event = Event.objects.get(uid=uid)
    form = client.get(f"/admin/events/event/{event.pk}/change/")
    event.room_sv = event.room_en = "Sal Z"
    event.save()
    sequence = Event.objects.get(uid=uid).version.sequence
    found = Client().get("/sv/evenemang/", {"q": "Sal Z"}).content.decode()
    return {"form": form.status_code, "sequence": sequence, "found": event.slug_sv in found}


def restore(uid: str) -> list[str]:
    """Restore the first version of an event and a deleted venue; return their names."""
    from bs4 import BeautifulSoup
    from django.test import Client

    from atmp_events.models import Event, User, Venue

    client, deleted = Client(), "/admin/events/venue/deleted/"
    client.force_login(User.objects.get(username="anna"))
    path = f"/admin/events/event/{Event.objects.get(uid=uid).pk}/history/"
    versions = BeautifulSoup(client.get(path).content, "html.parser").select(".history a[href]")
    client.post(str(versions[-1]["href"]))
    button = BeautifulSoup(client.get(deleted).content, "html.parser").select_one("[name=key]")
    client.post(deleted, {"key": str(button["value"])})
    venues = Venue.objects.filter(name_sv="Gamla huset").values_list("name_sv", flat=True)
    return [Event.objects.get(uid=uid).title_sv, *venues]


def home_page_texts() -> dict[str, str]:
    """Return the text in header and footer of the home page, by language."""
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
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with time_machine.travel(datetime.fromisoformat(given["now"]), tick=False):
        django.setup()
        before = stored_rows()
        call_command("migrate", verbosity=0)
        output: dict[str, Any] = {"changed_columns": changed_columns(before, stored_rows())}
        output["events"] = events()
        output["pages"], output["files"] = responses(list(given["pages"]))
    with time_machine.travel(datetime.fromisoformat(given["soon_after_deleting"]), tick=False):
        output["histories"] = history_texts()
        output["unknown_tables"] = unknown_tables_and_triggers()
        output["saved_again"] = save_all_again()
        output["edited"] = edit(given["edited"])
        output["home_pages"] = home_page_texts()
        output["restored"] = restore(given["edited"])
    print(json.dumps(output))


if __name__ == "__main__":
    main()

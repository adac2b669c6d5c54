"""Upgrade of a site of the previous version: no address, event or calendar is lost.

`old_site.*` were made with that version. Events were published, moved, renamed, cancelled,
withdrawn, deleted and merged, with a picture and a history. `old_site.json` has the events,
responses and calendar files of that time.
"""

import json
import lzma
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from icalendar import Calendar

from tests.operations.serving import environment, run

HERE = Path(__file__).parent
BEFORE = json.loads((HERE / "old_site.json").read_text(encoding="utf-8"))
MOVED = "153411b7-15dc-40a4-84f7-a5d93ecdf533@atmp-centrum-uppsala"


@dataclass(frozen=True)
class Upgraded:
    """Output of upgrade_old_site.py."""

    changed_columns: list[str]
    events: dict[str, dict[str, Any]]
    pages: dict[str, list[Any]]
    files: dict[str, str]
    histories: dict[str, str]
    unknown_tables: list[str]
    saved_again: dict[str, Any]
    edited: dict[str, Any]
    home_pages: dict[str, str]
    restored: list[str]


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """The old site after `migrate`, on the database that the tests run on."""
    folder = tmp_path_factory.mktemp("old-site")
    shutil.copytree(HERE / "media", folder / "media")
    address, postgres = f"sqlite:///{folder / 'db.sqlite3'}", os.environ["DATABASE_URL"]
    if postgres.startswith("postgres"):
        address = f"{postgres.rpartition('/')[0]}/old_site"
        with psycopg.connect(postgres, autocommit=True) as server:
            server.execute("DROP DATABASE IF EXISTS old_site")
            server.execute("CREATE DATABASE old_site")
        lines = lzma.decompress((HERE / "old_site.sql.xz").read_bytes()).decode().splitlines(True)
        with psycopg.connect(address, autocommit=True) as database:
            database.execute("".join(it for it in lines if not it.startswith("\\")))  # type: ignore[arg-type]
    else:
        rows = lzma.decompress((HERE / "old_site.sqlite3.xz").read_bytes())
        Path(urlsplit(address).path).write_bytes(rows)
    input_file = folder / "input.json"
    input_file.write_text(json.dumps(BEFORE | {"edited": MOVED}), encoding="utf-8")
    env = environment(folder, address) | {"LOG_LEVEL": "ERROR"}
    output = run(env, "-m", "tests.upgrade.upgrade_old_site", str(input_file))
    yield Upgraded(**json.loads(output.splitlines()[-1]))
    if postgres.startswith("postgres"):
        with psycopg.connect(postgres, autocommit=True) as server:
            server.execute("DROP DATABASE old_site")


def instants(calendar: str) -> list[tuple[Any, ...]]:
    """Return the main properties of each entry, with its times as instants."""
    return sorted(
        (str(it["UID"]), it["SEQUENCE"], it["DTSTART"].dt, it["DTEND"].dt, str(it["SUMMARY"]))
        for it in Calendar.from_ical(calendar).walk("VEVENT")
    )


def without_later_wording(calendar: str) -> str:
    """Unfold a file, and remove wording that later versions have added."""
    unfolded = calendar.replace("\r\n ", "").replace("100/101 (entrance)", "100/101")
    unfolded = re.sub(r"(4 (?:maj|May)) 2027 (blir|will)", r"\1 \2", unfolded)
    return re.sub(r"(?m)^(DESCRIPTION[^:]*:)(?:Changed|Ändrat): .*?\\n\\n", r"\1", unfolded)


def test_upgrade_keeps_every_text_and_other_value(upgraded: Upgraded) -> None:
    assert upgraded.changed_columns == []


def test_upgrade_keeps_every_event(upgraded: Upgraded) -> None:
    assert upgraded.events == BEFORE["events"]


def test_upgrade_keeps_the_response_of_every_address(upgraded: Upgraded) -> None:
    assert upgraded.pages == BEFORE["pages"]


def test_upgrade_keeps_every_calendar_file(upgraded: Upgraded) -> None:
    assert upgraded.files.keys() == BEFORE["files"].keys()
    abroad = {path for path, text in BEFORE["files"].items() if "America/New_York" in text}
    for path, text in BEFORE["files"].items():
        if path in abroad:  # Zones other than Sweden's are now written in UTC.
            assert instants(upgraded.files[path]) == instants(text)
        else:
            assert without_later_wording(upgraded.files[path]) == text.replace("\r\n ", "")


def test_history_shows_users_and_values_from_before_the_upgrade(upgraded: Upgraded) -> None:
    for word in ("Anna Berg", "Sal A", "Sal B", "Om celler", "Om alla celler"):
        assert word in upgraded.histories[MOVED]


def test_old_versions_and_deleted_objects_can_be_restored(upgraded: Upgraded) -> None:
    assert "Borttagen träff" in upgraded.histories["deleted events"]
    assert "Gamla huset" in upgraded.histories["deleted venues"]
    assert upgraded.restored == ["Om celler", "Gamla huset"]


def test_upgrade_leaves_no_unused_table_or_trigger(upgraded: Upgraded) -> None:
    assert upgraded.unknown_tables == []


def test_saving_an_unchanged_event_makes_no_new_version(upgraded: Upgraded) -> None:
    assert upgraded.saved_again == upgraded.events


def test_event_can_be_edited_after_the_upgrade(upgraded: Upgraded) -> None:
    sequence = BEFORE["events"][MOVED]["sequence"] + 1
    assert upgraded.edited == {"form": 200, "sequence": sequence, "found": True}


def test_home_page_keeps_the_name_and_description_of_the_site(upgraded: Upgraded) -> None:
    name = "ATMP-centrum Uppsala"
    assert upgraded.home_pages == {
        "sv": f"{name} | {name} Ett samarbete mellan Akademiska sjukhuset, Region Uppsala och "
        "Uppsala universitet.",
        "en": f"{name} | {name} A collaboration between Akademiska sjukhuset, Region Uppsala and "
        "Uppsala University.",
    }

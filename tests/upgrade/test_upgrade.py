"""A site of the version before is brought up to date: its readers lose nothing.

`old_site.*` were made by that version, as a coordinator would: published, moved, renamed,
cancelled, withdrawn, deleted, merged, with a picture and a history. `old_site.json` is what readers
held then.
"""

import json
import lzma
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from icalendar import Calendar

HERE = Path(__file__).parent
HELD = json.loads((HERE / "old_site.json").read_text(encoding="utf-8"))
MOVED = "153411b7-15dc-40a4-84f7-a5d93ecdf533@atmp-centrum-uppsala"


@dataclass(frozen=True)
class Upgraded:
    """What the new version tells of the old site."""

    events: dict[str, dict[str, Any]]
    pages: dict[str, list[Any]]
    files: dict[str, str]
    histories: dict[str, str]
    left_behind: list[str]
    saved_again: dict[str, Any]
    edited: dict[str, Any]
    own_words: dict[str, str]
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
    asked = folder / "asked.json"
    asked.write_text(json.dumps(HELD | {"edited": MOVED}), encoding="utf-8")
    program = [sys.executable, "-m", "tests.upgrade.holdings", str(asked)]
    variables = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(folder)}
    variables |= {"DJANGO_SETTINGS_MODULE": "atmp_events.settings", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(  # noqa: S603  # our own program
        program, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    yield Upgraded(*json.loads(done.stdout.splitlines()[-1]))
    if postgres.startswith("postgres"):
        with psycopg.connect(postgres, autocommit=True) as server:
            server.execute("DROP DATABASE old_site")


def instants(calendar: str) -> list[tuple[Any, ...]]:
    """What each entry says of itself, with its times as instants."""
    return sorted(
        (str(it["UID"]), it["SEQUENCE"], it["DTSTART"].dt, it["DTEND"].dt, str(it["SUMMARY"]))
        for it in Calendar.from_ical(calendar).walk("VEVENT")
    )


def without_what_is_told_since(calendar: str) -> str:
    """Unfold a file, without the sign in English and the changes in words."""
    unfolded = calendar.replace("\r\n ", "").replace("100/101 (entrance)", "100/101")
    unfolded = re.sub(r"(4 (?:maj|May)) 2027 (blir|will)", r"\1 \2", unfolded)
    return re.sub(r"(?m)^(DESCRIPTION[^:]*:)(?:Changed|Ändrat): .*?\\n\\n", r"\1", unfolded)


def test_no_event_text_version_or_picture_is_lost(upgraded: Upgraded) -> None:
    before = {
        uid: {name: it for name, it in told.items() if name != "versions"}
        for uid, told in HELD["events"].items()
    }
    assert upgraded.events == before


def test_every_address_answers_as_before(upgraded: Upgraded) -> None:
    assert upgraded.pages == HELD["pages"]


def test_every_calendar_file_is_the_same(upgraded: Upgraded) -> None:
    assert upgraded.files.keys() == HELD["files"].keys()
    abroad = {path for path, text in HELD["files"].items() if "America/New_York" in text}
    for path, text in HELD["files"].items():
        if path in abroad:  # Other zones than Sweden's are written in UTC by now.
            assert instants(upgraded.files[path]) == instants(text)
        else:
            assert without_what_is_told_since(upgraded.files[path]) == text.replace("\r\n ", "")


def test_the_history_is_still_told(upgraded: Upgraded) -> None:
    for word in ("Anna Berg", "Sal A", "Sal B", "Om celler", "Om alla celler"):
        assert word in upgraded.histories[MOVED]


def test_what_was_deleted_can_still_be_brought_back(upgraded: Upgraded) -> None:
    assert "Borttagen träff" in upgraded.histories["deleted events"]
    assert "Gamla huset" in upgraded.histories["deleted venues"]
    assert upgraded.restored == ["Om celler", "Gamla huset"]


def test_what_earlier_versions_needed_is_cleared_away(upgraded: Upgraded) -> None:
    assert upgraded.left_behind == []


def test_an_event_that_is_saved_as_it_was_is_not_told_as_changed(upgraded: Upgraded) -> None:
    assert upgraded.saved_again == upgraded.events


def test_an_event_can_be_edited_and_its_change_is_told(upgraded: Upgraded) -> None:
    sequence = HELD["events"][MOVED]["sequence"] + 1
    assert upgraded.edited == {"form": 200, "sequence": sequence, "found": True}


def test_the_site_says_of_itself_what_it_said(upgraded: Upgraded) -> None:
    name = "ATMP-centrum Uppsala"
    assert upgraded.own_words == {
        "sv": f"{name} | {name} Ett samarbete mellan Akademiska sjukhuset, Region Uppsala och "
        "Uppsala universitet.",
        "en": f"{name} | {name} A collaboration between Akademiska sjukhuset, Region Uppsala and "
        "Uppsala University.",
    }

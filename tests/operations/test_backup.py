"""A backup holds everything, and gives it back: on either database, and from older versions."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from atmp_events.models import Event, User
from atmp_events.operations.archive import DamagedError, verify
from atmp_events.operations.backup import backups
from atmp_events.operations.thinning import Rule, too_many
from tests.builders import a_person, a_talk, an_event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


def run(command: str, *args: object) -> str:
    out = StringIO()
    call_command(command, *map(str, args), stdout=out, stderr=out)
    return out.getvalue()


def a_backup() -> Path:
    run("backup")
    return max(backups(settings.DATA_DIR / "backups"))


def a_site() -> Event:
    event = an_event(title_sv="Träff om ögon 👁", title_en="Eyes")
    a_talk(event, speakers=(a_person(),))
    User.objects.create_user("coordinator", password="a long password")
    default_storage.save("events/eye.webp", ContentFile(b"a picture"))
    return Event.objects.get()


def calendar(event: Event) -> bytes:
    return bytes(Client().get(f"/sv/evenemang/{event.year}/{event.slug_sv}.ics").content)


def test_what_was_lost_comes_back_to_the_last_microsecond() -> None:
    event = a_site()
    before = calendar(event), event.version.changed_at, event.updated_at
    saved = a_backup()
    Event.objects.all().delete()
    User.objects.all().delete()
    default_storage.delete("events/eye.webp")

    run("restore", saved, "--yes")

    again = Event.objects.get()
    assert (calendar(again), again.version.changed_at, again.updated_at) == before
    assert [talk.title_sv for talk in again.talks.all()] == ["Ett föredrag"]
    assert User.objects.get().check_password("a long password")
    assert (settings.MEDIA_ROOT / "events/eye.webp").read_bytes() == b"a picture"
    assert an_event(title_sv="Nästa", title_en="Next").pk > again.pk
    assert again.slug_sv in Client().get("/sv/evenemang/?q=ögon").content.decode()


def test_restoring_says_what_it_would_do_and_does_nothing_until_it_is_meant() -> None:
    a_site()
    saved = a_backup()
    an_event(title_sv="Sedan dess", title_en="Since then")
    told = run("restore", saved)
    assert "events.event" in told
    assert "2 rows now         1 after" in told
    assert "Nothing was changed" in told
    assert Event.objects.count() == 2


def test_what_a_restore_replaced_can_itself_be_restored() -> None:
    a_site()
    saved = a_backup()
    an_event(title_sv="Sedan dess", title_en="Since then")
    run("restore", saved, "--yes")
    assert Event.objects.count() == 1
    [kept] = (settings.DATA_DIR / "backups").glob("before-restore-*.zip")
    run("restore", kept, "--yes")
    assert Event.objects.filter(title_sv="Sedan dess").exists()


def test_a_damaged_backup_is_refused_and_changes_nothing() -> None:
    a_site()
    saved = a_backup()
    with zipfile.ZipFile(saved) as archive:
        within = archive.getinfo("rows/events.event.jsonl").header_offset + 200
    content = bytearray(saved.read_bytes())
    content[within] ^= 0xFF
    saved.write_bytes(content)
    with pytest.raises(CommandError, match="damaged, nothing was changed"):
        run("restore", saved, "--yes")
    assert Event.objects.count() == 1


def test_no_flipped_byte_changes_what_is_restored() -> None:
    a_site()
    saved = a_backup()
    whole, content = verify(saved), saved.read_bytes()
    for at in range(0, len(content), 97):
        saved.write_bytes(content[:at] + bytes([content[at] ^ 0x5A]) + content[at + 1 :])
        # A date in a header of the zip may differ; what is within may not.
        with suppress(DamagedError):
            assert verify(saved) == whole


def test_half_a_backup_is_refused() -> None:
    a_site()
    saved = a_backup()
    saved.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    with pytest.raises(CommandError, match="damaged, nothing was changed"):
        run("restore", saved, "--yes")


def test_a_backup_of_a_newer_version_is_refused() -> None:
    a_site()
    saved = a_backup()
    altered = saved.with_name("altered.zip")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(altered, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                manifest["migrations"].append(["events", "9999_to_come"])
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    with pytest.raises(CommandError, match=r"newer version .* events\.9999_to_come"):
        run("restore", altered, "--yes")
    assert Event.objects.count() == 1


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    own = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}

    def manage(*args: str) -> str:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *args],
            cwd=settings.BASE_DIR,
            env={**os.environ, **own, "DJANGO_SETTINGS_MODULE": "atmp_events.settings"},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    manage("migrate", "events", "0002", "--verbosity=0")
    manage("migrate", "sessions", "--verbosity=0")
    with sqlite3.connect(tmp_path / "db.sqlite3") as old:
        old.execute(
            "INSERT INTO events_page (key, title_sv, title_en, body_sv, body_en, updated_at)"
            " VALUES ('about', 'Om', 'About', '<p>Hej</p>', '<p>Hello</p>', '2026-01-01')"
        )
    old.close()
    manage("backup")
    (tmp_path / "db.sqlite3").unlink()
    [saved] = backups(tmp_path / "backups")
    assert "brought up to date" in manage("restore", str(saved), "--yes")
    assert "<p>Hello</p>" in manage("dumpdata", "events.page")


def test_a_full_disk_leaves_no_half_backup() -> None:
    a_site()
    nowhere = Path("/dev/full")
    with pytest.raises(CommandError, match="There is no backup"):
        run("backup", "--to", nowhere)
    assert list(settings.DATA_DIR.rglob("*.partial")) == []


def test_a_picture_that_is_named_but_missing_is_reported() -> None:
    event = a_site()
    Event.objects.filter(pk=event.pk).update(
        image="events/gone.webp", image_alt_sv="Ett öga", image_alt_en="An eye"
    )
    assert "the database names it: events/gone.webp" in run("backup")


def test_of_many_backups_the_last_of_each_day_week_and_month_stay() -> None:
    start = datetime(2026, 1, 1, 3, tzinfo=UTC)
    daily = [start + timedelta(hours=12 * half) for half in range(2 * 365)]
    kept = sorted(set(daily) - too_many(daily, Rule()))
    last_of_days = [start + timedelta(days=day, hours=12) for day in range(358, 365)]
    assert sorted({*kept[-8:]} - {daily[-2]}) == last_of_days
    assert daily[-2] in kept  # Not a day old.
    # Thirty days hath December less one, and the last week of the year is its own.
    assert len(kept) == 1 + 7 + 3 + 11
    assert too_many(daily[:1], Rule(0, 0, 0)) == set()

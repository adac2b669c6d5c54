"""Backup and restore, on both database engines, and of backups from older versions."""

import json
import lzma
import os
import resource
import shutil
import sqlite3
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test import Client
from post_office.models import STATUS, Email

from atmp_events.actions.merging import merge
from atmp_events.mail.letters import Letter
from atmp_events.mail.outbox import queue
from atmp_events.models import Event, GoneAddress, Person, SiteVersion, User
from atmp_events.operations import backup_file, database
from atmp_events.operations.backup import backups, remove_old
from atmp_events.operations.backup_file import BackupError, read
from tests.builders import MORNING_BEFORE, NOON, a_person, a_talk, a_venue, an_event, save
from tests.calendars.parsing import events_at, events_by_uid

from .serving import SiteShell, environment, filled_database
from .serving import run as python

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
FEED = "/sv/evenemang.ics"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    # Backups of these tests need no migration, and Django's tests allow no second database.
    monkeypatch.setattr(database, "migrate", lambda *_using: None)


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


def test_restore_brings_back_rows_files_and_exact_times() -> None:
    event = a_site()
    before = calendar(event), event.version.changed_at, event.updated_at
    saved = a_backup()
    Event.objects.all().delete()
    User.objects.all().delete()
    default_storage.delete("events/eye.webp")

    run("restore", saved, "--yes", "--exact")

    again = Event.objects.get()
    assert (calendar(again), again.version.changed_at, again.updated_at) == before
    assert [talk.title_sv for talk in again.talks.all()] == ["Ett föredrag"]
    assert User.objects.get().check_password("a long password")
    assert (settings.MEDIA_ROOT / "events/eye.webp").read_bytes() == b"a picture"
    assert an_event(title_sv="Nästa", title_en="Next").pk > again.pk
    assert again.slug_sv in Client().get("/sv/evenemang/?q=ögon").content.decode()


def test_queued_letters_are_not_restored(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://localhost"
    queue(Letter("anna@example.org", "sv", "Ny tid", "letters/base.html", {}))
    path = a_backup()
    Email.objects.update(status=STATUS.sent)
    run("restore", path, "--yes")
    assert not Email.objects.exists()


def test_restore_without_yes_only_shows_what_it_would_change() -> None:
    a_site()
    saved = a_backup()
    an_event(title_sv="Sedan dess", title_en="Since then")
    output = run("restore", saved)
    assert "events: 2 now, 1 after" in output
    assert "uploaded files: 1 now, 1 after" in output
    assert "Nothing was changed" in output
    assert Event.objects.count() == 2


def test_replaced_data_can_be_restored_and_cached_pages_expire() -> None:
    a_site()
    saved = a_backup()
    an_event(title_sv="Sedan dess", title_en="Since then")
    for _save in range(3):
        SiteVersion.increment()
    before = SiteVersion.current()
    run("restore", saved, "--yes")
    assert SiteVersion.current() > before  # Pages that were cached before no longer apply.
    assert Event.objects.filter(deleted_at=None).count() == 1
    [replaced] = (settings.DATA_DIR / "backups").glob("before-restore-*.tar.gz")
    run("restore", replaced, "--yes")
    assert Event.objects.filter(title_sv="Sedan dess", deleted_at=None).exists()


def test_restored_calendar_entries_are_newer_than_subscribers_have() -> None:
    with time_machine.travel(MORNING_BEFORE - 3 * HOUR) as clock:
        moves, stays = an_event(title_sv="Flyttas", title_en="A"), an_event(title_sv="Kvar")
        withdrawn = an_event(title_sv="Dras in", title_en="C", slug_en="c")
        saved = a_backup()
        clock.shift(HOUR)
        new = an_event(title_sv="Nytt", title_en="D", slug_en="d", venue=a_venue())
        for _time in range(2):
            save(moves, starts_at=moves.starts_at + HOUR, ends_at=moves.ends_at + HOUR)
        save(withdrawn, state="draft")
        before, feed = events_by_uid(Client(), FEED), Client().get(FEED)
        clock.shift(HOUR)
        run("restore", saved, "--yes")
        after = events_by_uid(Client(), FEED)
        headers = {"If-Modified-Since": feed["Last-Modified"]}
        assert Client().get(FEED, headers=headers).status_code == 200
    assert after.keys() == before.keys()
    assert after[stays.uid].to_ical() == before[stays.uid].to_ical()
    for event in (moves, withdrawn, new):
        then, now = before[event.uid], after[event.uid]
        assert now["SEQUENCE"] > then["SEQUENCE"], event
        assert now["LAST-MODIFIED"].dt > then["LAST-MODIFIED"].dt, event
    assert after[moves.uid].start == NOON
    assert [str(after[it.uid]["STATUS"]) for it in (moves, withdrawn, new)] == [
        *("CONFIRMED", "CONFIRMED", "CANCELLED")
    ]
    assert Client().get("/sv/platser/rudbecklaboratoriet.ics").status_code == 200


def test_restore_cancels_an_event_in_feeds_it_joined_after_the_backup() -> None:
    with time_machine.travel(MORNING_BEFORE - 3 * HOUR) as clock:
        event = an_event(title_sv="Flyttas", venue=a_venue(name_sv="Först", slug="first"))
        saved = a_backup()
        for slug in ("second", "third"):
            clock.shift(HOUR)
            save(event, venue=a_venue(name_sv=slug, slug=slug))
        clock.shift(HOUR)
        run("restore", saved, "--yes")
        feeds = {
            slug: [it["STATUS"] for it in events_at(Client(), f"/sv/platser/{slug}.ics")]
            for slug in ("first", "second")
        }
    assert feeds == {"first": ["CONFIRMED"], "second": ["CANCELLED"]}


@pytest.mark.parametrize("others", [0, 1])
def test_restore_into_a_site_without_the_event_raises_its_sequence(others: int) -> None:
    with time_machine.travel(MORNING_BEFORE - 3 * HOUR) as clock:
        event = a_site()
        saved, before = a_backup(), events_by_uid(Client(), FEED)[event.uid]
        Event.objects.all().delete()
        for _other in range(others):
            an_event(title_sv="På nya datorn", title_en="On the new machine")
        clock.shift(HOUR)
        run("restore", saved, "--yes")
        after = events_by_uid(Client(), FEED)[event.uid]
    assert after["SEQUENCE"] >= before["SEQUENCE"] + 100
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


def test_addresses_given_after_the_backup_redirect_after_a_restore() -> None:
    event = a_site()
    ada, bo = Person.objects.get(), a_person(name="Bo Ek")
    saved = a_backup()
    save(event, slug_sv="new", slug_en="new")
    merge(ada, bo, taken=[], parts=[], by=None, now=NOON)
    save(ada, slug="ada-lund-ek")
    left = a_person(name="Eva Al")
    save(left, slug="eva")
    run("restore", saved, "--yes")
    visitor = Client()
    for path in ("/sv/evenemang/2027/new/", "/sv/personer/ada-lund-ek/"):
        answer = visitor.get(path)
        assert answer.status_code == 301, path
        assert visitor.get(answer["Location"]).status_code == 200, path
    # The two merged people have their own slugs again, and are valid.
    for person in Person.objects.all():
        person.full_clean()
    # A new person may get the primary key of one made after the backup, but not her former slug.
    a_talk(Event.objects.get(), speakers=(a_person(name="Next One"),))
    assert visitor.get("/sv/personer/eva-al/").status_code == 404


def test_restored_event_keeps_its_address() -> None:
    event = a_site()
    saved = a_backup()
    event.delete()
    for language in ("sv", "en"):
        year, slug = event.address(language)
        GoneAddress.objects.create(language=language, year=year, slug=slug, gone_at=NOON)
    an_event(title_sv="Kvar", title_en="Stays")
    run("restore", saved, "--yes")
    restored = Event.objects.get(uid=event.uid)
    assert not any(restored.takes_former_address(language) for language in ("sv", "en"))


def test_backup_with_a_flipped_byte_reads_the_same_or_fails() -> None:
    a_site()
    saved = a_backup()
    whole, content = read(saved), saved.read_bytes()
    for at in range(0, len(content), len(content) // 150):
        saved.write_bytes(content[:at] + bytes([content[at] ^ 0x5A]) + content[at + 1 :])
        # A flipped byte of the gzip header's date is not detected; the content is the same.
        with suppress(BackupError, OSError):
            assert read(saved) == whole


def test_truncated_or_foreign_file_is_refused() -> None:
    a_site()
    saved = a_backup()
    whole = saved.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"PK another archive"):
        saved.write_bytes(content)
        with pytest.raises(CommandError, match="nothing was changed"):
            run("restore", saved, "--yes")
        assert Event.objects.count() == 1


def altered(saved: Path, **about: object) -> Path:
    """Return a copy of a backup with other values in its manifest."""
    copy = saved.with_name(f"altered{''.join(about)}.tar.gz")
    with tarfile.open(saved) as old, tarfile.open(copy, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            assert content
            data = content.read()
            if member.name == "manifest.json":
                data = json.dumps(json.loads(data) | about).encode()
            member.size = len(data)
            new.addfile(member, BytesIO(data))
    return copy


def test_backup_of_another_version_or_engine_is_refused() -> None:
    a_site()
    saved = a_backup()
    newer = altered(saved, migrations=["events.0001_initial", "events.9999_to_come"])
    with pytest.raises(CommandError, match=r"newer version .* knows events\.9999_to_come"):
        run("restore", newer, "--yes")
    with pytest.raises(CommandError, match=r"database of another.*move_database"):
        run("restore", altered(saved, engine="another"), "--yes")
    with pytest.raises(CommandError, match="another version of the site"):
        run("restore", altered(saved, format=9), "--yes")
    assert Event.objects.count() == 1


def test_backup_with_a_path_outside_its_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "backup.tar.gz"
    with tarfile.open(outside, "w:gz") as tar:
        tar.add(__file__, "media/../../../outside")
    with pytest.raises(CommandError, match="Unexpected file in the backup"):
        run("restore", outside, "--yes")


def test_failed_migration_leaves_the_site_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    a_site()
    saved = a_backup()
    an_event(title_sv="Sedan dess", title_en="Since then")
    default_storage.save("events/later.webp", ContentFile(b"another picture"))

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("no such column")

    monkeypatch.setattr(database, "migrate", fail)
    with pytest.raises(CommandError, match=r"nothing was changed\. .*no such column"):
        run("restore", saved, "--yes")
    assert Event.objects.count() == 2
    assert default_storage.exists("events/later.webp")


def write_pairs(path: Path, stop: threading.Event) -> None:
    """Add pairs of rows until stopped, each pair in one transaction."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as other:
        while not stop.is_set():
            other.executescript(
                "BEGIN IMMEDIATE; INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);"
            )
            other.execute("COMMIT")


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL promises that pg_dump reads one snapshot."
)
def test_backup_during_writes_is_a_consistent_snapshot(tmp_path: Path) -> None:
    path, counts, stop = tmp_path / "site.sqlite3", set(), threading.Event()
    with closing(sqlite3.connect(path)) as site, ThreadPoolExecutor(1) as beside:
        site.executescript("PRAGMA journal_mode=WAL; CREATE TABLE a (n); CREATE TABLE b (n);")
        writing = beside.submit(write_pairs, path, stop)
        ours = SimpleNamespace(
            vendor="sqlite",
            connection=site,
            ensure_connection=lambda: None,
            wrap_database_errors=connection.wrap_database_errors,
        )
        try:
            for number in range(5):
                (tmp_path / str(number)).mkdir()
                with patch.object(database, "connection", ours):
                    copy = database.dump(tmp_path / str(number))
                with closing(sqlite3.connect(copy)) as taken:
                    [(first, second)] = taken.execute(
                        "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)"
                    )
                assert first == second
                counts.add(first)
        finally:
            stop.set()
        writing.result()
    assert len(counts) > 1  # Rows were written during the backups.


def an_old_site(folder: Path) -> Path:
    """Unpack a database file of an earlier version, with events; return its path."""
    old = folder / "old.sqlite3"
    old.write_bytes(lzma.decompress(Path("tests/upgrade/old_site.sqlite3.xz").read_bytes()))
    return old


def test_move_refuses_a_database_in_use_before_migrating_it(tmp_path: Path) -> None:
    old = an_old_site(tmp_path)
    before = old.read_bytes()
    site = SiteShell(environment(tmp_path, f"sqlite:///{filled_database()[0]}"))
    output = site.command("move_database", f"sqlite:///{old}")
    site.stop()
    assert "The new database has events or users. It must be empty." in output
    assert old.read_bytes() == before


def test_restore_migrates_a_backup_of_an_older_version(tmp_path: Path) -> None:
    old = an_old_site(tmp_path)
    with closing(sqlite3.connect(old)) as site:
        titles = sorted(site.execute("SELECT title_sv, uid FROM events_event"))
    saved = tmp_path / "old.tar.gz"
    about = backup_file.Manifest(NOON, "0.9", "sqlite", ["events.0001_initial"], len(titles))
    backup_file.write(saved, about, {"database.sqlite3": old})
    file = tmp_path / "db.sqlite3"
    output = python(
        environment(tmp_path, f"sqlite:///{file}"), "manage.py", "restore", str(saved), "--yes"
    )
    assert "Restored." in output
    with closing(sqlite3.connect(file)) as site:
        assert sorted(site.execute("SELECT title_sv, uid FROM events_event")) == titles
        assert list(site.execute("SELECT count(*) FROM events_eventversion")) == [(len(titles),)]


KILLED = """
import os
from django.core.management import call_command
from django.db import connection
from atmp_events.operations import restore
connection.close()
child = os.fork()
if not child:
    load = restore.database.load
    def killed(path):
        if {after}:
            load(path)
        os._exit(7)
    restore.database.load = killed
    call_command("restore", {path!r}, "--yes")
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
SET_UP = """
from django.core.files.base import ContentFile
from django.core.management import call_command
from atmp_events.models import Event
event = Event.objects.earliest("pk")
def picture(name):
    Event.objects.filter(pk=event.pk).update(image_alt_sv="x", image_alt_en="x")
    event.image.save(name, ContentFile(b"x"), save=False)
    Event.objects.filter(pk=event.pk).update(image=event.image.name)
picture("saved.webp")
call_command("backup")
picture("later.webp")
event.image.storage.delete("events/saved.webp")
"""
MISSING = """
from atmp_events.operations.backup import missing_files
print(missing_files())
"""


def test_move_to_an_address_that_cannot_be_read_says_how_to_write_it() -> None:
    with pytest.raises(CommandError, match="%2F for /"):
        call_command("move_database", "postgres://user:a/b@host/name")


def test_killed_restore_leaves_every_picture_the_database_names(tmp_path: Path) -> None:
    file, _cookies = filled_database()
    shutil.copy(file, tmp_path / "db.sqlite3")
    site = SiteShell(environment(tmp_path, f"sqlite:///{tmp_path / 'db.sqlite3'}"))
    site.run(SET_UP)
    [saved] = backups(tmp_path / "backups")
    # Killed before the data are replaced, and after.
    for after, afterwards in ((False, "later.webp"), (True, "saved.webp")):
        assert site.run(KILLED.format(path=str(saved), after=after)) == "7\n"
        assert site.run(MISSING) == "[]\n"
        assert list(tmp_path.glob(".restoring-*"))
        before = max((tmp_path / "backups").glob("before-restore-*"))
        restored = site.command("restore", str(saved if after else before), "--yes")
        assert "FAILED" not in restored
        assert site.run(MISSING) == "[]\n"
        assert [it.name for it in (tmp_path / "media").rglob("*.*")] == [afterwards]
        assert not list(tmp_path.glob(".restoring-*"))
    site.stop()


def test_leftovers_of_a_killed_backup_are_removed_after_a_day() -> None:
    a_site()
    folder = settings.DATA_DIR / "backups"
    Path(folder, ".backup-x").mkdir(parents=True)
    Path(folder, "atmp-events-20260101T030000Z.tar.partial").touch()
    assert "Removed" not in run("backup")  # Another backup may be writing it.
    for path in (folder / ".backup-x", *folder.glob("*.partial")):
        os.utime(path, (0, 0))
    assert run("backup").count("Removed: ") == 2
    assert not [*folder.glob("*.partial"), *folder.glob(".backup-*")]


def test_full_disk_leaves_no_partial_backup() -> None:
    a_site()
    nowhere = Path("/dev/full")
    with pytest.raises(CommandError, match="There is no backup"):
        run("backup", "--to", nowhere)
    assert list(settings.DATA_DIR.rglob("*.partial")) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="pg_dump is tested by its exit status")
def test_full_disk_is_told_in_one_line() -> None:
    a_site()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))  # No file can grow.
    try:
        with pytest.raises(CommandError, match="There is no backup: "):
            run("backup")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("database_url", "reason"),
    [
        ("sqlite:///{}/another.sqlite3", "the database is empty"),
        ("postgres://user@127.0.0.1:1/name", "connection failed"),
    ],
)
def test_without_data_there_is_no_backup(tmp_path: Path, database_url: str, reason: str) -> None:
    env = environment(tmp_path, database_url.format(tmp_path))
    with pytest.raises(AssertionError, match=f"CommandError: There is no backup: {reason}"):
        python(env, "manage.py", "backup")
    assert not (tmp_path / "backups").exists()


def test_interrupted_backup_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    a_site()
    monkeypatch.setattr(backup_file, "read", lambda path: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run("backup")
    assert list((settings.DATA_DIR / "backups").iterdir()) == []


def test_backup_reports_missing_files() -> None:
    event = a_site()
    Event.objects.filter(pk=event.pk).update(
        image="events/gone.webp", image_alt_sv="Ett öga", image_alt_en="An eye"
    )
    assert "the database names it: events/gone.webp" in run("backup")


def test_option_keep_removes_the_oldest_backups_and_no_other_files() -> None:
    folder = settings.DATA_DIR / "backups"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"atmp-events-2026010{day}T030000Z.tar.gz").touch()
    (folder / "atmp-events-before-the-move.tar.gz").touch()
    output = run("backup", "--keep", "2")
    assert output.count("Removed: ") == 3
    assert next(iter(backups(folder))).name == "atmp-events-20260104T030000Z.tar.gz"
    assert len(list(folder.iterdir())) == 3
    assert "Removed" not in run("backup", "--keep", "0")


def test_backup_made_before_a_restore_is_removed_with_older_ones_and_not_counted(
    tmp_path: Path,
) -> None:
    for prefix in ("atmp-events-", "before-restore-"):
        for day in range(1, 4):
            (tmp_path / f"{prefix}2026010{day}T030000Z.tar.gz").touch()
    (tmp_path / "atmp-events-20260101T030000Z.tar.gz").unlink()
    assert remove_old(tmp_path, 2) == []
    assert [it.name for it in remove_old(tmp_path, 1)] == [
        "atmp-events-20260102T030000Z.tar.gz",
        "before-restore-20260101T030000Z.tar.gz",
        "before-restore-20260102T030000Z.tar.gz",
    ]
    assert len([*tmp_path.iterdir()]) == 2


def test_backup_names_a_missing_program_and_its_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    client = SimpleNamespace(settings_to_cmd_args_env=lambda *_args: (["psql", "events"], None))
    postgres = SimpleNamespace(vendor="postgresql", client=client, settings_dict={})
    with (
        patch.object(database, "connection", postgres),
        pytest.raises(BackupError, match=r"pg_dump is missing.*apt-get install postgresql-client"),
    ):
        database.dump(tmp_path)

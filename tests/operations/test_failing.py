"""The site during and after a failure of its disk, database, cache or a worker."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from time import sleep

import pytest
from redis import Redis

from tests.missing_programs import skip_missing
from tests.redis_server import redis_server

from .serving import (
    MEETING,
    NOTHING_SAVED,
    ORGANISER,
    PRINT_INTEGRITY,
    SiteServer,
    children,
    kill,
    names,
    save_while_killing,
    send_again,
    serving,
    wait_for,
)

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="These tests make their own databases."
)


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small filesystem, with just enough space for the site to be ready."""
    folder = tmp_path_factory.mktemp("small_disk")
    if not mount("-t", "tmpfs", "-o", "size=80m", "tmpfs", str(folder)):
        skip_missing("Only root may mount a filesystem.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607


@pytest.fixture(scope="module")
def site(small_disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """A site with its data on the small disk."""
    with serving(tmp_path_factory.mktemp("site"), data=small_disk, WEB_CONCURRENCY="2") as served:
        yield served


def mount(*options: str) -> bool:
    """Run mount; return whether it succeeded."""
    done = subprocess.run(["mount", *options], check=False, stderr=subprocess.DEVNULL)  # noqa: S603, S607
    return done.returncode == 0


def fill(folder: Path) -> Path:
    """Fill the disk of a folder; return the file that fills it."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    return filler


def readiness(site: SiteServer) -> tuple[int, set[str]]:
    """Return the status of /readyz, and the names of its failing parts."""
    status, _headers, body = site.request("/readyz")
    return status, {name for name, it in json.loads(body).items() if it != "ok"}


def database_of(site: SiteServer) -> Path:
    """Return the database file of a site."""
    return Path(site.env["DATA_DIR"], "db.sqlite3")


def rename(site: SiteServer, name: str) -> tuple[int, str]:
    """Give an organiser another name in the admin; return status and page."""
    form = site.form(ORGANISER) | {"name_sv": name, "_continue": "1"}
    status, _headers, body = site.request(ORGANISER, data=form)
    return status, body


def test_full_disk_keeps_pages_served_and_unsaved_text_on_the_form(
    small_disk: Path, site: SiteServer
) -> None:
    site.sign_in()
    form = site.form(ORGANISER)
    assert readiness(site) == (200, set())
    filler, saved = fill(small_disk), ""
    for number in range(200):  # The database file has some free pages.
        name = f"Grupp {number}"
        status, headers, body = site.request(ORGANISER, data=form | {"name_sv": name})
        if status != 302:
            break
        saved = name
    assert (status, headers.get("Retry-After")) == (503, "60")
    assert NOTHING_SAVED in body
    assert (not saved) or saved in site.request(MEETING)[2]
    assert readiness(site) == (503, {"disk"})
    assert site.request(MEETING)[0] == 200
    filler.unlink()
    assert send_again(site, body) == 302
    assert name in site.request(MEETING)[2]
    assert readiness(site) == (200, set())


def test_pages_are_served_from_a_read_only_disk(small_disk: Path, site: SiteServer) -> None:
    site.sign_in()
    form = site.form(ORGANISER) | {"name_sv": "Stamcellsgruppen"}
    kill(children(site.process.pid))  # An open file would refuse the remount: try until none is.
    assert any(mount("-o", "remount,ro", str(small_disk)) for _ in range(20) if not sleep(0.02))
    wait_for(site, "/healthz")
    assert site.request(MEETING)[0] == 200
    status, _headers, body = site.request(ORGANISER, data=form)
    assert (status, NOTHING_SAVED in body) == (503, True)
    assert readiness(site) == (503, {"disk"})
    assert mount("-o", "remount,rw", str(small_disk))
    # A thread of the site may still have opened the file read-only.
    assert any(rename(site, "Stamcellsgruppen")[0] == 302 for _ in range(20) if not sleep(0.05))


@pytest.fixture(scope="module")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    with serving(tmp_path_factory.mktemp("running_site")) as served:
        yield served


def test_pages_are_served_while_another_process_locks_the_database(
    running_site: SiteServer,
) -> None:
    site = running_site
    with closing(sqlite3.connect(database_of(site))) as other, ThreadPoolExecutor(1) as beside:
        site.sign_in()
        second = ORGANISER.replace("1", "2")
        form = site.form(second) | {"name_sv": "Stamcellsgruppen"}
        assert rename(site, "Cellgruppen")[0] == 302
        other.execute("BEGIN IMMEDIATE")
        assert site.request(MEETING)[0] == 200
        # The page shows the message “was changed”. The site cannot store now that it was shown.
        listed = beside.submit(site.request, "/admin/events/organiser/")
        status, _headers, body = site.request(second, data=form)
        assert (status, NOTHING_SAVED in body) == (503, True)
        status, _headers, page = listed.result()
        assert (status, "Cellgruppen" in page) == (200, True)
        other.rollback()
        assert send_again(site, body) == 302
        assert "Stamcellsgruppen" in site.request(MEETING)[2]


def test_the_database_can_be_read_by_its_owner_only(running_site: SiteServer) -> None:
    running_site.request(MEETING)
    written = list(Path(running_site.env["DATA_DIR"]).glob("db.sqlite3*"))
    assert len(written) > 1  # The write-ahead log is a second file.
    assert not [it.name for it in written if it.stat().st_mode & 0o077]


def test_replaced_database_file_is_used_from_the_next_request(running_site: SiteServer) -> None:
    site, file = running_site, database_of(running_site)
    site.sign_in()
    assert site.request(MEETING)[0] == 200
    copy = file.with_name("copy.sqlite3")
    with closing(sqlite3.connect(file)) as present:
        present.execute("VACUUM INTO ?", [str(copy)])
    with closing(sqlite3.connect(copy)) as other, other:
        other.create_collation("sv", lambda one, two: (one > two) - (one < two))
        other.execute("UPDATE events_organiser SET name_sv = 'Restaurerade gruppen'")
        other.execute("UPDATE events_siteversion SET number = number + 1")
    copy.replace(file)
    for left in file.parent.glob("db.sqlite3-*"):
        left.unlink()  # the write-ahead log of the former file
    assert "Restaurerade gruppen" in site.request(MEETING)[2]
    assert rename(site, "Nya gruppen")[0] == 302
    with closing(sqlite3.connect(file)) as present:
        assert ("Nya gruppen",) in present.execute("SELECT name_sv FROM events_organiser")


def test_killed_worker_is_replaced(running_site: SiteServer) -> None:
    site = running_site
    with ThreadPoolExecutor(4) as visitors:
        for _round in range(2):
            [*workers] = children(site.process.pid)
            requests = [visitors.submit(site.request, "/sv/") for _ in range(40)]
            kill(workers)
            results = {"lost" if it.exception() else str(it.result()[0]) for it in requests}
            assert results <= {"200", "lost"}
            wait_for(site, "/readyz")
            assert not set(workers) & set(children(site.process.pid))


def test_no_acknowledged_save_is_lost_when_workers_are_killed(running_site: SiteServer) -> None:
    site = running_site
    saved = save_while_killing(site, lambda: children(site.process.pid))
    assert saved <= names(site)
    assert site.shell.run(PRINT_INTEGRITY) == "ok\n"


def test_pages_are_served_while_redis_is_down(tmp_path: Path) -> None:
    with redis_server(tmp_path) as cache, serving(tmp_path, CACHE_URL=cache.address) as site:
        redis = Redis.from_url(cache.address)
        assert site.request(MEETING)[0] == 200
        assert redis.dbsize()
        cache.stop()
        site.sign_in()
        assert rename(site, "Stamcellsgruppen")[0] == 302
        site.cookies = {}
        assert "Stamcellsgruppen" in site.request(MEETING)[2]
        assert site.request(f"{MEETING}kort.png")[0] == 200
        cache.start()
        for number in range(200):  # The site tries Redis again some time after a failure.
            assert site.request(f"/sv/evenemang/?q=ord{number}")[0] == 200
            if redis.dbsize():
                break
            sleep(0.5)
        assert redis.dbsize()
        redis.close()

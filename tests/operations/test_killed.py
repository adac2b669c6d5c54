"""Processes of the site and of its database are killed while it is in use."""

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from time import sleep

import pytest

from tools.with_postgres import HOW, cluster, programs

from .serving import Served, children, kill, serving, wait_for

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="It brings databases of its own."
)

ADD = "/admin/events/organiser/add/"
NAMES = """
from atmp_events.models import Organiser
print(*Organiser.objects.values_list("name_sv", flat=True), sep="\\n")
"""
INTEGRITY = "from tests.operations.saving import integrity; print(integrity())"


def test_a_worker_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path) as site, ThreadPoolExecutor(4) as visitors:
        for _round in range(2):
            [*workers] = children(site.process.pid)
            asked = [visitors.submit(site.ask, "/sv/") for _ in range(40)]
            kill(workers)
            found = Counter("torn" if it.exception() else str(it.result()[0]) for it in asked)
            assert set(found) <= {"200", "torn"}
            wait_for(site, "/readyz")
            assert not set(workers) & set(children(site.process.pid))


def test_no_acknowledged_save_is_lost_with_the_worker_that_made_it(tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        saved = saves_while_killing(site, lambda: children(site.process.pid))
        assert saved <= names(site)
        assert site.beside.run(INTEGRITY) == "ok\n"


def test_no_acknowledged_save_is_lost_with_the_processes_of_postgresql(tmp_path: Path) -> None:
    binaries = programs()
    if binaries is None:
        (pytest.fail if os.environ.get("CI_STRICT") else pytest.skip)(HOW)
    with cluster(binaries) as server, serving(tmp_path, DATABASE_URL=server.address) as site:
        first = int(Path(server.folder, "data", "postmaster.pid").read_text().split()[0])
        saved = saves_while_killing(site, lambda: children(first))
        assert saved <= names(site)
        assert site.beside.run(INTEGRITY) == "ok\n"


def saves_while_killing(site: Served, victims: Callable[[], list[int]]) -> set[str]:
    """Add organisers while processes are killed time and again; return those acknowledged."""
    site.sign_in()
    form, saved = site.form(ADD), set[str]()

    def save(name: str) -> None:
        words = {"name_sv": name, "name_en": name, "slug_sv": name, "slug_en": name}
        with suppress(OSError, HTTPException):  # Who was asking just then must ask again.
            if site.ask(ADD, sent=form | words)[0] == 302:
                saved.add(name)

    with ThreadPoolExecutor(2) as savers:
        for number in range(5):
            asked = [savers.submit(save, f"grupp-{number}-{it}") for it in range(8)]
            sleep(0.04 * number)  # At one moment or another of a save.
            kill(victims())
            for it in asked:
                it.result()
            wait_for(site, "/readyz")
    assert saved
    return saved


def names(site: Served) -> set[str]:
    """Return the names of all organisers that the database has."""
    return set(site.beside.run(NAMES).splitlines())

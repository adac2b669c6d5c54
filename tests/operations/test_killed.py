"""Processes of the site and of its database are killed while it is in use."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from time import sleep

import pytest

from tools.with_postgres import HOW, Cluster, cluster, programs

from .serving import MEETING, ORGANISER, UNSAVED, Served, again, children, kill, serving, wait_for

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="It brings databases of its own."
)

ADD = "/admin/events/organiser/add/"
NAMES = """
from atmp_events.models import Organiser
print(*Organiser.objects.values_list("name_sv", flat=True), sep="\\n")
"""
INTEGRITY = "from tests.operations.saving import integrity; print(integrity())"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("site")) as served:
        yield served


def test_a_worker_that_is_killed_is_replaced(site: Served) -> None:
    with ThreadPoolExecutor(4) as visitors:
        for _round in range(2):
            [*workers] = children(site.process.pid)
            asked = [visitors.submit(site.ask, "/sv/") for _ in range(40)]
            kill(workers)
            found = Counter("torn" if it.exception() else str(it.result()[0]) for it in asked)
            assert set(found) <= {"200", "torn"}
            wait_for(site, "/readyz")
            assert not set(workers) & set(children(site.process.pid))


def test_no_acknowledged_save_is_lost_with_the_worker_that_made_it(site: Served) -> None:
    saved = saves_while_killing(site, lambda: children(site.process.pid))
    assert saved <= names(site)
    assert site.beside.run(INTEGRITY) == "ok\n"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    binaries = programs()
    if binaries is None:
        (pytest.fail if os.environ.get("CI_STRICT") else pytest.skip)(HOW)
    with cluster(binaries) as server:
        yield server


@pytest.fixture(scope="module")
def on_postgres(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("on_postgres")
    with serving(folder, DATABASE_URL=postgres.address) as served:
        yield served


def test_no_acknowledged_save_is_lost_with_the_processes_of_postgresql(
    postgres: Cluster, on_postgres: Served
) -> None:
    first = int(Path(postgres.folder, "data", "postmaster.pid").read_text().split()[0])
    saved = saves_while_killing(on_postgres, lambda: children(first))
    assert saved <= names(on_postgres)
    assert on_postgres.beside.run(INTEGRITY) == "ok\n"


def test_a_postgresql_that_goes_and_comes_is_told_as_a_pause(
    postgres: Cluster, on_postgres: Served
) -> None:
    site = on_postgres
    site.sign_in()
    form = site.form(ORGANISER) | {"name_sv": "Stamcellsgruppen"}
    postgres.stop()
    for path, words in ((MEETING, "kan inte svara just nu"), ("/en/", "cannot answer")):
        status, headers, body = site.ask(path)
        assert (status, headers["Cache-Control"]) == (503, "private, no-store")
        assert words in body
    status, _headers, body = site.ask(ORGANISER, sent=form)
    assert (status, UNSAVED in body) == (503, True)
    secret = site.ask("/admin/login/", sent={"username": "anna", "password": "hemligt"})
    assert (secret[0], "hemligt" in secret[2]) == (503, False)
    assert (site.ask("/healthz")[0], site.ask("/readyz")[0]) == (200, 503)
    postgres.start()
    assert site.ask(MEETING)[0] == 200
    assert again(site, body) == 302
    assert "Stamcellsgruppen" in site.ask(MEETING)[2]


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
        for number in range(4):
            asked = [savers.submit(save, f"grupp-{number}-{it}") for it in range(6)]
            sleep(0.05 * number)  # At one moment or another of a save.
            kill(victims())
            for it in asked:
                it.result()
            wait_for(site, "/readyz")
    assert saved
    return saved


def names(site: Served) -> set[str]:
    """Return the names of all organisers that the database has."""
    return set(site.beside.run(NAMES).splitlines())

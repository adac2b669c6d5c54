"""What was saved stays saved, whatever is killed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from time import sleep

import pytest
from django.conf import settings

from tools.with_postgres import HOW, cluster, programs

from .serving import Served, children, kill, serving, wait_for

ROUNDS = "200"
ADD = "/admin/events/organiser/add/"
NAMES = """
from atmp_events.models import Organiser
print(*Organiser.objects.values_list("name_sv", flat=True), sep="\\n")
"""
INTEGRITY = "from tests.operations.saving import integrity; print(integrity())"
own_databases = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="It brings databases of its own."
)


def test_no_acknowledged_save_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    own = {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "atmp_events.settings"}
    if "postgres" not in os.environ["DATABASE_URL"]:
        own["DATABASE_URL"] = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    env = {**os.environ, **own}

    def run(*command: str) -> str:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=env,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    run("manage.py", "migrate", "--verbosity=0")
    told = json.loads(run("-m", "tests.operations.saving", ROUNDS).splitlines()[-1])

    assert told["saved"] > 20
    assert (told["lost"], told["halves"], told["integrity"]) == ([], 0, "ok")


@own_databases
def test_no_acknowledged_save_is_lost_with_the_worker_that_made_it(tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        saved = saves_while_killing(site, lambda: children(site.process.pid))
        assert saved <= names(site)
        assert site.manage("shell", "--verbosity=0", "-c", INTEGRITY).endswith("ok\n")


@own_databases
def test_no_acknowledged_save_is_lost_with_the_processes_of_postgresql(tmp_path: Path) -> None:
    binaries = programs()
    if binaries is None:
        (pytest.fail if os.environ.get("CI_STRICT") else pytest.skip)(HOW)
    with cluster(binaries) as server, serving(tmp_path, DATABASE_URL=server.address) as site:
        first = int(Path(server.folder, "data", "postmaster.pid").read_text().split()[0])
        saved = saves_while_killing(site, lambda: children(first))
        assert saved <= names(site)
        assert site.manage("shell", "--verbosity=0", "-c", INTEGRITY).endswith("ok\n")


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
        for number in range(10):
            asked = [savers.submit(save, f"grupp-{number}-{it}") for it in range(8)]
            sleep(0.02 * number)  # At one moment or another of a save.
            kill(victims())
            for it in asked:
                it.result()
            wait_for(site, "/readyz")
    assert len(saved) > 10
    return saved


def names(site: Served) -> set[str]:
    """Return the names of all organisers that the database has."""
    return set(site.manage("shell", "--verbosity=0", "-c", NAMES).splitlines())

"""A site moves from SQLite to PostgreSQL with all its rows, and is served from there.

Two hundred people register at once there. PostgreSQL's processes are killed, and the server is
stopped, while the site is in use.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.missing_programs import skip_missing
from tests.participation.test_places_at_once import check, register_two_hundred_for_fifty
from tools.with_postgres import HINT, Cluster, cluster, programs

from .serving import (
    MEETING,
    NOTHING_SAVED,
    ORGANISER,
    PRINT_INTEGRITY,
    SiteServer,
    SiteShell,
    children,
    environment,
    filled_database,
    names,
    save_while_killing,
    send_again,
    serving,
)

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="These tests make their own databases."
)

FILL = """
from django.contrib.auth.models import Group
from django.core.management import call_command
from atmp_events.models import User
call_command("load_samples")
User.objects.create_user("eva").groups.add(Group.objects.first())
"""
TITLE = """
from atmp_events.models import Talk
key = Talk.objects.earliest("pk").pk
Talk.objects.filter(pk=key).update(title_sv={!r})
print(key)
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    binaries = programs()
    if binaries is None:
        skip_missing(HINT)
    with cluster(binaries) as server:
        yield server


@dataclass
class Moved:
    """The site before and after the move, and the output of `move_database`."""

    old: SiteShell
    new: SiteShell
    output: str


@pytest.fixture(scope="module")
def moved(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    folder = tmp_path_factory.mktemp("moved")
    addresses = f"sqlite:///{shutil.copy(filled_database()[0], folder)}", postgres.address
    old, new = (SiteShell(environment(folder, address)) for address in addresses)
    old.run(FILL)
    key = int(old.run(TITLE.format("x" * 999)))
    refused = old.command("move_database", postgres.address)
    assert f"events.talk {key}: title_sv has 999 characters, 200 at most" in refused
    old.run(TITLE.format("Om celler"))
    yield Moved(old, new, old.command("move_database", postgres.address))
    old.stop()
    new.stop()


@pytest.fixture(scope="module")
def site(
    postgres: Cluster, moved: Moved, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SiteServer]:
    """The site after the move."""
    with serving(tmp_path_factory.mktemp("site"), DATABASE_URL=postgres.address) as served:
        yield served


def test_every_row_moves_to_postgresql_and_is_counted_there(
    postgres: Cluster, moved: Moved
) -> None:
    assert "FAILED" not in moved.output
    assert "DIFFERENT" not in moved.output
    [events] = [line for line in moved.output.splitlines() if line.startswith("events.event ")]
    assert int(events.split()[1]) == 29
    export = ("dumpdata", "events", "auth", "--exclude=events.siteversion", "--indent=1")
    assert json.loads(moved.new.command(*export)) == json.loads(moved.old.command(*export))
    # A new row gets a new primary key.
    moved.new.run(
        "from atmp_events.models import Person; Person.objects.create(name='Ny', slug='ny')"
    )
    again = moved.old.command("move_database", postgres.address)
    assert "FAILED" in again
    assert "It must be empty" in again


def test_fifty_of_two_hundred_get_a_place_at_once(moved: Moved) -> None:
    check(register_two_hundred_for_fifty(moved.new.env))


def test_no_acknowledged_save_is_lost_when_postgresql_is_killed(
    postgres: Cluster, site: SiteServer
) -> None:
    first = int(Path(postgres.folder, "data", "postmaster.pid").read_text().split()[0])
    saved = save_while_killing(site, lambda: children(first))
    assert saved <= names(site)
    assert site.shell.run(PRINT_INTEGRITY) == "ok\n"


def test_site_answers_503_while_postgresql_is_down(postgres: Cluster, site: SiteServer) -> None:
    site.sign_in()
    form = site.form(ORGANISER) | {"name_sv": "Stamcellsgruppen"}
    postgres.stop()
    for path, words in ((MEETING, "kan inte svara just nu"), ("/en/", "cannot answer")):
        status, headers, body = site.request(path)
        assert (status, headers["Cache-Control"]) == (503, "private, no-store")
        assert words in body
    status, _headers, body = site.request(ORGANISER, data=form)
    assert (status, NOTHING_SAVED in body) == (503, True)
    secret = site.request("/admin/login/", data={"username": "anna", "password": "hemligt"})
    assert (secret[0], "hemligt" in secret[2]) == (503, False)
    assert (site.request("/healthz")[0], site.request("/readyz")[0]) == (200, 503)
    postgres.start()
    assert site.request(MEETING)[0] == 200
    assert send_again(site, body) == 302
    assert "Stamcellsgruppen" in site.request(MEETING)[2]

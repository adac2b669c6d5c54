"""A site moves from SQLite to PostgreSQL, and proves that it took everything along."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

sys.path.insert(0, str(settings.BASE_DIR / "tools"))

from with_postgres import cluster, programs

from .serving import Beside, environment, filled

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="It is moved from SQLite."
)


FILL = """
from django.contrib.auth.models import Group
from django.core.management import call_command
from atmp_events.models import User
call_command("load_samples")
User.objects.create_user("eva").groups.add(Group.objects.first())
"""
RUN = """
from django.core.management import CommandError, call_command
try:
    call_command(*{!r})
except CommandError as error:
    print("FAILED", error)
"""


TITLE = """
from atmp_events.models import Talk
key = Talk.objects.earliest("pk").pk
Talk.objects.filter(pk=key).update(title_sv={!r})
print(key)
"""


@pytest.fixture
def postgres() -> Iterator[str]:
    binaries = programs()
    if binaries is None:
        lacks = pytest.fail if os.environ.get("CI_STRICT") else pytest.skip
        lacks("PostgreSQL is missing. Debian: apt-get install postgresql")
    with cluster(binaries) as server:
        yield server.address


def told(site: Beside, command: str, *args: str) -> str:
    """Run a command there; return what it prints, or why it failed."""
    return site.run(RUN.format((command, *args)))


def test_every_row_moves_to_postgresql_and_is_counted_there(postgres: str, tmp_path: Path) -> None:
    sqlite = f"sqlite:///{shutil.copy(filled()[0], tmp_path)}"
    old, new = (Beside(environment(tmp_path, address)) for address in (sqlite, postgres))
    old.run(FILL)

    key = int(old.run(TITLE.format("x" * 999)))
    refused = told(old, "move_database", postgres)
    assert f"events.talk {key}: title_sv has 999 characters, 200 at most" in refused
    old.run(TITLE.format("Om celler"))

    moved = told(old, "move_database", postgres)

    assert "FAILED" not in moved
    assert "DIFFERENT" not in moved
    [events] = [line for line in moved.splitlines() if line.startswith("events.event ")]
    assert int(events.split()[1]) == 29
    export = ("dumpdata", "events", "auth", "--exclude=events.siteversion", "--indent=1")
    assert json.loads(told(new, *export)) == json.loads(told(old, *export))
    # It gets a number of its own.
    new.run("from atmp_events.models import Person; Person.objects.create(name='Ny', slug='ny')")
    again = told(old, "move_database", postgres)
    assert "FAILED" in again
    assert "It must be empty" in again
    old.end()
    new.end()

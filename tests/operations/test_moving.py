"""A site moves from SQLite to PostgreSQL, and proves that it took everything along."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

sys.path.insert(0, str(settings.BASE_DIR / "tools"))

from with_postgres import cluster, programs

from .serving import filled

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


@pytest.fixture
def postgres() -> Iterator[str]:
    binaries = programs()
    if binaries is None:
        lacks = pytest.fail if os.environ.get("CI_STRICT") else pytest.skip
        lacks("PostgreSQL is missing. Debian: apt-get install postgresql")
    with cluster(binaries) as server:
        yield server.address


def manage(database: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *args],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_row_moves_to_postgresql_and_is_counted_there(postgres: str, tmp_path: Path) -> None:
    sqlite = f"sqlite:///{shutil.copy(filled()[0], tmp_path)}"
    manage(sqlite, "shell", "-c", FILL).check_returncode()

    moved = manage(sqlite, "move_database", postgres)

    assert moved.returncode == 0, moved.stderr
    assert "DIFFERENT" not in moved.stdout
    [events] = [line for line in moved.stdout.splitlines() if line.startswith("events.event ")]
    assert int(events.split()[1]) == 29
    export = ("dumpdata", "events", "auth", "--exclude=events.siteversion", "--indent=1")
    assert json.loads(manage(postgres, *export).stdout) == json.loads(
        manage(sqlite, *export).stdout
    )
    added = "from atmp_events.models import Person; Person.objects.create(name='Ny', slug='ny')"
    manage(postgres, "shell", "-c", added).check_returncode()  # It gets a number of its own.
    again = manage(sqlite, "move_database", postgres)
    assert again.returncode == 1
    assert "It must be empty" in again.stderr

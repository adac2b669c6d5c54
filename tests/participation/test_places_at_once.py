"""Many people at once never get more places than there are, on either database."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.clients.programs import lacking
from tests.operations.serving import environment, filled
from tools.with_postgres import HOW, cluster, programs

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="It brings databases of its own."
)


def run(env: dict[str, str], *command: str) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def two_hundred_for_fifty(env: dict[str, str]) -> dict[str, Any]:
    out = run(env, "-m", "tests.participation.registering", "200", "50")
    return dict(json.loads(out.splitlines()[-1]))


def check(told: dict[str, Any]) -> None:
    # In the order in which they registered.
    assert told["states"] == ["confirmed"] * 50 + ["waiting"] * 150
    assert told["has_place"] <= 55
    assert told["at_last"] == 55
    assert told["people"] == 208


def test_two_hundred_at_once_for_fifty_places_on_sqlite(tmp_path: Path) -> None:
    shutil.copy(filled()[0], tmp_path)
    check(two_hundred_for_fifty(environment(tmp_path, f"sqlite:///{tmp_path / 'db.sqlite3'}")))


def test_two_hundred_at_once_for_fifty_places_on_postgresql(tmp_path: Path) -> None:
    binaries = programs()
    if binaries is None:
        lacking(HOW)
    with cluster(binaries) as server:
        env = environment(tmp_path, server.address)
        run(env, "manage.py", "migrate", "--verbosity=0")
        check(two_hundred_for_fifty(env))

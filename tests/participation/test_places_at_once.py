"""Many people at once never get more places than there are, on either database."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.clients.programs import lacking
from tests.operations.serving import environment, own_site, run
from tools.with_postgres import HOW, cluster, programs

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="It brings databases of its own."
)


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
    check(two_hundred_for_fifty(own_site(tmp_path)))


def test_two_hundred_at_once_for_fifty_places_on_postgresql(tmp_path: Path) -> None:
    binaries = programs()
    if binaries is None:
        lacking(HOW)
    with cluster(binaries) as server:
        env = environment(tmp_path, server.address)
        run(env, "manage.py", "migrate", "--verbosity=0")
        check(two_hundred_for_fifty(env))

"""Concurrent registrations never get more places than the capacity, on either database."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.missing_programs import skip_missing
from tests.operations.serving import environment, own_site, run
from tools.with_postgres import HINT, cluster, programs

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="This module starts its own databases."
)


def register_two_hundred_for_fifty(env: dict[str, str]) -> dict[str, Any]:
    out = run(env, "-m", "tests.participation.concurrent_registrations", "200", "50")
    return dict(json.loads(out.splitlines()[-1]))


def check(result: dict[str, Any]) -> None:
    # In the order of registration.
    assert result["states"] == ["confirmed"] * 50 + ["waiting"] * 150
    assert result["has_place"] <= 55
    assert result["at_last"] == 55
    assert result["people"] == 208


def test_fifty_of_two_hundred_get_a_place_at_once_on_sqlite(tmp_path: Path) -> None:
    check(register_two_hundred_for_fifty(own_site(tmp_path)))


def test_fifty_of_two_hundred_get_a_place_at_once_on_postgresql(tmp_path: Path) -> None:
    binaries = programs()
    if binaries is None:
        skip_missing(HINT)
    with cluster(binaries) as server:
        env = environment(tmp_path, server.address)
        run(env, "manage.py", "migrate", "--verbosity=0")
        check(register_two_hundred_for_fifty(env))

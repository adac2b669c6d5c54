"""Concurrent registrations never get more places than the capacity.

They run on PostgreSQL, too, in tests/operations/test_postgresql.py.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.operations.serving import own_site, run

pytestmark = pytest.mark.skipif(
    "postgres" in os.environ["DATABASE_URL"], reason="This module makes its own SQLite database."
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

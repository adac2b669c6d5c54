"""What the database promises, it promises on PostgreSQL too."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

ROOMS = (
    "models",
    "actions",
    "management",
    "pages",
    "calendars",
    "search",
    "syndication",
    "operations",
)
PROMISES = [f"tests/{room}" for room in ROOMS]


def test_the_same_promises_hold_on_postgresql() -> None:
    suite = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", *PROMISES]
    run = subprocess.run(  # noqa: S603
        [sys.executable, "tools/with_postgres.py", *suite],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in os.environ.items() if "XDIST" not in name},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 77:
        # CI has everything, and skips nothing.
        lacks = pytest.fail if os.environ.get("CI_STRICT") else pytest.skip
        lacks(run.stderr.strip())
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]

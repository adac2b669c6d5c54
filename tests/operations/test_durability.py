"""What was saved stays saved, whatever is killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROUNDS = "60"


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

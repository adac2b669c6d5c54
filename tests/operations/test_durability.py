"""What was saved stays saved, whatever is killed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from .serving import environment, filled

ROUNDS = int(os.environ.get("KILLS", "10"))  # `make test-kill` does a thousand.


def test_no_acknowledged_save_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    on_postgres = "postgres" in os.environ["DATABASE_URL"]
    address = os.environ["DATABASE_URL"] if on_postgres else f"sqlite:///{tmp_path / 'db.sqlite3'}"
    env = environment(tmp_path, address)

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

    if on_postgres:
        run("manage.py", "migrate", "--verbosity=0")
    else:
        shutil.copy(filled()[0], tmp_path)
    told = json.loads(run("-m", "tests.operations.saving", str(ROUNDS)).splitlines()[-1])

    print(f"{ROUNDS} kills, {told['saved']} acknowledged saves, {len(told['lost'])} lost")

    assert told["saved"] >= ROUNDS
    assert (told["lost"], told["halves"], told["integrity"]) == ([], 0, "ok")

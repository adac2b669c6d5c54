"""A sender that is killed has sent a letter or not, and the outbox is right about it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.operations.serving import environment, filled

KILLS = int(os.environ.get("KILLS", "10"))  # `make test-kill` does many.


def test_each_letter_is_sent_once_when_senders_are_killed(tmp_path: Path) -> None:
    on_postgres = "postgres" in os.environ["DATABASE_URL"]
    address = os.environ["DATABASE_URL"] if on_postgres else f"sqlite:///{tmp_path / 'db.sqlite3'}"
    env = environment(tmp_path, address) | {"EMAIL_URL": "smtp://127.0.0.1:1"}

    def run(*command: str) -> str:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    if on_postgres:
        run("manage.py", "migrate", "--verbosity=0")
    else:
        shutil.copy(filled()[0], tmp_path)
    told = json.loads(run("-m", "tests.mail.killed_sender", str(KILLS), str(tmp_path)))

    print(", ".join(f"{number} {name}" for name, number in told.items()))

    assert told["letters"] >= 51
    assert told["kills"] >= KILLS
    assert (told["missing"], told["twice"], told["unsent"]) == (0, 0, 0)

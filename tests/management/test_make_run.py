"""Whoever starts the site for a first look reads where it is, and how to sign in; nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_the_commands_of_make_run_print_how_to_sign_in_and_nothing_else(tmp_path: Path) -> None:
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    recipe = makefile.partition("\nprepare:")[2].partition("\n\n")[0]
    commands = re.findall(r"\$\(MANAGE\) ([^)\n]+)", recipe)
    own = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "LOG_FORMAT": "line"}
    own |= {"SITE_URL": "http://127.0.0.1:8000"}
    told = []
    for command in [*commands, commands[-1]]:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command.split()],
            cwd=settings.BASE_DIR,
            env={**os.environ, **own},
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        told += done.stdout.splitlines()
    assert len(commands) == 4
    assert [re.sub(r"\S+$", "…", line) for line in told] == [
        "Sign in at http://127.0.0.1:8000/admin/ as koordinator with the password …"
    ]

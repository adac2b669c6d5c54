"""Output of the commands that `make run` starts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

# Does what manage.py does for each command, and repeats the last one.
MANAGE = """
import json, sys
from django.core.management import execute_from_command_line
*commands, last = json.loads(sys.argv[1])
for command in [*commands, last, last]:
    execute_from_command_line(["manage.py", *command])
"""


def test_commands_of_make_run_print_only_how_to_sign_in(tmp_path: Path) -> None:
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    recipe = makefile.partition("\nprepare:")[2].partition("\n\n")[0]
    commands = re.findall(r"\$\(MANAGE\) ([^)\n]+)", recipe)
    own = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "", "LOG_FORMAT": "line"}
    own |= {"SITE_URL": "http://127.0.0.1:8000"}
    program = [sys.executable, "-c", MANAGE, json.dumps([it.split() for it in commands])]
    done = subprocess.run(  # noqa: S603
        program,
        cwd=settings.BASE_DIR,
        env={**os.environ, **own},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert len(commands) == 5
    assert [re.sub(r"\S+$", "…", line) for line in done.stdout.splitlines()] == [
        "Sign in at http://127.0.0.1:8000/admin/ as koordinator with the password …"
    ]

"""pretalx, a conference system of the same make: ours is held against its page of a session.

It has an environment of its own, and is left out where it cannot be fetched.
"""

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .servers import WORK, Server, serve

HOME = WORK / "pretalx"
PYTHON = HOME / "env" / "bin" / "python"
READY = HOME / "ready"
PATH = "/democon/talk/"


def fetch() -> bool:
    """Install it and make its sample event; tell whether that could be done."""
    if READY.exists():
        return True
    HOME.mkdir(parents=True, exist_ok=True)
    try:
        venv.create(HOME / "env", with_pip=True, clear=True)
        _run(PYTHON, "-m", "pip", "install", "--quiet", "pretalx", "gunicorn")
        _manage("migrate", "--verbosity", "0")
        _manage("create_test_event", "--stage", "over", "--slug", "democon")
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"pretalx is left out: {error}", file=sys.stderr)
        return False
    READY.touch()
    return True


@contextmanager
def served() -> Iterator[tuple[Server, str]]:
    """Serve it, with the path of a session's page."""
    sessions = _manage(
        "shell",
        "-c",
        "from django_scopes import scopes_disabled\n"
        "from pretalx.submission.models import Submission\n"
        "with scopes_disabled():\n"
        "    found = Submission.objects.filter(state='confirmed').first()\n"
        "    print('path', found.urls.public)",
    )
    path = next(line.split()[1] for line in sessions.splitlines() if line.startswith("path "))
    with serve("pretalx.wsgi", env=_env(), path=path, folder=HOME, python=str(PYTHON)) as server:
        yield server, path


def _manage(*args: str) -> str:
    return _run(PYTHON, "-m", "pretalx", *args)


def _run(*command: "str | Path") -> str:
    return subprocess.run(
        command, cwd=HOME, env=_env(), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _env() -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
    return {
        **{name: value for name, value in os.environ.items() if name not in ours},
        "PRETALX_DATA_DIR": str(HOME / "data"),
        "PRETALX_DB_TYPE": "sqlite3",
        "PRETALX_DB_NAME": str(HOME / "db.sqlite3"),
        "PRETALX_SITE_URL": "http://localhost",
        "PRETALX_DJANGO_SECRET": "only for measuring " * 4,
        "DJANGO_SETTINGS_MODULE": "pretalx.settings",
    }

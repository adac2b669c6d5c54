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

from .servers import WORK, gunicorn

HOME = WORK / "pretalx"
PYTHON = HOME / "env" / "bin" / "python"
READY = HOME / "ready"
BESIDE = ("gunicorn", "python-json-logger", "faker", "freezegun")  # our server; its sample event


# Its own sample event, made for an administrator, and seen by everybody.
SAMPLE = """
from django.core.management import call_command
from pretalx.event.models import Event
from pretalx.person.models import User
User.objects.create_user(
    email="bench@localhost", password="bench", name="Bench", is_administrator=True
)
call_command("create_test_event", seed="1")
Event.objects.update(is_public=True)
"""
# A session as rich as our event: four people, and texts that are as long.
SESSION = """
from django.db.models import Count
from pretalx.event.models import Event
from pretalx.person.models import User
talks = Event.objects.get().current_schedule.talks.filter(is_visible=True)
talks = talks.annotate(speakers=Count("submission__speakers")).order_by("-speakers", "pk")
session = talks.first().submission
others = User.objects.filter(submissions__slots__in=talks).exclude(submissions=session)
session.speakers.add(*others.order_by("pk").distinct()[: 4 - session.speakers.count()])
session.abstract = "A sentence about cells. " * 9
session.description = ("Words about *advanced* therapies, as many as ours. " * 8 + chr(10) * 2) * 3
session.save()
print("path", session.urls.public)
"""


def fetch() -> bool:
    """Install it and make its sample event; tell whether that could be done."""
    if READY.exists():
        return True
    HOME.mkdir(parents=True, exist_ok=True)
    try:
        venv.create(HOME / "env", with_pip=True, clear=True)
        _run(PYTHON, "-m", "pip", "install", "--quiet", "--no-compile", "pretalx", *BESIDE)
        _manage("migrate", "--verbosity", "0")
        _shell(SAMPLE)
        _manage("collectstatic", "--noinput", "--verbosity", "0")
    except (subprocess.CalledProcessError, OSError) as error:
        print(f"pretalx is left out: {error}", file=sys.stderr)
        return False
    READY.touch()
    return True


@contextmanager
def served() -> Iterator[tuple[int, str]]:
    """Serve it; yield its port, and the path of a session's page."""
    sessions = _shell(SESSION)
    path = next(line.split()[1] for line in sessions.splitlines() if line.startswith("path "))
    with gunicorn("pretalx.wsgi", env=_env(), path=path, folder=HOME, python=str(PYTHON)) as port:
        yield port, path


def _manage(*args: str) -> str:
    return _run(PYTHON, "-m", "pretalx", *args)


def _shell(script: str) -> str:
    return _manage("shell", "--unsafe-disable-scopes", "-c", script)


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

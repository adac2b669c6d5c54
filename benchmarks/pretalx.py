"""pretalx, another event system made with Django: we compare our page of an event with its own.

It is installed into a virtual environment. If that fails, the comparison is left out.
"""

import os
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager

from .servers import WORK, Server, gunicorn, run

HOME = WORK / "pretalx"
PYTHON = HOME / "env" / "bin" / "python"
REQUIREMENTS = ("gunicorn", "python-json-logger", "faker", "freezegun")  # server, sample event
ENV = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    "PRETALX_DATA_DIR": str(HOME / "data"),
    "PRETALX_DB_TYPE": "sqlite3",
    "PRETALX_DB_NAME": str(HOME / "db.sqlite3"),
    "PRETALX_SITE_URL": "http://localhost",
    "PRETALX_DJANGO_SECRET": "only for measuring " * 4,
    "DJANGO_SETTINGS_MODULE": "pretalx.settings",
}
# Create an administrator and pretalx's own sample event, and publish the event.
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
# Give a session as much content as our event: four speakers, and texts of the same length.
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


def install() -> bool:
    """Install pretalx with its sample event if it is missing; return whether that succeeded."""
    if (HOME / "ready").exists():
        return True
    try:
        venv.create(HOME / "env", with_pip=True, clear=True)
        run(PYTHON, "-m", "pip", "install", "--no-compile", "pretalx", *REQUIREMENTS, env=ENV)
        _pretalx("migrate", "--verbosity", "0")
        _shell(SAMPLE)
        _pretalx("collectstatic", "--noinput", "--verbosity", "0")
    except (subprocess.CalledProcessError, OSError):
        return False
    (HOME / "ready").touch()
    return True


@contextmanager
def served() -> Iterator[tuple[Server, str]]:
    """Serve pretalx; yield the server and the path of a session's page."""
    path = next(it.split()[1] for it in _shell(SESSION).splitlines() if it.startswith("path "))
    with gunicorn("pretalx.wsgi", env=ENV, path=path, folder=HOME, python=str(PYTHON)) as server:
        yield server, path


def _shell(script: str) -> str:
    return _pretalx("shell", "--unsafe-disable-scopes", "-c", script)


def _pretalx(*args: str) -> str:
    return run(PYTHON, "-m", "pretalx", *args, env=ENV, folder=HOME)

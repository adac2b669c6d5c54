"""Calendar programs that receive the invitations in letters.

Each function returns the events of the calendar after each file.
"""

import atexit
import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.clients.calendar_programs import LOCALE, SYSTEM_PYTHON, require_khal, run
from tests.missing_programs import skip_missing

HERE: Final = Path(__file__).parent
KHAL: Final = """\
[calendars]
[[letters]]
path = {home}/letters/
[[phone]]
path = {home}/phone/
readonly = True
[default]
default_calendar = letters
[sqlite]
path = {home}/khal.db
"""
VDIRSYNCER: Final = """\
[general]
status_path = "{home}/status/"
[pair devices]
a = "letters"
b = "phone"
collections = null
[storage letters]
type = "filesystem"
path = "{home}/letters/"
fileext = ".ics"
[storage phone]
type = "filesystem"
path = "{home}/phone/"
fileext = ".ics"
"""


@dataclass(frozen=True)
class CalendarEvent:
    """An event of a calendar. The start is in UTC."""

    uid: str
    title: str
    starts: str
    status: str


def evolution(files: list[Path], home: Path) -> list[list[CalendarEvent]]:
    """Receive with the calendar of Evolution and GNOME Calendar."""
    script = HERE / "receive_with_evolution.py"
    versions = "gi.require_version('ECal', '2.0'); gi.require_version('EDataServer', '1.2')"
    present = subprocess.run(  # noqa: S603
        [SYSTEM_PYTHON, "-c", f"import gi; {versions}"], capture_output=True, check=False
    )
    if present.returncode or not shutil.which("dbus-run-session"):
        skip_missing(
            "Evolution's calendar is missing. Debian: apt-get install evolution-data-server "
            "gir1.2-ecal-2.0 dbus-daemon"
        )
    command = ["dbus-run-session", "--", SYSTEM_PYTHON, str(script), *map(str, files)]
    return _read(run(*command, home=home, XDG_RUNTIME_DIR=str(home), GSETTINGS_BACKEND="memory"))


def khal(files: list[Path], home: Path) -> list[list[CalendarEvent]]:
    """Import the letters into a calendar of khal, as mutt's users do, and sync it to a phone.

    The events are those of the phone. khal ignores SEQUENCE: the last letter wins.
    """
    require_khal()
    home.joinpath("khal").write_text(KHAL.format(home=home) + LOCALE)
    home.joinpath("vdirsyncer").write_text(VDIRSYNCER.format(home=home))
    home.joinpath("letters").mkdir()
    home.joinpath("phone").mkdir()
    vdirsyncer = ("vdirsyncer", "--config", "vdirsyncer")
    run(*vdirsyncer, "discover", home=home)
    row = "\x1f".join(("{uid}", "{title}", "{start-long}", "{status}")) + "\x1e"
    listing = ("list", "-a", "phone", "--once", "--day-format", "", "--format", row)
    events_after_file = []
    for file in files:
        run("khal", "--config", "khal", "import", "--batch", "-a", "letters", str(file), home=home)
        run(*vdirsyncer, "sync", home=home)
        rows = run("khal", "--config", "khal", *listing, "2020-01-01", "4000d", home=home)
        fields = [it.strip("\n").split("\x1f") for it in rows.split("\x1e") if "\x1f" in it]
        events_after_file.append([CalendarEvent(*(it.strip() for it in row)) for row in fields])
    return events_after_file


def kde(files: list[Path], home: Path) -> list[list[CalendarEvent]]:
    """Receive with the calendar library of KMail, KOrganizer and Merkuro."""
    packaged = ("pkg-config", "--cflags", "--libs", "KF5CalendarCore")
    there = all(map(shutil.which, ("g++", "pkg-config")))
    if not there or subprocess.run(packaged, capture_output=True, check=False).returncode:  # noqa: S603
        skip_missing(
            "KDE's calendar is missing. Debian: apt-get install g++ pkg-config "
            "libkf5calendarcore-dev"
        )
    return _read(run(str(_compiled_for_kde(packaged)), *map(str, files), home=home))


@cache
def _compiled_for_kde(packaged: tuple[str, ...]) -> Path:
    """Compile the program once in a test run; return its path."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    flags = ("-std=c++17", "-fPIC", *run(*packaged, home=folder).split())
    run("g++", str(HERE / "receive_with_kde.cpp"), "-o", "receive_with_kde", *flags, home=folder)
    return folder / "receive_with_kde"


def _read(lines: str) -> list[list[CalendarEvent]]:
    return [[CalendarEvent(**it) for it in json.loads(line)] for line in lines.splitlines()]

"""Calendar programs that take the invitations in letters, one after the other."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.clients.programs import SYSTEM_PYTHON, lacking

HERE: Final = Path(__file__).parent
KHAL: Final = """\
[calendars]
[[letters]]
path = {home}/letters/
[default]
default_calendar = letters
[sqlite]
path = {home}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%MZ
longdatetimeformat = %Y-%m-%dT%H:%MZ
"""


@dataclass(frozen=True)
class Held:
    """An event as a calendar holds it. The start is in UTC."""

    uid: str
    title: str
    starts: str
    status: str


def evolution(files: list[Path], home: Path) -> list[list[Held]]:
    """Evolution's calendar, which GNOME Calendar has, too."""
    script = HERE / "receive_with_evolution.py"
    versions = "gi.require_version('ECal', '2.0'); gi.require_version('EDataServer', '1.2')"
    present = subprocess.run(  # noqa: S603
        [SYSTEM_PYTHON, "-c", f"import gi; {versions}"], capture_output=True, check=False
    )
    if present.returncode or not shutil.which("dbus-run-session"):
        lacking(
            "Evolution's calendar is missing. Debian: apt-get install evolution-data-server "
            "gir1.2-ecal-2.0 dbus-daemon"
        )
    command = ["dbus-run-session", "--", SYSTEM_PYTHON, str(script), *map(str, files)]
    return _read(_run(*command, home=home, XDG_RUNTIME_DIR=str(home), GSETTINGS_BACKEND="memory"))


def khal(files: list[Path], home: Path) -> list[list[Held]]:
    """Import the letters into one calendar of khal, as mutt's users do."""
    if not shutil.which("khal"):
        lacking("khal is missing. Debian: apt-get install khal")
    home.joinpath("khal").write_text(KHAL.format(home=home))
    home.joinpath("letters").mkdir()
    row = "\x1f".join(("{uid}", "{title}", "{start-long}", "{status}")) + "\x1e"
    seen = []
    for file in files:
        _run("khal", "--config", "khal", "import", "--batch", "-a", "letters", str(file), home=home)
        listing = ("list", "--once", "--day-format", "", "--format", row, "2020-01-01", "4000d")
        rows = _run("khal", "--config", "khal", *listing, home=home).split("\x1e")
        fields = [it.strip("\n").split("\x1f") for it in rows if "\x1f" in it]
        seen.append([Held(*(it.strip() for it in row)) for row in fields])
    return seen


def _read(lines: str) -> list[list[Held]]:
    return [[Held(**it) for it in json.loads(line)] for line in lines.splitlines()]


def _run(*command: str, home: Path, **more: str) -> str:
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(  # noqa: S603
        command, cwd=home, env=env | more, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

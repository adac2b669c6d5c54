"""Calendar programs and libraries that read the served feed."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.missing_programs import skip_missing

ROOT: Final = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON: Final = "/usr/bin/python3"
LOCALE: Final = """\
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%MZ
longdatetimeformat = %Y-%m-%dT%H:%MZ
"""  # of khal
FIELDS: Final = ("title", "start-long", "end-long", "location", "description", "status")


@dataclass(frozen=True)
class ShownEvent:
    """An event as a calendar program shows it. Times are in UTC; a date has no time."""

    title: str
    starts: str
    ends: str  # exclusive
    place: str
    text: str
    status: str


def libical(feed: str, home: Path) -> list[ShownEvent]:
    """Read a feed with the parser of Evolution and KDE."""
    script = Path(__file__).with_name("read_with_libical.py")
    if not _has_libical():
        skip_missing("libical is missing. Debian: apt-get install gir1.2-ical-3.0 python3-gi")
    return _read_feed([SYSTEM_PYTHON, str(script)], feed)


@cache
def _has_libical() -> bool:
    present = subprocess.run(  # noqa: S603
        [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('ICalGLib', '3.0')"],
        capture_output=True,
        check=False,
    )
    return present.returncode == 0


def ical_js(feed: str, home: Path) -> list[ShownEvent]:
    """Read a feed with the parser of Thunderbird."""
    return _read_feed(node_command("read.js", "ical.js"), feed)


def node_command(script: str, package: str) -> list[str]:
    """Return the command of a script that needs an npm package."""
    folder = ROOT / "build" / "clients"
    if not (folder / "node_modules" / package).exists():
        # With npm, only an unreachable registry leaves the package out: no failure of the site.
        skip = skip_missing if shutil.which("npm") is None else pytest.skip
        skip(f"{package} is missing. It takes npm and a registry: make test installs it")
    return ["node", str(folder / script)]


def khal(feed: str, home: Path) -> list[ShownEvent]:
    """Read one feed with `khal_feeds`."""
    return khal_feeds([feed], home)[0]


def khal_feeds(feeds: Sequence[str], home: Path) -> list[list[ShownEvent]]:
    """Subscribe to feeds with vdirsyncer, or sync again, and read each with khal."""
    require_khal()
    if not home.joinpath("vdirsyncer").exists():
        _subscribe(feeds, home)
        run("vdirsyncer", "--config", "vdirsyncer", "discover", home=home)
    run("vdirsyncer", "--config", "vdirsyncer", "sync", home=home)
    row = "\x1f".join(f"{{{name}}}" for name in ("calendar", *FIELDS)) + "\x1e"
    output = run(
        *("khal", "--config", "khal", "list", "--once", "--day-format", "", "--format"),
        *(row, "2020-01-01", "4000d"),
        home=home,
    )
    rows = [row.strip("\n").split("\x1f") for row in output.split("\x1e")]
    return [
        [_from_khal(*fields) for calendar, *fields in rows if calendar == f"feed{number}"]
        for number in range(len(feeds))
    ]


def require_khal() -> None:
    """Skip the test if khal or vdirsyncer is missing."""
    for program in ("vdirsyncer", "khal"):
        if not shutil.which(program):
            skip_missing(f"{program} is missing. Debian: apt-get install khal vdirsyncer")


def validation_errors(feed: str) -> str:
    """Return the errors that sabre/vobject (Nextcloud) finds in a feed."""
    if not shutil.which("php") or not Path("/usr/share/php/Sabre/VObject").exists():
        skip_missing("sabre/vobject is missing. Debian: apt-get install php-cli php-sabre-vobject")
    return output_of(["php", str(Path(__file__).with_name("validate_with_sabre.php"))], feed)


def _subscribe(feeds: Sequence[str], home: Path) -> None:
    pairs, calendars = "", ""
    for number, feed in enumerate(feeds):
        pairs += f"""\
[pair feed{number}]
a = "here{number}"
b = "there{number}"
collections = null
conflict_resolution = "b wins"
[storage here{number}]
type = "filesystem"
path = "{home}/events{number}/"
fileext = ".ics"
[storage there{number}]
type = "http"
url = "{feed}"
"""
        calendars += f"""\
[[feed{number}]]
path = {home}/events{number}/
readonly = True
"""
        home.joinpath(f"events{number}").mkdir()
    home.joinpath("vdirsyncer").write_text(f"""\
[general]
status_path = "status/"
{pairs}""")
    home.joinpath("khal").write_text(f"""\
[calendars]
{calendars}[sqlite]
path = {home}/khal.db
{LOCALE}""")


def _from_khal(
    title: str, starts: str, ends: str, place: str, text: str, status: str
) -> ShownEvent:
    """Convert a row of khal, which shows the last day of all-day events, not the day after."""
    if "T" not in ends:
        ends = (date.fromisoformat(ends) + timedelta(days=1)).isoformat()
    return ShownEvent(title, starts, ends, place, text, status.strip())


def _read_feed(command: list[str], feed: str) -> list[ShownEvent]:
    return [ShownEvent(**entry) for entry in json.loads(output_of(command, feed))]


def output_of(command: list[str], feed: str) -> str:
    """Run a command with the content of a feed as input; return its output."""
    with urllib.request.urlopen(feed) as response:  # noqa: S310  # our own server
        content = response.read()
    done = subprocess.run(command, input=content, capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def run(*command: str, home: Path, **more: str) -> str:
    """Run a program with its own HOME; return its output."""
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(  # noqa: S603
        command,
        cwd=home,
        env=env | more,
        capture_output=True,
        text=True,
        check=False,
        input="y\n",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

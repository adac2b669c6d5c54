"""Feed readers that read the served feed."""

import shutil
import sqlite3
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.clients.calendar_programs import run
from tests.missing_programs import skip_missing


@dataclass(frozen=True, order=True)
class Entry:
    """An entry as a feed reader saves it."""

    id: str
    title: str
    link: str


def feedparser(feed: str, home: Path) -> list[Entry]:
    """Read a feed with the parser of rss2email, Calibre and Home Assistant."""
    try:
        import feedparser as python_feedparser  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        skip_missing("feedparser is missing: it is in requirements-dev.txt")
    with urllib.request.urlopen(feed) as response:  # noqa: S310  # our own server
        read = python_feedparser.parse(response.read())
    assert not read.bozo, read.get("bozo_exception")
    return [Entry(it.id, it.title, it.link) for it in read.entries]


def newsboat(feed: str, home: Path) -> list[Entry]:
    """Subscribe with Newsboat, or fetch again; return the saved entries."""
    if not shutil.which("newsboat"):
        skip_missing("newsboat is missing. Debian: apt-get install newsboat")
    home.joinpath("urls").write_text(f"{feed}\n")
    home.joinpath("config").touch()
    run(*("newsboat", "-C", "config", "-u", "urls"), "-c", "cache.db", "-x", "reload", home=home)
    with closing(sqlite3.connect(home / "cache.db")) as cache:
        return [Entry(*row) for row in cache.execute("SELECT guid, title, url FROM rss_item")]

"""Measures all performance targets as ratios within one run: `make bench`."""

import json
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from gzip import decompress
from statistics import median
from time import perf_counter
from typing import Final, NamedTuple

from tests.operations.nginx import PROGRAM, nginx_before
from tools.with_postgres import free_port

from . import pretalx
from .servers import (
    COMPRESSED,
    ROOT,
    UNCOMPRESSED,
    WORK,
    WRK,
    Server,
    Site,
    get,
    gunicorn,
    load,
    milliseconds,
)

FEW, MANY = 100, 5_000
MEETING: Final = "/sv/evenemang/2024/stamceller-i-rymden/"
NO_CACHE: Final = {"CACHE_URL": "dummycache://"}  # every answer is rendered
ROUNDS: Final = 7
FIRST_VIEW: Final = 14_600  # bytes
PAGES: Final = {
    "home": "/en/",
    "list": "/en/events/",
    "search": "/en/events/?q=space",
    "search without a hit": "/en/events/?q=nothing",
    "event": MEETING,
    "feed of 100": "/en/series/hundred.ics",
}


class Result(NamedTuple):
    """One row of the table."""

    what: str
    target: str
    measured: str
    is_met: bool | None = None  # None: not measured


def main() -> None:
    """Measure and print the table; with RECORD set, write it into docs/performance.md."""
    began = perf_counter()
    WORK.mkdir(parents=True, exist_ok=True)
    few, many = Site(FEW), Site(MANY)
    results: list[Result] = []
    for measure in (_rates, _through_nginx, lambda it: _sizes(it, many), _statements, _first_view):
        for result in measure(few):
            results.append(result)
            print(f"{perf_counter() - began:4.0f} s", *result[:3], sep=" | ", file=sys.stderr)
    where = f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
    where += f"Python {platform.python_version()}"
    table = f"*{where}*\n\n| what | target | measured | met |\n| --- | --- | --- | --- |\n"
    verdicts = {True: "yes", False: "**no**", None: ""}
    table += "".join(f"| {' | '.join([*it[:3], verdicts[it.is_met]])} |\n" for it in results)
    if os.environ.get("RECORD"):
        page = ROOT / "docs" / "performance.md"
        marks = r"(<!-- results -->\n).*(<!-- end of results -->)"
        page.write_text(
            re.sub(marks, lambda it: it[1] + table + it[2], page.read_text(), flags=re.S)
        )
    print(f"{table}\n{perf_counter() - began:.0f} seconds")


def _rates(site: Site) -> Iterator[Result]:
    """Compare the page of an event, cached and not, with a bare WSGI function and with pretalx."""
    has_pretalx = WRK is not None and pretalx.install()
    turns: list[dict[str, float]] = []
    with ExitStack() as stack:
        cached = stack.enter_context(site.served())
        uncached = stack.enter_context(site.served(**NO_CACHE))
        env = {**os.environ, "SITE_PORT": str(cached.port), "SITE_PATH": MEETING}
        bare = stack.enter_context(gunicorn("benchmarks.bare", env=env, path="/"))
        measured: dict[str, tuple[Server, str, int, str]] = {
            "cached": (cached, MEETING, 1, COMPRESSED),
            "bare": (bare, "/", 1, COMPRESSED),
            "uncached": (uncached, MEETING, 2, UNCOMPRESSED),
        }
        if has_pretalx:  # It is slow, so it is measured for longer. It does not compress.
            measured["pretalx"] = (*stack.enter_context(pretalx.served()), 3, UNCOMPRESSED)
        if WRK:
            turns = [
                {
                    name: server.rate(path, seconds, encodings)
                    for name, (server, path, seconds, encodings) in measured.items()
                }
                for _ in range(ROUNDS)
            ]
    for what, one, other, target in (
        ("unchanged page of an event, against a bare function", "cached", "bare", 0.25),
        ("page of an event, caches empty, against pretalx", "uncached", "pretalx", 4),
        ("unchanged page of an event, against pretalx", "cached", "pretalx", 25),
    ):
        yield _at_least(target, what, [(it[one], it[other]) for it in turns if other in it])


def _through_nginx(site: Site) -> Iterator[Result]:
    """Compare the page of an event through the nginx of compose.yaml with a file from nginx."""
    turns: list[tuple[float, float]] = []
    if PROGRAM and WRK:
        folder = WORK / "nginx"
        folder.mkdir(exist_ok=True)
        port, plain = free_port(), free_port()
        file_server = (
            f"server {{ listen 127.0.0.1:{plain}; root {folder}; default_type text/html;"
            " add_header Content-Encoding gzip; try_files /page =404; }"
        )
        with site.served() as ours, nginx_before(ours.port, folder, port=port, more=file_server):
            (folder / "page").write_bytes(get(ours.port, MEETING)[1])
            turns = [(load(port, MEETING, 1)[1], load(plain, "/", 1)[1]) for _ in range(ROUNDS)]
    yield _at_least(0.8, "unchanged page of an event through nginx, against a file", turns)


def _at_least(target: float, what: str, turns: list[tuple[float, float]]) -> Result:
    """Return the median ratio of two rates (responses per second), and the median of each rate."""
    if not turns:
        return Result(what, f"≥ {target:g} ×", "left out: needs Linux, wrk, and nginx or pretalx")
    ratio = median(one / other for one, other in turns)
    one, other = (median(it) for it in zip(*turns, strict=True))
    measured = f"{ratio:.2f} × ({one:,.0f} and {other:,.0f} a second)"
    return Result(what, f"≥ {target:g} ×", measured, ratio >= target)


def _sizes(few: Site, many: Site) -> Iterator[Result]:
    """Compare pages without a cache on a site with many events and on a site with few."""
    env = {**NO_CACHE, "WEB_CONCURRENCY": "1"}
    with few.served(**env) as one, many.served(**env) as other:
        for name, path in PAGES.items():
            turns = [
                (milliseconds(one.port, path), milliseconds(other.port, path)) for _ in range(11)
            ][2:]
            ratio = median(second / first for first, second in turns)
            ones, others = (median(it) for it in zip(*turns, strict=True))
            what = f"{name}, caches empty: {MANY:,} events against {FEW}"
            yield Result(
                what, "≤ 2 ×", f"{ratio:.2f} × ({ones:.1f} and {others:.1f} ms)", ratio <= 2
            )


def _statements(site: Site) -> Iterator[Result]:
    """Count the SQL statements of saving the network meeting, and of its page."""
    site.env |= NO_CACHE
    found = json.loads(site.run("-m", "benchmarks.statements").splitlines()[-1])
    for key, most, what in (
        ("save", 40, "SQL of a save in the admin"),
        ("page", 8, "SQL of a page of an event, caches empty"),
    ):
        yield Result(what, f"≤ {most}", str(found[key]), found[key] <= most)


def _first_view(site: Site) -> Iterator[Result]:
    """Measure the bytes that a browser needs before it shows the page of an event."""
    with site.served() as server:
        page = get(server.port, MEETING)[1]
        # Without the print stylesheet.
        [sheet] = re.findall(r'rel="stylesheet" href="([^"]+)">', decompress(page).decode())
        size = len(page) + len(get(server.port, sheet)[1])
    what = "first view of a page of an event: HTML and CSS"
    yield Result(what, f"≤ {FIRST_VIEW:,} B", f"{size:,} B", size <= FIRST_VIEW)


if __name__ == "__main__":
    main()

"""Measures everything there is a target for, and writes the results: `make bench`.

Each figure is a ratio of two that were taken in turns in the same run, since machines are noisy.
"""

import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from itertools import chain, product
from statistics import mean, median
from time import perf_counter
from typing import Final

import brotli

from . import pretalx
from .load import answers, milliseconds, question
from .report import Result, at_least, at_most, beside, plot, table
from .servers import ROOT, WORK, Server, Site, compiled, serve

FEW, FEED, MANY = 100, 10_000, 100_000
SIZES: Final = (FEW, 1_000, FEED, MANY)
BURST: Final = 0.1  # seconds
LONG: Final = 0.5
MEETING: Final = "/sv/evenemang/2024/stamceller-i-rymden/"
ROUNDS: Final = 20  # each has its connections shared out anew among the processes
NEARER: Final = 52  # of what may vary less before it misses its target
FEWER: Final = 9
WARMING: Final = 3
TURNS: Final = WARMING + 15
WRITES: Final = 15
NOT_FOR_THE_BARE: Final = {"date", "server", "connection", "x-request-id", "transfer-encoding"}


def main() -> None:
    """Run everything, print the table, and leave it with the plot in `build/bench`."""
    began = perf_counter()
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "log").unlink(missing_ok=True)
    compiled(ROOT / "atmp_events")
    with ThreadPoolExecutor() as beside_it:
        fetched = beside_it.submit(pretalx.fetch)
        sites = {size: _site(size) for size in SIZES}
        is_there = fetched.result()
    few, results = sites[FEW], list[Result]()

    def measure(what: str, found: Iterable[Result]) -> None:
        _say(f"{perf_counter() - began:4.0f} s: {what}")
        results.extend(found)

    measure("unchanged answers", _kept(few))
    measure("a page afresh", _afresh(few, is_there=is_there))
    _say(f"{perf_counter() - began:4.0f} s: pages at every size")
    costs = _costs(sites)
    measure("after a write", chain(_by_size(costs), _after_a_write(few, sites[MANY])))
    measure("feeds", _feeds(few, sites[FEED]))
    measure("memory", _memory(few))
    measure("first view, and the start", chain(_first_view(few), _start(few)))
    told = table(results)
    names = costs[FEW]
    drawn = plot({name: {size: median(costs[size][name]) for size in SIZES} for name in names})
    (WORK / "results.md").write_text(told, encoding="utf-8")
    (WORK / "cost.svg").write_text(drawn, encoding="utf-8")
    if os.environ.get("RECORD"):
        _record(told, drawn)
    print(f"{told}\n{perf_counter() - began:.0f} seconds. Plot: {WORK / 'cost.svg'}")


def _site(count: int) -> Site:
    """Return a site with so many events; what an earlier run has made serves again."""
    newest = max(path.stem for path in (ROOT / "atmp_events" / "migrations").glob("0*.py"))
    site = Site(WORK / f"{count}-{newest}")
    ready = site.folder / "ready"
    if not ready.exists():
        shutil.rmtree(site.folder, ignore_errors=True)
        site.folder.mkdir(parents=True)
        site.manage("migrate", "--verbosity=0")
        site.manage("load_network_meeting")
        began = perf_counter()
        site.run("-m", "benchmarks.generator", str(count))
        ready.write_text(f"{perf_counter() - began:.1f}")
    _say(f"{count:,} events, made in {ready.read_text()} s")
    return site


def _kept(site: Site) -> Iterator[Result]:
    """An unchanged answer, in full and as 304, against a function that returns the same bytes."""
    paths = {
        "page of an event": MEETING,
        ".ics of an event": MEETING.removesuffix("/") + ".ics",
        "feed of all events": "/en/events.ics",
    }
    with site.served() as ours:
        for name, path in paths.items():
            with _bare(ours, path) as bare:
                status, headers, _body = ours.get(path)
                assert status == HTTPStatus.OK, (path, status)
                plain, known = question(path), question(path, {"If-None-Match": headers["ETag"]})
                full = _turns(
                    lambda it=ours, q=plain: it.rate(q, BURST),  # type: ignore[misc]
                    lambda it=bare, q=plain: it.rate(q, BURST),  # type: ignore[misc]
                )
                ratio, detail = _rates(*full)
                yield at_least(f"unchanged {name}, in full, against bare WSGI", ratio, 0.6, detail)
                unchanged = _turns(
                    lambda it=ours, q=known: it.rate(q, BURST, status=304),  # type: ignore[misc]
                    lambda it=bare, q=known: it.rate(q, BURST, status=304),  # type: ignore[misc]
                    rounds=NEARER,
                )
                ratio, detail = _rates(*unchanged)
                yield at_least(f"unchanged {name}, 304, against bare WSGI", ratio, 0.7, detail)


@contextmanager
def _bare(ours: Server, path: str) -> Iterator[Server]:
    _status, headers, body = ours.get(path)
    kept = [(it, value) for it, value in headers.items() if it.lower() not in NOT_FOR_THE_BARE]
    few = {"etag", "cache-control", "vary"}
    given = {
        "headers": kept,
        "unchanged": [(it, value) for it, value in kept if it.lower() in few],
        "body": b64encode(body).decode(),
    }
    file = WORK / "bare.json"
    file.write_text(json.dumps(given))
    with serve("benchmarks.bare", env={**os.environ, "BARE": str(file)}, path="/") as server:
        yield server


def _afresh(site: Site, *, is_there: bool) -> Iterator[Result]:
    """The page of an event drawn anew each time, against pretalx's page of a session."""
    what, path = "page of an event afresh, against pretalx", f"{MEETING}?fresh=1"
    if not is_there:
        yield Result(what, "≥ 15 ×", "left out: it cannot be had or made to answer here")
        return
    with site.served() as ours, pretalx.served() as (theirs, session):
        found = _turns(
            lambda: ours.rate(question(path), LONG),
            lambda: theirs.rate(question(session), LONG),
            rounds=FEWER,
        )
        written = ours.rate_after(site.write, question(path), 4 * WRITES)
    ratio, detail = _rates(*found)
    yield at_least(what, ratio, 15, detail)
    ratio, detail = _rates([written], found[1])
    yield beside(f"{what}, with everything read anew after a write", ratio, detail)


def _costs(sites: Mapping[int, Site]) -> dict[int, dict[str, list[float]]]:
    """Return the milliseconds of each kind of page by size, asked of all sites in turns."""
    found = {size: _paths(site) for size, site in sites.items()}
    costs = {size: {name: list[float]() for name in found[size]} for size in sites}
    with ExitStack() as stack:
        ports = {
            size: stack.enter_context(site.served(WEB_CONCURRENCY="1")).port
            for size, site in sites.items()
        }
        for turn, name in product(range(TURNS), found[FEW]):
            for size, port in ports.items():
                taken = milliseconds(port, found[size][name], fresh=turn)
                if turn >= WARMING:  # The first answers of a worker are slower.
                    costs[size][name].append(taken)
    return costs


def _paths(site: Site) -> dict[str, str]:
    told = site.manage("shell", "--verbosity=0", "-c", PATHS)
    paths: dict[str, str] = json.loads(told.splitlines()[-1])
    return paths


def _after_a_write(few: Site, many: Site) -> Iterator[Result]:
    """What the first reader after a write waits for: everything is read and drawn anew."""
    with few.served(WEB_CONCURRENCY="1") as one, many.served(WEB_CONCURRENCY="1") as other:

        def cost(site: Site, server: Server, path: str) -> float:
            site.write()
            return milliseconds(server.port, path)

        for name, path in {"list": "/en/events/", "event": MEETING}.items():
            pairs = [
                (cost(few, one, path), cost(many, other, path)) for _ in range(WARMING + WRITES)
            ]
            ones, others = zip(*pairs[WARMING:], strict=True)
            what = f"{name}, after a write: {MANY:,} events against {FEW}"
            yield beside(what, *_times(ones, others))


# Somebody with as many events in every site: what is shown is alike, and only the rest grows.
PATHS: Final = """
import json
from atmp_events.models import Appearance, Event, Person
from atmp_events.pages.paging import PAGE, Place
from atmp_events.search import refresh
past = Event.objects.filter(title_sv__startswith="Syntetiskt").order_by("-starts_at", "-pk")
deep = past[min(1000 * PAGE, past.count() - 2 * PAGE)]
event = past[70]
before = str(Place(deep.starts_at, deep.pk))
person, is_new = Person.objects.get_or_create(slug="synlig", name="Ofta Synlig")
if is_new:
    parts = [Appearance(event=it, person=person, position=9) for it in past[:25]]
    Appearance.objects.bulk_create(parts)
    refresh(Event.objects.with_facts().filter(appearances__person=person))
print(json.dumps({
    "home": "/en/",
    "list": "/en/events/",
    "list, page 1,000": f"/en/events/?before={before}",
    "event": f"/en/events/{event.year}/{event.slug_en}/",
    "person": "/en/people/synlig/",
    "person, a share of all": f"/en/people/{event.appearances.first().person.slug}/",
    "search": "/en/events/?q=synlig",
    "search, a tenth of all": "/en/events/?q=insulin",
    ".ics": f"/en/events/{event.year}/{event.slug_en}.ics",
    "series of one event": "/en/series/network-meetings/",
}))
"""


def _by_size(costs: dict[int, dict[str, list[float]]]) -> Iterator[Result]:
    deep = "list, page 1,000"
    for name, few in costs[FEW].items():
        what, found = f"{name}: {MANY:,} events against {FEW}", _times(few, costs[MANY][name])
        if name in {"person, a share of all", "search, a tenth of all"}:
            yield beside(what, *found)
        elif name != deep:
            yield at_most(what, found[0], 1.5, found[1])
    ratio, detail = _times(costs[MANY]["list"], costs[MANY][deep])
    yield at_most("list: page 1,000 against page 1", ratio, 1.5, detail)


def _times(ones: Sequence[float], others: Sequence[float]) -> tuple[float, str]:
    """Return how many times the others take what the ones take, turn by turn, and both in ms."""
    ratio = median(other / one for one, other in zip(ones, others, strict=True))
    return ratio, f"{median(ones):.1f} and {median(others):.1f} ms"


def _feeds(few: Site, many: Site) -> Iterator[Result]:
    """The calendar of everything: its cost for each event, and once more after one has changed."""
    path = "/en/events.ics?all=1"

    def anew(site: Site) -> float:
        with site.served(WEB_CONCURRENCY="1") as server:
            return milliseconds(server.port, path)

    with many.served(WEB_CONCURRENCY="1") as server:
        first = milliseconds(server.port, path)
        before = server.memory()
        many.manage("shell", "--verbosity=0", "-c", CHANGE)
        again = milliseconds(server.port, path)
        each = [median(anew(few) for _ in range(3)) / (FEW + 1), first / (FEED + 1)]
        detail = f"{each[0]:.2f} and {each[1]:.2f} ms"
        what = f"feed, for each event: {FEED:,} against {FEW}"
        yield at_most(what, each[1] / each[0], 1.2, detail)
        detail = f"{first:.0f} and {again:.0f} ms; {before / 1024:.0f} MiB"
    yield at_most(f"feed of {FEED:,} again after one has changed", again / first, 0.05, detail)


CHANGE: Final = """
from django.utils import timezone
from atmp_events.models import Event
event = Event.objects.get(title_sv__startswith="Syntetiskt 500:")
event.summary_sv = f"Ändrad {timezone.now():%H:%M:%S}."
event.save()
"""


def _memory(site: Site) -> Iterator[Result]:
    """A worker after ten thousand questions, against an empty project's."""
    pages = ["/en/", "/sv/evenemang/", "/en/events/?q=cell", MEETING]
    paths = [*pages, MEETING.removesuffix("/") + ".ics", "/en/events.ics", "/sv/evenemang.atom"]
    with site.served(WEB_CONCURRENCY="1") as ours, _empty_project() as empty:
        answers(empty.port, question("/"), 2)
        halves = []
        for _half in range(2):
            for number in range(5_000):
                path = paths[number % len(paths)]
                more = f"{'&' if '?' in path else '?'}fresh={number}" if number % 20 == 0 else ""
                milliseconds(ours.port, path + more)
            halves.append(ours.memory())
        detail = f"{empty.memory() / 1024:.0f} and {halves[1] / 1024:.0f} MiB"
        yield at_most(
            "memory of a worker after 10,000 questions, against an empty project's",
            halves[1] / empty.memory(),
            1.5,
            detail,
        )
        yield at_most("the same, its second half against its first", halves[1] / halves[0], 1.05)


def _start(site: Site) -> Iterator[Result]:
    """From the start of the server to its first answer, against an empty project's."""

    def ours() -> float:
        with site.served(WEB_CONCURRENCY="1") as server:
            return server.first_answer * 1000

    def theirs() -> float:
        with _empty_project() as server:
            return server.first_answer * 1000

    ratio, detail = _times(*_turns(theirs, ours, rounds=FEWER))
    yield at_most("start to the first answer, against an empty project's", ratio, 2, detail)


@contextmanager
def _empty_project() -> Iterator[Server]:
    folder = WORK / "empty"
    if not folder.exists():
        folder.mkdir()
        command = [sys.executable, "-m", "django", "startproject", "empty", str(folder)]
        subprocess.run(command, check=True, cwd=folder)
        compiled(folder)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "empty.settings", "WEB_CONCURRENCY": "1"}
    with serve("empty.wsgi", env=env, path="/", folder=folder) as server:
        yield server


def _first_view(site: Site) -> Iterator[Result]:
    """What comes over the wire before the first page stands there."""
    with site.served() as server:
        _status, _headers, page = server.get(MEETING)
        html = brotli.decompress(page).decode()
        sheet = html.split('rel="stylesheet" href="')[1].split('"')[0]
        _status, _headers, css = server.get(sheet)
    size = len(page) + len(css)
    yield Result("first view: HTML and CSS", "≤ 14,600 B", f"{size:,} B", size <= 14_600)


def _turns(
    first: Callable[[], float], second: Callable[[], float], *, rounds: int = ROUNDS
) -> tuple[list[float], list[float]]:
    """Take two figures in turns; return those of each."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return [one for one, _other in pairs], [other for _one, other in pairs]


def _rates(ones: Sequence[float], others: Sequence[float]) -> tuple[float, str]:
    """Return how many times the others' rate the ones have, of all turns together, and both."""
    one, other = mean(ones), mean(others)
    return one / other, f"{one:,.0f} and {other:,.0f} a second of processor"


def _record(told: str, drawn: str) -> None:
    """Put the results where they are read."""
    docs = ROOT / "docs"
    page = docs / "performance.md"
    head, _, rest = page.read_text(encoding="utf-8").partition("<!-- results -->\n")
    _, _, tail = rest.partition("<!-- end of results -->")
    page.write_text(
        f"{head}<!-- results -->\n{told}<!-- end of results -->{tail}", encoding="utf-8"
    )
    (docs / "pictures" / "cost.svg").write_text(drawn, encoding="utf-8")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""Makes any number of synthetic events, of the shape that real ones have, to try the site at size.

Each is plainly labelled, and the same number has the same title every time.
"""

import gc
import os
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from multiprocessing import get_context
from typing import Any, Final

import django
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from ..models import (
    Appearance,
    Event,
    EventOrganiser,
    Organiser,
    Person,
    Series,
    State,
    Talk,
    Venue,
)
from ..models.identity import readable_slug
from .revising import revise

AT_ONCE: Final = 500
CACHE: Final = 64_000  # kB of the database that each process keeps
WORTH_PROCESSES: Final = 10  # batches
AHEAD: Final = 60  # events that are yet to come; all others are past, however many
EACH: Final = timedelta(hours=1, minutes=30)
LABEL: Final = "Synthetic "  # begins each English title
PEOPLE: Final = 120  # and as many more for each thousand events, up to ten times as many

SUBJECTS: Final = (
    ("CAR-T-celler", "CAR T cells"),
    ("genterapi vid ögonsjukdom", "gene therapy for eye disease"),
    ("mesenkymala stamceller", "mesenchymal stem cells"),
    ("virala vektorer", "viral vectors"),
    ("odlad hud", "cultured skin"),
    ("organoider", "organoids"),
    ("T-celler mot solida tumörer", "T cells against solid tumours"),
    ("insulinproducerande celler", "insulin-producing cells"),
    ("mRNA i cellterapi", "mRNA in cell therapy"),
    ("broskreparation", "cartilage repair"),
)
ANGLES: Final = (
    ("Tillverkning av {}", "Manufacturing {}"),
    ("Kliniska prövningar med {}", "Clinical trials of {}"),
    ("Kvalitetskontroll av {}", "Quality control of {}"),
    ("Regelverket för {}", "Regulation of {}"),
    ("Långtidsuppföljning efter {}", "Long-term follow-up after {}"),
    ("Hälsoekonomi och {}", "Health economics and {}"),
)
FIRST: Final = ("Ada", "Elsa", "Karin", "Maja", "Signe", "Axel", "Erik", "Lars", "Nils", "Omar")
LAST: Final = ("Berg", "Dahl", "Ek", "Falk", "Holm", "Lind", "Modig", "Rask", "Sand", "Åström")
BODY: Final = (
    "<p>Det här är ett syntetiskt evenemang, gjort för att pröva webbplatsen. {}: vad vet vi, "
    "vad återstår, och vad betyder det för patienten?</p>",
    "<p>This is a synthetic event, made to try the site. {}: what do we know, what remains, "
    "and what does it mean for the patient?</p>",
)


@dataclass(slots=True)
class Stock:
    """What events have in common."""

    people: list[Person]
    venues: list[Venue]
    series: list[Series]
    organisers: list[Organiser]


@dataclass(slots=True)
class Rows:
    """What a batch writes, in the order in which it must be written."""

    events: list[Event] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    appearances: list[Appearance] = field(default_factory=list)
    links: list[EventOrganiser] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What every batch is made from."""

    stock: Stock
    first: dict[type[Model], int]  # the primary key that number 0 would have
    now: datetime


def generate(count: int, *, now: datetime, progress: Callable[[int], None] | None = None) -> None:
    """Create `count` events around `now` (aware), searchable; `progress` gets the number done.

    Their numbers go on from those there are. Many are made by several processes at once.
    """
    had = _had()
    first: dict[type[Model], int] = {Event: _last(Event) + 1 - had}
    first[Talk] = _last(Talk) + 1 - 2 * had
    plan = Plan(_stock(count), first, now)
    numbers = range(had, had + count)
    batches = [numbers[start : start + AT_ONCE] for start in range(0, count, AT_ONCE)]
    done = 0
    for made in _each(plan, batches):
        done += made
        if progress:
            progress(done)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Event, Talk]):
            cursor.execute(statement)


def _each(plan: Plan, batches: list[range]) -> Iterator[int]:
    """Make the batches, in processes of their own where that is worth their start."""
    if len(batches) < WORTH_PROCESSES or connection.in_atomic_block:
        yield from map(partial(_make, plan), batches)
        return
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=get_context("spawn"), initializer=django.setup
    ) as pool:
        yield from pool.map(partial(_make_apart, plan), batches)


def _make_apart(plan: Plan, numbers: range) -> int:
    """Make a batch in a process that does nothing else."""
    _begin()
    return _make(plan, numbers)


@cache
def _begin() -> None:
    """Have room for the indexes, and look for no garbage: what names each other is let go."""
    gc.disable()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{CACHE}")


def _make(plan: Plan, numbers: range) -> int:
    """Make a batch; return how many. The same numbers are made alike, wherever and whenever."""
    chance = random.Random(numbers.start)  # noqa: S311  # nothing secret
    rows = Rows()
    for number in numbers:
        _add(rows, number, plan, chance)
    _write(rows, plan.now)
    return len(rows.events)


def _write(rows: Rows, now: datetime) -> None:
    with transaction.atomic():
        Event.objects.bulk_create(rows.events)
        Talk.objects.bulk_create(rows.talks)
        Appearance.objects.bulk_create(rows.appearances)
        EventOrganiser.objects.bulk_create(rows.links)
        revise(Event.objects.filter(pk__in=[event.pk for event in rows.events]), now=now)


def _had() -> int:
    """Return the number after the last that an event has."""
    labelled = Event.objects.filter(title_en__startswith=LABEL).order_by("-pk")
    title = labelled.values_list("title_en", flat=True).first() or ""
    number = title.removeprefix(LABEL).partition(":")[0]
    return int(number) + 1 if number.isdecimal() else 0


def _when(number: int, now: datetime) -> datetime:
    """Return a start in working hours: the first few ahead, all others further and further back."""
    noon = now.astimezone(UTC).replace(hour=11, minute=0, second=0, microsecond=0)
    if number < AHEAD:
        return noon + timedelta(days=1 + 3 * number)
    day, place = divmod(number - AHEAD, 12)
    return noon - timedelta(days=1 + day, hours=4, minutes=-45 * place)


def _add(rows: Rows, number: int, plan: Plan, chance: random.Random) -> None:
    stock, starts_at = plan.stock, _when(number, plan.now)
    subject, angle = SUBJECTS[number % len(SUBJECTS)], chance.choice(ANGLES)
    topic = [way.format(it) for way, it in zip(angle, subject, strict=True)]
    event = Event(
        pk=plan.first[Event] + number,
        state=State.PUBLISHED,
        title_sv=f"Syntetiskt {number}: {topic[0]}",
        title_en=f"{LABEL}{number}: {topic[1]}",
        summary_sv=f"{topic[0]}, i korthet.",
        summary_en=f"{topic[1]}, in brief.",
        body_sv=BODY[0].format(topic[0]),
        body_en=BODY[1].format(topic[1]),
        starts_at=starts_at,
        ends_at=starts_at + EACH,
        venue=chance.choice(stock.venues),
        series=chance.choice(stock.series) if number % 3 else None,
        contact=stock.people[number % 5],
    )
    event.year = event.local(starts_at).year
    event.slug_sv, event.slug_en = readable_slug(event.title_sv), readable_slug(event.title_en)
    talks, parts = _programme(event, subject, plan.first[Talk] + 2 * number, stock, chance)
    links = [EventOrganiser(event=event, organiser=chance.choice(stock.organisers), position=0)]
    rows.events.append(event)
    rows.talks += talks
    rows.appearances += parts
    rows.links += links


def _programme(
    event: Event, subject: tuple[str, str], first: int, stock: Stock, chance: random.Random
) -> tuple[list[Talk], list[Appearance]]:
    """Return two talks with primary keys from `first` on, and who gives them."""
    talks, parts = [], []
    for place in range(2):
        talk = Talk(
            pk=first + place,
            event=event,
            position=place,
            title_sv=f"Del {place + 1} om {subject[0]}",
            title_en=f"Part {place + 1} on {subject[1]}",
        )
        talks.append(talk)
        person = chance.choice(stock.people)
        role = {"role_sv": "forskare", "role_en": "researcher"}
        at = {"affiliation_sv": "Uppsala universitet", "affiliation_en": "Uppsala University"}
        parts.append(
            Appearance(event=event, talk=talk, person=person, position=place, **role, **at)
        )
    return talks, parts


def _stock(count: int) -> Stock:
    """Return people, venues, series and organisers, each made unless it is there."""
    people = min(PEOPLE * (1 + count // 1000), PEOPLE * 10)
    return Stock(
        people=_there(Person, "slug", (_person(number) for number in range(people))),
        venues=_there(Venue, "slug", (_named("Sal", "Room", "slug", it) for it in range(12))),
        series=_there(Series, "slug_sv", (_series(it) for it in range(10))),
        organisers=_there(
            Organiser, "slug_sv", (_named("Enhet", "Unit", "slug_sv", it) for it in range(8))
        ),
    )


def _there(model: type[Model], slug: str, wanted: Iterable[dict[str, str]]) -> list[Any]:
    rows = [model(**values) for values in wanted]
    model._default_manager.bulk_create(rows, ignore_conflicts=True)
    slugs = [getattr(row, slug) for row in rows]
    there = model._default_manager.in_bulk(slugs, field_name=slug)
    return [there[it] for it in slugs]


def _person(number: int) -> dict[str, str]:
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    name = f"{first} {last} (syntetisk {number})"
    return {"name": name, "slug": readable_slug(name)}


def _named(sv: str, en: str, slug: str, number: int) -> dict[str, str]:
    address = f"synthetic-{en.lower()}-{number}"
    both = {"slug_en": address} if slug == "slug_sv" else {}
    return {
        "name_sv": f"{sv} {number} (syntetisk)",
        "name_en": f"{en} {number} (synthetic)",
        slug: address,
        **both,
    }


def _series(number: int) -> dict[str, str]:
    address = f"synthetic-series-{number}"
    titles = {"title_sv": f"Serie {number} (syntetisk)", "title_en": f"Series {number} (synthetic)"}
    return {**titles, "slug_sv": address, "slug_en": address}


def _last(model: type[Model]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0

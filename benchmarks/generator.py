"""Makes any number of synthetic events, of the shape that real ones have, to try the site at size.

    python -m benchmarks.generator COUNT

Each is plainly labelled, and the same number has the same title every time.
"""

import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atmp_events.settings")
    django.setup()

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from atmp_events.actions.revising import revise
from atmp_events.models import (
    Appearance,
    Event,
    EventOrganiser,
    Organiser,
    Person,
    Series,
    SiteVersion,
    State,
    Talk,
    Venue,
)
from atmp_events.models.identity import readable_slug

AT_ONCE: Final = 500
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


@dataclass(frozen=True, slots=True)
class Stock:
    """What events have in common."""

    people: list[Person]
    venues: list[Venue]
    series: list[Series]
    organisers: list[Organiser]


def generate(count: int, *, now: datetime) -> None:
    """Create `count` events around `now` (aware). Their numbers go on from those there are."""
    stock, had = _stock(count), Event.objects.filter(title_en__startswith=LABEL).count()
    for start in range(had, had + count, AT_ONCE):
        _make(range(start, min(start + AT_ONCE, had + count)), stock, now)


@transaction.atomic
def _make(numbers: range, stock: Stock, now: datetime) -> None:
    """Make a batch. The same numbers are made alike, wherever and whenever."""
    chance = random.Random(numbers.start)  # noqa: S311  # nothing secret
    events = Event.objects.bulk_create(_event(it, stock, now, chance) for it in numbers)
    talks = Talk.objects.bulk_create(
        _talk(event, number, place)
        for number, event in zip(numbers, events, strict=True)
        for place in (1, 2)
    )
    EventOrganiser.objects.bulk_create(
        EventOrganiser(event=event, organiser=chance.choice(stock.organisers), position=1)
        for event in events
    )
    Appearance.objects.bulk_create(
        Appearance(
            event=talk.event,
            talk=talk,
            person=chance.choice(stock.people),
            position=talk.position,
            role_sv="forskare",
            role_en="researcher",
            affiliation_sv="Uppsala universitet",
            affiliation_en="Uppsala University",
        )
        for talk in talks
    )
    revise(Event.objects.filter(pk__in=[event.pk for event in events]).with_facts(), now=now)
    SiteVersion.increment()


def _when(number: int, now: datetime) -> datetime:
    """Return a start in working hours: the first few ahead, all others further and further back."""
    noon = now.astimezone(UTC).replace(hour=11, minute=0, second=0, microsecond=0)
    if number < AHEAD:
        return noon + timedelta(days=1 + 3 * number)
    day, place = divmod(number - AHEAD, 12)
    return noon - timedelta(days=1 + day, hours=4, minutes=-45 * place)


def _event(number: int, stock: Stock, now: datetime, chance: random.Random) -> Event:
    starts_at = _when(number, now)
    subject, angle = SUBJECTS[number % len(SUBJECTS)], chance.choice(ANGLES)
    topic = [way.format(it) for way, it in zip(angle, subject, strict=True)]
    event = Event(
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
    return event


def _talk(event: Event, number: int, place: int) -> Talk:
    swedish, english = SUBJECTS[number % len(SUBJECTS)]
    return Talk(
        event=event,
        position=place,
        title_sv=f"Del {place} om {swedish}",
        title_en=f"Part {place} on {english}",
    )


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


def _there(model: type[Model], slug: str, wanted: Iterator[dict[str, str]]) -> list[Any]:
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


if __name__ == "__main__":
    if settings.TLS:
        sys.exit("This is a public site (TLS=true): it gets no synthetic events.")
    generate(int(sys.argv[1]), now=timezone.now())

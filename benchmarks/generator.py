"""Generates synthetic events with the fields and relations of real ones."""

import random
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Model

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
from atmp_events.models.identifiers import readable_slug

BATCH: Final = 500
UPCOMING: Final = 60  # the number of upcoming events; all others are past
LABEL: Final = "Synthetic "  # the start of each English title
PEOPLE: Final = 120  # and as many more for each full thousand events
ROW_COUNTS: Final = {Venue: 12, Series: 10, Organiser: 8}
TEXT_FIELDS: Final = {
    f"{it}{code}" for it in ("slug", "name", "title") for code in ("", "_sv", "_en")
}
SUBJECTS: Final = (
    ("Tillverkning av CAR-T-celler", "Manufacturing CAR T cells"),
    ("Genterapi vid ögonsjukdom", "Gene therapy for eye disease"),
    ("Kliniska prövningar med odlad hud", "Clinical trials of cultured skin"),
    ("Regelverket för organoider", "Regulation of organoids"),
    ("Långtidsuppföljning efter broskreparation", "Long-term follow-up after cartilage repair"),
)
BODY: Final = (
    "<p>Det här är ett syntetiskt evenemang, gjort för att pröva webbplatsen. {}: vad vet vi, "
    "vad återstår, och vad betyder det för patienten?</p>",
    "<p>This is a synthetic event, made to try the site. {}: what do we know, what remains, "
    "and what does it mean for the patient?</p>",
)

Rows = dict[type[Model], list[Any]]


def generate(count: int, *, now: datetime) -> None:
    """Create `count` events around `now` (aware), in a database without synthetic events."""
    numbers = ROW_COUNTS | {Person: PEOPLE * (1 + count // 1000)}
    rows: Rows = {model: _create_rows(model, many) for model, many in numbers.items()}
    for start in range(0, count, BATCH):
        _create_events(range(start, min(start + BATCH, count)), rows, now)


def _create_rows(model: type[Any], many: int) -> list[Any]:
    """Create synthetic rows of a model, unless they exist; return all rows of the model."""
    noun = model.__name__.lower()
    fields = {it.name for it in model._meta.concrete_fields} & TEXT_FIELDS
    rows = []
    for number in range(many):
        slug, name = f"synthetic-{noun}-{number}", f"{LABEL}{noun} {number}"
        rows.append(model(**{it: slug if it.startswith("slug") else name for it in fields}))
    model.objects.bulk_create(rows, ignore_conflicts=True)
    return list(model.objects.order_by("pk"))


@transaction.atomic
def _create_events(numbers: range, rows: Rows, now: datetime) -> None:
    """Create a batch of events with two talks each."""
    chance = random.Random(numbers.start)  # noqa: S311  # not for security
    events = Event.objects.bulk_create(_event(it, rows, now, chance) for it in numbers)
    EventOrganiser.objects.bulk_create(
        EventOrganiser(event=event, organiser=chance.choice(rows[Organiser]), position=1)
        for event in events
    )
    talks = Talk.objects.bulk_create(
        Talk(event=event, position=place, title_sv=f"Del {place}", title_en=f"Part {place}")
        for event in events
        for place in (1, 2)
    )
    role = {"role_sv": "forskare", "role_en": "researcher", "affiliation_en": "Uppsala University"}
    Appearance.objects.bulk_create(
        Appearance(
            event=it.event,
            talk=it,
            person=chance.choice(rows[Person]),
            position=it.position,
            **role,
        )
        for it in talks
    )
    revise(Event.objects.filter(pk__in=[event.pk for event in events]).with_facts(), now=now)
    SiteVersion.increment()


def _event(number: int, rows: Rows, now: datetime, chance: random.Random) -> Event:
    sv, en = SUBJECTS[number % len(SUBJECTS)]
    starts_at = _start(number, now)
    event = Event(
        state=State.PUBLISHED,
        title_sv=f"Syntetiskt {number}: {sv}",
        title_en=f"{LABEL}{number}: {en}",
        summary_sv=f"{sv}, i korthet.",
        summary_en=f"{en}, in brief.",
        body_sv=BODY[0].format(sv),
        body_en=BODY[1].format(en),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1, minutes=30),
        venue=chance.choice(rows[Venue]),
        series=chance.choice(rows[Series]) if number % 3 else None,
        contact=rows[Person][number % 5],
    )
    event.year = event.local(starts_at).year
    event.slug_sv, event.slug_en = readable_slug(event.title_sv), readable_slug(event.title_en)
    return event


def _start(number: int, now: datetime) -> datetime:
    """Return a start in working hours: every third day from now, or in the past."""
    noon = now.replace(hour=11, minute=0, second=0, microsecond=0)
    if number < UPCOMING:
        return noon + timedelta(days=1 + 3 * number)
    day, place = divmod(number - UPCOMING, 12)
    return noon - timedelta(days=1 + day, hours=4, minutes=-45 * place)

"""Builders of test data. Each returns a valid saved object; every field is an optional keyword."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils import timezone

from atmp_events.actions.revising import revisions
from atmp_events.models import (
    Appearance,
    Event,
    EventOrganiser,
    Organiser,
    Person,
    Series,
    State,
    Talk,
    Venue,
    Website,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = datetime(2027, 4, 13, 12, 0, tzinfo=STOCKHOLM)  # a Tuesday in summer time
MORNING_BEFORE = NOON - timedelta(days=1, hours=3)
MONTH_BEFORE = NOON - timedelta(days=30)


_in_revise_once: ContextVar[bool] = ContextVar("in_revise_once", default=False)


@contextmanager
def revise_once() -> Iterator[None]:
    """Revise events that are saved in the block only once, at the end of the outermost block."""
    if _in_revise_once.get():
        yield
        return
    token = _in_revise_once.set(True)
    try:
        with revisions(timezone.now):
            yield
    finally:
        _in_revise_once.reset(token)


def save(row: Model, **fields: Any) -> None:
    """Set fields of a row and save it."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def an_event(
    *,
    starts_at: datetime | None = NOON,
    minutes: int = 60,
    organisers: tuple[Organiser, ...] = (),
    **fields: Any,
) -> Event:
    """A published seminar at noon on Tuesday 13 April 2027, in both languages."""
    ends_at = starts_at + timedelta(minutes=minutes) if starts_at else None
    defaults = {
        "title_sv": "Om celler",
        "title_en": "On cells",
        "starts_at": starts_at,
        "ends_at": ends_at,
        "state": State.PUBLISHED,
    }
    with revise_once() if organisers else nullcontext():
        event = Event.objects.create(**defaults | fields)
        for position, organiser in enumerate(organisers):
            EventOrganiser.objects.create(event=event, organiser=organiser, position=position)
    return Event.objects.get(pk=event.pk)


def a_person(*, name: str = "Ada Lund", **fields: Any) -> Person:
    """A person whose slug is made from the name."""
    defaults = {"slug": name.lower().replace(" ", "-")}
    return Person.objects.create(name=name, **defaults | fields)


def a_venue(**fields: Any) -> Venue:
    """A venue with a postal address."""
    defaults = {
        "name_sv": "Rudbecklaboratoriet",
        "name_en": "Rudbeck Laboratory",
        "slug": "rudbecklaboratoriet",
        "street": "Dag Hammarskjölds väg 20",
        "postal_code": "751 85",
        "city": "Uppsala",
    }
    return Venue.objects.create(**defaults | fields)


def an_organiser(*, name_sv: str = "Uppsala universitet", **fields: Any) -> Organiser:
    """An organisation."""
    slug = name_sv.lower().replace(" ", "-")
    defaults = {"name_en": name_sv, "slug_sv": slug, "slug_en": slug}
    return Organiser.objects.create(name_sv=name_sv, **defaults | fields)


def a_series(**fields: Any) -> Series:
    """A series of meetings."""
    defaults = {
        "title_sv": "Nätverksträffar",
        "title_en": "Network meetings",
        "slug_sv": "natverkstraffar",
        "slug_en": "network-meetings",
    }
    return Series.objects.create(**defaults | fields)


def a_talk(event: Event, *, speakers: tuple[Person, ...] = (), **fields: Any) -> Talk:
    """A talk in an event's programme, with its speakers as professors in Uppsala."""
    defaults = {"title_sv": "Ett föredrag", "title_en": "A talk", "position": event.talks.count()}
    with revise_once() if speakers else nullcontext():
        talk = Talk.objects.create(event=event, **defaults | fields)
        for person in speakers:
            Appearance.objects.create(
                event=event,
                talk=talk,
                person=person,
                position=event.appearances.count(),
                role_sv="professor",
                role_en="professor",
                affiliation_sv="Uppsala universitet",
                affiliation_en="Uppsala University",
            )
    return talk


def a_full_event(**fields: Any) -> Event:
    """An event with a series, a venue, an organiser, and a talk by Ada Lund."""
    parts: dict[str, Callable[[], Any]] = {
        "series": a_series,
        "venue": a_venue,
        "organisers": lambda: (an_organiser(),),
    }
    with revise_once():
        made = {name: make() for name, make in parts.items() if name not in fields}
        event = an_event(**made | fields)
        a_talk(event, speakers=(a_person(),))
    return Event.objects.get(pk=event.pk)


def the_website(**fields: Any) -> Website:
    """The website with its texts and everything that the law requires of it."""
    defaults = {
        "name_sv": "ATMP-centrum Uppsala",
        "name_en": "ATMP-centrum Uppsala",
        "public_body_sv": "Region Uppsala",
        "public_body_en": "Region Uppsala",
        "contact_email": "atmp@example.org",
        "proposals_sv": "<p>Skriv till oss.</p>",
        "proposals_en": "<p>Write to us.</p>",
        "email": "web@example.org",
        "data_protection_email": "dpo@example.org",
        "conformity": "full",
        "method": "own",
        "assessed_on": date(2027, 1, 15),
        "stated_on": date(2027, 1, 15),
    }
    site, _created = Website.objects.update_or_create(pk=1, defaults=defaults | fields)
    return site

"""Loads sample events, dated from today and plainly labelled, for a first look at the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction

from ..models import (
    LANGUAGES,
    Affiliation,
    Appearance,
    Both,
    Event,
    EventOrganiser,
    Organiser,
    Person,
    Series,
    State,
    Talk,
    Venue,
)
from ..models.identity import UID_DOMAIN
from .revising import revise
from .samples import SAMPLES, cast
from .samples.cast import SamplePerson
from .samples.sample import Sample

NAMESPACE: Final = UUID("0b6b3c6e-6f0e-4d5b-9a55-0c1f5b0a7d11")
LABEL: Final = Both("Exempel: ", "Sample: ")
NOTE: Final = Both(
    "<p>Det här är ett exempel på ett evenemang {}. "
    "Personer, platser och innehåll är påhittade.</p>",
    "<p>This is a sample of an event {}. People, places and content are invented.</p>",
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """How many sample events are new, and how many only got new dates."""

    created: int
    renewed: int


@transaction.atomic
def load_samples(*, now: datetime) -> Sampled:
    """Create or renew the sample events as seen from `now` (aware); touch nothing else."""
    _load_cast()
    uids = [uid_of(sample) for sample in SAMPLES]
    known = Event.objects.filter(uid__in=uids).count()
    for sample in SAMPLES:
        _load(sample, now)
    revise(Event.objects.filter(uid__in=uids), now=now)
    return Sampled(created=len(SAMPLES) - known, renewed=known)


def uid_of(sample: Sample) -> str:
    """Return a sample's UID: the same at every load."""
    return f"{uuid5(NAMESPACE, sample.key)}@{UID_DOMAIN}"


def _load_cast() -> None:
    for slug, venue in cast.VENUES.items():
        Venue.objects.update_or_create(slug=slug, defaults=venue)
    for slug, organiser in cast.ORGANISERS.items():
        Organiser.objects.update_or_create(slug_sv=slug, defaults=organiser)
    Series.objects.update_or_create(slug_sv=cast.SERIES_SLUG, defaults=cast.SERIES)
    for person in cast.EVERYBODY:
        _load_person(person)


def _load_person(sample: SamplePerson) -> None:
    reached = {"email": cast.CONTACT_EMAIL, "phone": cast.CONTACT_PHONE}
    person, _ = Person.objects.update_or_create(
        slug=sample.slug,
        defaults={"name": sample.name, **(reached if sample is cast.CONTACT else {})},
    )
    person.affiliations.all().delete()
    Affiliation.objects.bulk_create(
        Affiliation(
            person=person,
            position=position,
            **_pair("role", role),
            **_pair("organisation", organisation),
        )
        for position, (role, organisation) in enumerate(sample.capacities, start=1)
    )


def _load(sample: Sample, now: datetime) -> None:
    uid = uid_of(sample)
    event = Event.objects.filter(uid=uid).first() or Event(uid=uid)
    values = _values(sample, now)
    for column in Event._meta.concrete_fields:
        # The address stays, so that a link to a sample still leads there after a renewal.
        if column.editable and not column.primary_key and not column.name.startswith("slug_"):
            setattr(event, column.name, values.get(column.name, column.get_default()))
    event.save()
    _load_organisers(event)
    _load_programme(event, sample)


def _values(sample: Sample, now: datetime) -> dict[str, Any]:
    starts_at, ends_at = sample.when(now) if sample.when else (None, None)
    return {
        "kind": sample.kind,
        "state": State.PUBLISHED,
        **_pair("title", _labelled(sample.title)),
        **_pair("summary", sample.lead),
        **_pair("body", _note(sample.shows)),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue": Venue.objects.get(slug=sample.venue) if sample.venue else None,
        "contact": Person.objects.get(slug=cast.CONTACT.slug),
        "series": Series.objects.get(slug_sv=cast.SERIES_SLUG) if sample.number else None,
        "number": sample.number,
        **sample.fields,
        **{column: moment(now) for column, moment in sample.moments.items()},
    }


def _load_organisers(event: Event) -> None:
    event.organiser_links.all().delete()
    EventOrganiser.objects.bulk_create(
        EventOrganiser(
            event=event, organiser=Organiser.objects.get(slug_sv=slug), position=position
        )
        for position, slug in enumerate(cast.ORGANISERS, start=1)
    )


def _load_programme(event: Event, sample: Sample) -> None:
    event.appearances.all().delete()
    event.talks.all().delete()
    talks = Talk.objects.bulk_create(_talks(event, sample))
    appearances = list(_appearances(event, talks, sample))
    for position, appearance in enumerate(appearances, start=1):
        appearance.position = position
    Appearance.objects.bulk_create(appearances)


def _talks(event: Event, sample: Sample) -> Iterator[Talk]:
    for position, talk in enumerate(sample.talks, start=1):
        starts_at = None
        if talk.after is not None and event.starts_at:
            starts_at = event.starts_at + timedelta(minutes=talk.after)
        yield Talk(
            event=event, position=position, starts_at=starts_at, **_pair("title", talk.title)
        )


def _appearances(event: Event, talks: list[Talk], sample: Sample) -> Iterator[Appearance]:
    parts: list[tuple[Talk | None, SamplePerson]] = [
        (talk, speaker)
        for talk, planned in zip(talks, sample.talks, strict=True)
        for speaker in planned.speakers
    ]
    if sample.host:
        parts.append((None, sample.host))
    for talk, speaker in parts:
        person = Person.objects.get(slug=speaker.slug)
        for role, affiliation in speaker.capacities:
            yield Appearance(
                event=event,
                talk=talk,
                person=person,
                **_pair("role", role),
                **_pair("affiliation", affiliation),
            )


def _labelled(title: Both) -> Both:
    return Both(*(title.written(it) and LABEL.written(it) + title.written(it) for it in LANGUAGES))


def _note(shows: Both) -> Both:
    return Both(
        *(shows.written(it) and NOTE.written(it).format(shows.written(it)) for it in LANGUAGES)
    )


def _pair(name: str, text: Both) -> dict[str, str]:
    return {f"{name}_{language}": text.written(language) for language in LANGUAGES}

"""First content of a new site: the network meeting, the site's words and the information pages.

`loaddata` would overwrite rows that the coordinator has edited; here existing rows are left.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import transaction
from django.db.models import Model

from ..models import Affiliation, Event, SiteVersion, Website
from .revising import revise


@dataclass(frozen=True, slots=True)
class SeededRow:
    """An event or an information page of the first content."""

    name: str
    created: bool  # False: it existed and was left as it is


@transaction.atomic
def load_network_meeting(*, now: datetime) -> list[SeededRow]:
    """Create the network meeting and the information pages that are missing.

    `now` (aware) becomes LAST-MODIFIED of the event. Raises IntegrityError, and creates nothing,
    if another row has an address that the meeting needs.
    """
    seeded = [_load_meeting(now), *_load_website(), *_load_pages()]
    if any(it.created for it in seeded):
        SiteVersion.increment()
    return seeded


def rows_of(fixture: str) -> list[dict[str, Any]]:
    """Return the rows of a file in `fixtures/`, by its name without “.json”."""
    path = Path(settings.FIXTURE_DIRS[0], f"{fixture}.json")
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _load_meeting(now: datetime) -> SeededRow:
    rows = rows_of("network_meeting")
    uid = next(row["fields"]["uid"] for row in rows if row["model"] == "events.event")
    meeting = Event.objects.filter(uid=uid)
    created = not meeting.exists()
    if created:
        _create_missing(rows)
        revise(meeting, now=now)
    return SeededRow(str(meeting.get()), created)


def _create_missing(rows: list[dict[str, Any]]) -> None:
    """Create the rows without an existing natural key; an existing person keeps all roles."""
    made: list[Model] = []
    for row in serializers.deserialize("python", rows):
        instance = row.object
        is_known = instance.pk is not None
        if is_known or (isinstance(instance, Affiliation) and instance.person not in made):
            continue
        row.save()
        made.append(instance)


def _load_website() -> Iterator[SeededRow]:
    """Load the site's words and its organisers, which the meeting has, into an empty site."""
    created = not Website.objects.exists()
    if created:
        for row in serializers.deserialize("python", rows_of("website")):
            row.save()
    yield SeededRow(str(Website.objects.get()), created)


@transaction.atomic
def load_empty_site() -> list[SeededRow]:
    """Create the missing information pages of a site that has no name yet."""
    seeded = [*_load_pages("about_atmp"), *_load_pages()]
    if any(it.created for it in seeded):
        SiteVersion.increment()
    return seeded


def _load_pages(fixture: str = "information_pages") -> Iterator[SeededRow]:
    for row in serializers.deserialize("python", rows_of(fixture)):
        created = row.object.pk is None
        if created:
            row.save()
        yield SeededRow(str(row.object), created)

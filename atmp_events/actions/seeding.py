"""Loads what a new site starts with: the network meeting, and the information pages.

`loaddata` would put every row back to what the file says; here a row that exists is the
coordinator's, and is left alone.
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

from ..models import Affiliation, Event, SiteVersion
from .revising import revise


@dataclass(frozen=True, slots=True)
class Seeded:
    """What became of one event or information page."""

    name: str
    created: bool  # False: it was there already, and nothing of it was touched


@transaction.atomic
def load_network_meeting(*, now: datetime) -> list[Seeded]:
    """Create the network meeting and the information pages that are missing, or nothing at all.

    `now` (aware) becomes the moment the event last changed for its readers. Raises
    IntegrityError when an address that the meeting needs belongs to something else.
    """
    seeded = [_load_meeting(now), *_load_pages()]
    if any(it.created for it in seeded):
        SiteVersion.increment()
    return seeded


def rows_of(fixture: str) -> list[dict[str, Any]]:
    """Return the rows of a file in `fixtures/`, by its name without “.json”."""
    path = Path(settings.FIXTURE_DIRS[0], f"{fixture}.json")
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _load_meeting(now: datetime) -> Seeded:
    rows = rows_of("network_meeting")
    uid = next(row["fields"]["uid"] for row in rows if row["model"] == "events.event")
    meeting = Event.objects.filter(uid=uid)
    created = not meeting.exists()
    if created:
        _create_missing(rows)
        revise(meeting, now=now)
    return Seeded(str(meeting.get()), created)


def _create_missing(rows: list[dict[str, Any]]) -> None:
    """Save the rows that no natural key finds. A person who is known keeps her own roles."""
    made: list[Model] = []
    for row in serializers.deserialize("python", rows):
        instance = row.object
        is_known = instance.pk is not None
        if is_known or (isinstance(instance, Affiliation) and instance.person not in made):
            continue
        row.save()
        made.append(instance)


def _load_pages() -> Iterator[Seeded]:
    for row in serializers.deserialize("python", rows_of("information_pages")):
        created = row.object.pk is None
        if created:
            row.save()
        yield Seeded(str(row.object), created)

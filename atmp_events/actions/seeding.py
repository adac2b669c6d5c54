"""First content of a new site: the network meeting, the website's texts, the information pages.

Existing rows stay as they are: `loaddata` would overwrite what the coordinator has edited.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import transaction
from django.db.models import Model

from ..models import Affiliation, Event, SiteVersion, Website
from .revising import revise


@transaction.atomic
def load_network_meeting(*, now: datetime) -> list[tuple[str, bool]]:
    """Create the network meeting and the information pages that are missing.

    Returns the name of the meeting, of the site and of each page, and whether each was created.
    `now` (aware) becomes LAST-MODIFIED of the event. Raises IntegrityError, and creates nothing,
    if another row has an address that the meeting needs.
    """
    seeded = [_load_meeting(now), _load_website(), *_load("information_pages")]
    if any(created for _name, created in seeded):
        SiteVersion.increment()
    return seeded


@transaction.atomic
def load_empty_site() -> None:
    """Create the missing information pages of a site that has no name yet."""
    if any(created for _name, created in (*_load("about_atmp"), *_load("information_pages"))):
        SiteVersion.increment()


def rows_of(fixture: str) -> list[dict[str, Any]]:
    """Return the rows of a file in `fixtures/`, by its name without “.json”."""
    path = Path(settings.FIXTURE_DIRS[0], f"{fixture}.json")
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _load_meeting(now: datetime) -> tuple[str, bool]:
    rows = rows_of("network_meeting")
    uid = next(row["fields"]["uid"] for row in rows if row["model"] == "events.event")
    meeting = Event.objects.filter(uid=uid)
    created = not meeting.exists()
    if created:
        _load("network_meeting")
        revise(meeting, now=now)
    return str(meeting.get()), created


def _load_website() -> tuple[str, bool]:
    """Create the website row, if there is none, with the organisers that the meeting created."""
    created = not Website.objects.exists()
    if created:
        for row in serializers.deserialize("python", rows_of("website")):
            row.save()
    return str(Website.objects.get()), created


def _load(fixture: str) -> list[tuple[str, bool]]:
    """Create the rows of a file whose natural key is new; return all names, and which are new.

    A person who exists gets no other affiliations.
    """
    created, seeded = list[Model](), list[tuple[str, bool]]()
    for row in serializers.deserialize("python", rows_of(fixture)):
        instance = row.object
        if instance.pk is None and not (
            isinstance(instance, Affiliation) and instance.person not in created
        ):
            row.save()
            created.append(instance)
        seeded.append((str(instance), instance in created))
    return seeded

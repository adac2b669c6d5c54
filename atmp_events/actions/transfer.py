"""Carries everything the site tells to another database, identity and versions kept.

One JSON file, on Django's serializers and natural keys. People who sign in stay where they are.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from ..models import (
    Affiliation,
    Appearance,
    Change,
    Event,
    EventOrganiser,
    EventVersion,
    FormerAddress,
    FormerSlug,
    GoneAddress,
    Organiser,
    Page,
    Person,
    Series,
    Talk,
    Venue,
)
from ..search import index
from .translating import keep_agreements

FORMAT: Final = "atmp-events"
VERSION: Final = 1
# Whom the rest belongs to comes first. The last row of an import decides, as in a fixture.
HOLDERS: Final = (Person, Affiliation, Venue, Organiser, Series)
ADDRESSED: Final = (Person, Venue, Organiser, Series)
PARTS: Final = (EventOrganiser, Talk, Appearance, FormerAddress, Change)


class NotAnExportError(ValueError):
    """A file that `export_events` has not written, or that another version has."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How much came in."""

    events: int
    rows: int
    pictures: int


def export_events(*, with_pictures: bool) -> str:
    """Return all events, holders, pages, former addresses and changes as JSON."""
    rows = serializers.serialize(
        "python", _rows(), use_natural_foreign_keys=True, use_natural_primary_keys=True
    )
    venues = dict(Venue.objects.values_list("pk", "slug"))
    for schedule in _schedules(rows):
        schedule["place"][0] = venues.get(schedule["place"][0], "")
    told = {
        "format": FORMAT,
        "version": VERSION,
        "rows": rows,
        "former_slugs": list(_former_slugs()),
        "pictures": _pictures() if with_pictures else {},
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


@transaction.atomic
def import_events(content: str) -> Imported:
    """Put what was exported into this database; what has the same name there is replaced.

    Raises NotAnExportError for another file, and IntegrityError when an address in it belongs to
    something else here. Then nothing is changed.
    """
    told = _read(content)
    rows: list[dict[str, Any]] = told["rows"]
    uids = [row["fields"]["uid"] for row in rows if row["model"] == Event._meta.label_lower]
    for model in PARTS:
        model._default_manager.filter(event__uid__in=uids).delete()
    _load(rows)
    _put_venues(uids)
    _put_former_slugs(told.get("former_slugs", []))
    arrived = Event.objects.filter(uid__in=uids).with_facts()
    index.refresh(arrived)
    keep_agreements(arrived)
    for name, picture in told["pictures"].items():
        _put_picture(name, b64decode(picture))
    return Imported(len(uids), len(rows), len(told["pictures"]))


def _rows() -> Iterator[models.Model]:
    for holder in HOLDERS:
        if holder is Affiliation:
            people = Affiliation.objects.select_related("person").order_by("person", "position")
            yield from _numbered(people, "person_id")
        else:
            yield from holder._default_manager.order_by("pk")
    yield from Event.objects.select_related("series", "venue", "contact").order_by("pk")
    yield from EventVersion.objects.select_related("event").order_by("pk")
    talks = {it.pk: it for it in _numbered(_of_events(Talk), "event_id")}
    parts = list(_of_events(Appearance.objects.select_related("person")))
    for part in parts:
        part.talk = talks[part.talk_id] if part.talk_id else None
    yield from _of_events(EventOrganiser.objects.select_related("organiser"))
    yield from talks.values()
    yield from _numbered(parts, "event_id")
    yield from FormerAddress.objects.select_related("event").order_by("pk")
    yield from Change.objects.select_related("event").order_by("pk")
    yield from GoneAddress.objects.order_by("pk")
    yield from Page.objects.order_by("pk")


def _of_events(rows: Any) -> Any:
    found = rows if isinstance(rows, models.QuerySet) else rows._default_manager.all()
    return found.select_related("event").order_by("event", "position", "pk")


def _numbered(rows: Iterable[Any], under: str) -> Iterator[Any]:
    """Give the rows their place in the order as their name, which must be theirs alone."""
    for _, group in groupby(rows, key=lambda row: getattr(row, under)):
        for position, row in enumerate(group):
            row.position = position
            yield row


def _schedules(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give what of the rows names a venue by its key in the database."""
    for row in rows:
        for name in ("schedule", "before", "after"):
            schedule = row["fields"].get(name)
            if schedule and len(schedule["place"]) > len(("door", "room", "link")):
                yield schedule


def _read(content: str) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError as error:
        raise NotAnExportError("The file is not JSON.") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NotAnExportError("The file was not written by export_events.")
    if told.get("version") != VERSION:
        raise NotAnExportError(f"The file is of version {told.get('version')}, not {VERSION}.")
    return told


def _load(rows: list[dict[str, Any]]) -> None:
    try:
        for row in serializers.deserialize("python", rows):
            row.save()
    except DeserializationError as error:
        raise NotAnExportError(f"A row cannot be read: {error}") from error


def _put_venues(uids: list[str]) -> None:
    """Name venues by their keys in this database, or their next save would seem a move."""
    venues = dict(Venue.objects.values_list("slug", "pk"))
    kept = [
        *EventVersion.objects.filter(event__uid__in=uids),
        *Change.objects.filter(event__uid__in=uids),
    ]
    for row in kept:
        names = ("schedule",) if isinstance(row, EventVersion) else ("before", "after")
        fields = {name: getattr(row, name) for name in names}
        for schedule in _schedules([{"fields": fields}]):
            schedule["place"][0] = venues.get(schedule["place"][0])
        type(row)._default_manager.filter(pk=row.pk).update(**fields)


def _former_slugs() -> Iterator[dict[str, str]]:
    """Give the addresses that holders have had, each with the Swedish one of whose it was."""
    for model in ADDRESSED:
        present = {row.pk: row.slugs.sv for row in model._default_manager.all()}
        kind = str(model._meta.model_name)
        for had in FormerSlug.objects.filter(kind=kind, row__in=present).order_by("pk"):
            to = present[had.row]
            yield {"kind": kind, "language": had.language, "slug": had.slug, "to": to}


def _put_former_slugs(former: list[dict[str, str]]) -> None:
    for model in ADDRESSED:
        kind = str(model._meta.model_name)
        rows = {row.slugs.sv: row.pk for row in model._default_manager.all()}
        for had in former:
            if had["kind"] == kind and had["to"] in rows:
                FormerSlug.objects.update_or_create(
                    kind=kind,
                    language=had["language"],
                    slug=had["slug"],
                    defaults={"row": rows[had["to"]]},
                )


def _pictures() -> dict[str, str]:
    names = [
        name
        for model, column in ((Event, "image"), (Person, "portrait"), (Organiser, "logo"))
        for name in model._default_manager.exclude(**{column: ""}).values_list(column, flat=True)
    ]
    return {
        name: b64encode(_bytes_of(name)).decode()
        for name in sorted(names)
        if default_storage.exists(name)
    }


def _put_picture(name: str, content: bytes) -> None:
    if default_storage.exists(name):
        if _bytes_of(name) == content:
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def _bytes_of(name: str) -> bytes:
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content

"""Versions of the rows that people edit, stored by django-reversion.

A revision has a row and its parts, for example an event with its organisers, talks and speakers.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeAlias

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.utils.translation import gettext as _
from reversion.models import Revision, Version

from ..models import (
    Event,
    FormerSlug,
    Organiser,
    Page,
    Person,
    Series,
    User,
    Venue,
    Website,
)
from ..models.retention import RESTORABLE_FOR

# {"fields": {name: value}, "parts": {relation: {primary key: {name: value}}}}, for JSON.
Content: TypeAlias = dict[str, dict[str, Any]]

# The relations to the parts of a row; talks come before the appearances that refer to them.
PARTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Event: ("organiser_links", "talks", "appearances"),
    Person: ("affiliations",),
    Venue: (),
    Organiser: (),
    Series: (),
    Page: (),
    Website: ("organiser_links",),
}
# Fields that restoring leaves as they are: only publishing decides whether readers see an event.
NOT_RESTORED: Final = frozenset({"state", "publish_at"})
DELETED: Final = "deleted"  # the comment of the last revision of a row that was deleted


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The stored state of a row and its parts, with the versions to save."""

    content: Content
    versions: list[Version]  # unsaved, without a revision
    written_at: datetime | None


def columns_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the columns of a model that people edit."""
    return [it for it in model._meta.concrete_fields if it.editable and not it.primary_key]


def _column_names(model: type[models.Model]) -> list[str]:
    return [column.name for column in columns_of(model)]


def _foreign_key(model: type[models.Model], relation: str) -> "models.ForeignKey[Any, Any]":
    """Return the foreign key from the parts of a relation to their row."""
    found: Any = model._meta.get_field(relation)
    return found.field  # type: ignore[no-any-return]


for _model, _relations in PARTS.items():
    reversion.register(_model, fields=_column_names(_model), follow=_relations)
    for _part in (_foreign_key(_model, it).model for it in _relations):
        reversion.register(_part, fields=_column_names(_part))


def content_of(row: models.Model) -> Content:
    """Return the content of a stored row and its parts."""
    return snapshot_of(row).content


def content_in(version: Version) -> Content:
    """Return the content of a row and its parts in a version."""
    return _content(version, list(version.revision.version_set.all()))


def _content(version: Version, in_revision: Sequence[Version]) -> Content:
    """Return the content of a version; `in_revision` are all versions of its revision."""
    model: Any = ContentType.objects.get_for_id(version.content_type_id).model_class()
    parts = {}
    for relation in PARTS[model]:
        owner = _foreign_key(model, relation)
        kind = ContentType.objects.get_for_model(owner.model)
        own = (it for it in in_revision if it.content_type_id == kind.pk)
        rows = [(int(it.object_id), fields_in(it)) for it in own]
        rows.sort(key=lambda row: (row[1].get("position", 0), row[0]))
        # Positions become 0, 1, …, so that other numbers in the same order are no change.
        parts[relation] = {
            str(key): {k: it for k, it in fields.items() if k != owner.name} | {"position": place}
            for place, (key, fields) in enumerate(rows)
        }
    return {"fields": fields_in(version), "parts": parts}


def _files_in(model: type[models.Model], content: Content) -> set[str]:
    """Return the names of the files of a row and its parts."""
    rows = [(model, content["fields"])]
    for relation, parts in content["parts"].items():
        rows += [(_foreign_key(model, relation).model, fields) for fields in parts.values()]
    return {
        name
        for table, fields in rows
        for column in columns_of(table)
        if isinstance(column, models.FileField) and (name := fields.get(column.name))
    }


def fingerprint(content: Content) -> str:
    """Return 64 hexadecimal digits that are equal for equal contents."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def versions_of(row: models.Model) -> "models.QuerySet[Version]":
    """Return a row's versions, the latest first."""
    found: models.QuerySet[Version] = Version.objects.get_for_object(row)
    return found.select_related("revision__user").prefetch_related("revision__version_set")


def snapshot_of(row: models.Model) -> Snapshot:
    """Return the state of a stored row and its parts."""
    relations = PARTS[type(row)]
    kinds = {type(row), *(_foreign_key(type(row), it).model for it in relations)}
    ContentType.objects.get_for_models(*kinds)  # all in one query
    parts = [part for it in relations for part in getattr(row, it).all()]
    versions = [_version(row, str(row)), *map(_version, parts)]
    return Snapshot(_content(versions[0], versions), versions, getattr(row, "updated_at", None))


def save_version(
    row: models.Model,
    *,
    by: User | None,
    now: datetime,
    comment: str = "",
    before: Snapshot | None = None,
) -> set[str]:
    """Save a version of a stored row, unless its last version is equal.

    `before` is the state before the save: it gets a version too, if it has none. Call it in the
    transaction of the save. Returns the names of the files that only the state before has.
    """
    stored, last = _stored(row), _last_content(row)
    states = []
    if before and before.content != last:
        states.append((Revision(date_created=before.written_at or now), before))
        last = before.content
    if comment or stored.content != last:
        states.append((Revision(date_created=now, user=by, comment=comment), stored))
    _create_revisions(states)
    return _files_in(type(row), last) - _files_in(type(row), stored.content) if last else set()


def save_version_before(row: models.Model, *, now: datetime) -> None:
    """Save a version of a row before it is changed, unless its last version is equal."""
    save_version(row, by=None, now=getattr(row, "updated_at", None) or now)


def _stored(row: models.Model) -> Snapshot:
    """Read the stored state of a row."""
    stored: models.Model = type(row)._default_manager.get(pk=row.pk)
    models.prefetch_related_objects([stored], *PARTS[type(stored)])
    return snapshot_of(stored)


def _create_revisions(states: Sequence[tuple[Revision, Snapshot]]) -> None:
    """Create revisions with their versions in bulk: django-reversion would query each table."""
    Revision.objects.bulk_create([revision for revision, _snapshot in states])
    for revision, snapshot in states:
        for version in snapshot.versions:
            version.revision = revision
    Version.objects.bulk_create(
        [version for _revision, snapshot in states for version in snapshot.versions]
    )


def _version(row: models.Model, name: str = "") -> Version:
    """Return the version of one stored row, unsaved and without a revision."""
    return Version(
        object_id=str(row.pk),
        content_type=ContentType.objects.get_for_model(type(row)),
        db=router.db_for_write(type(row)),
        format="json",
        serialized_data=serializers.serialize("json", [row], fields=_column_names(type(row))),
        object_repr=name,
    )


def _last_content(row: models.Model) -> Content | None:
    """Return the content of the last version of a row, or None."""
    versions = Version.objects.get_for_object(row)
    in_revision = list(Version.objects.filter(revision=versions.values("revision")[:1]))
    kind = ContentType.objects.get_for_model(type(row))
    key = (kind.pk, str(row.pk))
    last = next((it for it in in_revision if (it.content_type_id, it.object_id) == key), None)
    return _content(last, in_revision) if last else None


def restored_fields(row: models.Model, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a version that are restored.

    Left out are `NOT_RESTORED`, and a number of places that is smaller than that of the taken ones.
    """
    restored = {name: it for name, it in fields.items() if name not in NOT_RESTORED}
    if isinstance(row, Event):
        places = restored.get("capacity")
        if places is not None and places < row.attendees.with_place().count():
            del restored["capacity"]
    return restored


@transaction.atomic
def restore(version: Version) -> models.Model:
    """Restore the `restored_fields` of a row and its parts from a version; return the row.

    A deleted row gets its primary key back. Raises ValidationError if the row is no longer valid:
    a row that it refers to is gone, or another row has its address. An event gets another slug
    instead.
    """
    model: Any = ContentType.objects.get_for_id(version.content_type_id).model_class()
    content, key = content_in(version), int(version.object_id)
    row: models.Model = model._default_manager.filter(pk=key).first() or model(pk=key)
    _write(row, restored_fields(row, content["fields"]))
    row.save()
    for relation, parts in content["parts"].items():
        _restore_parts(row, relation, parts)
    return row


@transaction.atomic
def delete_restorably(row: models.Model, *, by: User | None, now: datetime) -> set[str]:
    """Delete a row; its last version can restore it within `RESTORABLE_FOR`.

    Returns the names of its files. Raises ProtectedError if other rows refer to it.
    """
    save_version(row, by=by, now=now, comment=DELETED)
    files = _files_in(type(row), content_of(row))
    row.delete()
    return files


def restorable(model: type[models.Model], *, now: datetime) -> "models.QuerySet[Version]":
    """Return the last versions of the deleted rows of a model that can be restored."""
    deleted: models.QuerySet[Version] = Version.objects.get_deleted(model)
    since = now - RESTORABLE_FOR
    return deleted.filter(revision__date_created__gt=since).select_related("revision__user")


def delete_versions(model: type[models.Model], keys: Iterable[Any]) -> None:
    """Delete all versions of rows of a model, by their primary keys."""
    kind = ContentType.objects.get_for_model(model)
    theirs = Version.objects.filter(content_type=kind, object_id__in=[str(key) for key in keys])
    Revision.objects.filter(pk__in=theirs.values("revision")).delete()


def delete_expired_versions(*, now: datetime) -> None:
    """Delete the versions of deleted rows that can no longer be restored."""
    for model in PARTS:
        deleted = Version.objects.get_deleted(model)
        late = deleted.filter(revision__date_created__lte=now - RESTORABLE_FOR)
        delete_versions(model, list(late.values_list("object_id", flat=True)))


def current_value(column: "models.Field[Any, Any]", value: Any) -> Any:
    """Return the value of a column; for a merged record, the primary key of the remaining one."""
    if value is None or not isinstance(column, models.ForeignKey):
        return value
    model: Any = column.related_model
    if model._default_manager.filter(pk=value).exists():
        return value
    kind = model._meta.model_name
    found = FormerSlug.objects.filter(kind=kind, merged=value).values_list("row", flat=True)
    return found.first() or value


def fields_in(version: Version) -> dict[str, Any]:
    """Return the fields of one row in its version."""
    return dict(json.loads(version.serialized_data)[0]["fields"])


def _write(row: models.Model, written: dict[str, Any]) -> None:
    """Set the columns that still exist. Raises ValidationError if the row would be invalid."""
    for column in columns_of(type(row)):
        if column.name in written and not _is_lost_file(column, written[column.name]):
            setattr(
                row, column.attname, current_value(column, column.to_python(written[column.name]))
            )
    _check_references(row)
    if isinstance(row, Event):
        row.free_address()
    row.full_clean()


def _check_references(row: models.Model) -> None:
    """Raise ValidationError, with the name, if a row to which this one refers has been deleted."""
    for column in columns_of(type(row)):
        model: Any = column.related_model
        key = getattr(row, column.attname)
        if model and key and not model._default_manager.filter(pk=key).exists():
            last = Version.objects.get_for_object_reference(model, key).first()
            name = last.object_repr if last else column.verbose_name
            message = _("“%(name)s” has been deleted. Restore that first.")
            raise ValidationError(message % {"name": name})


def _is_lost_file(column: "models.Field[Any, Any]", name: Any) -> bool:
    return isinstance(column, models.FileField) and bool(name) and not column.storage.exists(name)


def _organiser(model: type[models.Model], written: dict[str, Any]) -> Any:
    """Return the primary key of the organiser of a row; for a merged one, of the remaining one."""
    column: Any = model._meta.get_field("organiser")
    return current_value(column, written["organiser"])


def _restore_parts(row: models.Model, relation: str, parts: dict[str, dict[str, Any]]) -> None:
    manager = getattr(row, relation)
    there = {str(part.pk): part for part in manager.all()}
    # An organiser is named once: rows that have exchanged theirs are written anew.
    is_once = relation == "organiser_links"
    manager.filter(pk__in=there if is_once else there.keys() - parts.keys()).delete()
    owner = {_foreign_key(type(row), relation).name: row}
    for key, written in parts.items():
        if is_once and manager.filter(organiser=_organiser(manager.model, written)).exists():
            continue  # The organisers of two rows have been merged.
        part = there.get(key) or manager.model(pk=int(key), **owner)
        try:
            _write(part, written)
        except ValidationError as error:
            # Without names of fields: the form that shows the error has none of them.
            raise ValidationError(error.messages) from error
        part.save()

"""Remembers what was written at each save, and brings it back."""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.fields.files import FieldFile

from ..models import Event, FormerSlug, Person, User, Version
from ..models.retention import RESTORED_WITHIN

# {"fields": {name: value}, "parts": {relation: {key of the row: {name: value}}}}, fit for JSON.
Content: TypeAlias = dict[str, dict[str, Any]]

# The rows that belong to a row, whom others name first.
PARTS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    Event: ("organiser_links", "talks", "appearances"),
    Person: ("affiliations",),
}
# Whether readers see an event is decided by publishing it, not by bringing back its texts.
LEFT_ALONE: Final = frozenset({"state", "publish_at"})


def content_of(row: models.Model) -> Content:
    """Return what a person has written in a stored row and in those that belong to it."""
    parts = {
        relation: {
            # By place, not by number: numbering anew is no change.
            str(part.pk): _written(part, but=_owner(row, relation)) | {"position": place}
            for place, part in enumerate(getattr(row, relation).all())
        }
        for relation in PARTS.get(type(row), ())
    }
    told = json.dumps({"fields": _written(row), "parts": parts}, cls=DjangoJSONEncoder)
    return dict(json.loads(told))


def digest_of(content: Content) -> str:
    """Return what is equal for equal contents."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def versions_of(row: models.Model) -> "models.QuerySet[Version]":
    """Return a row's versions, the latest first."""
    return Version.objects.filter(kind=row._meta.model_name, row=row.pk)


def remember(row: models.Model, *, by: User | None, now: datetime) -> None:
    """Keep what a row says now, unless its last version says the same."""
    content = content_of(type(row)._default_manager.get(pk=row.pk))
    digest = digest_of(content)
    last = versions_of(row).values_list("digest", flat=True).first()
    if digest != last:
        Version.objects.create(
            kind=str(row._meta.model_name),
            row=row.pk,
            saved_at=now,
            by=by,
            content=content,
            digest=digest,
        )


@transaction.atomic
def restore(version: Version) -> models.Model:
    """Bring back what a version says, but not whether readers see it; return the row.

    A row that was deleted comes back under its own key. Raises ValidationError where it can no
    longer be so: what it names is gone, or its address belongs to another.
    """
    model = apps.get_model("events", version.kind)
    stored: models.Model | None = model._default_manager.filter(pk=version.row).first()
    row = stored or model(pk=version.row)
    written = version.content["fields"]
    _write(row, {name: written[name] for name in written if name not in LEFT_ALONE})
    row.save()
    for relation in PARTS.get(model, ()):
        _put_back(row, relation, version.content["parts"].get(relation, {}))
    versions_of(row).update(deleted_at=None)
    return row


@transaction.atomic
def delete_restorably(row: models.Model, *, by: User | None, now: datetime) -> None:
    """Delete a row, so that its last version can bring it back for thirty days.

    Raises ProtectedError where others name it.
    """
    remember(row, by=by, now=now)
    last = versions_of(row).first()
    row.delete()
    if last:
        Version.objects.filter(pk=last.pk).update(deleted_at=now)


def restorable(model: type[models.Model], *, now: datetime) -> "models.QuerySet[Version]":
    """Return the last versions of what was deleted of a model and can be brought back."""
    since = now - RESTORED_WITHIN
    return Version.objects.filter(kind=model._meta.model_name, deleted_at__gt=since)


def forget(model: type[models.Model], keys: Iterable[int]) -> None:
    """Delete all versions of rows of a model that are gone for good."""
    Version.objects.filter(kind=model._meta.model_name, row__in=list(keys)).delete()


def forget_deleted(*, now: datetime) -> None:
    """Delete the versions of what can no longer be brought back."""
    late = Version.objects.filter(deleted_at__lte=now - RESTORED_WITHIN)
    for kind, row in late.values_list("kind", "row"):
        Version.objects.filter(kind=kind, row=row).delete()


def columns_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the columns of a model that a person writes in."""
    return [it for it in model._meta.concrete_fields if it.editable and not it.primary_key]


def as_today(column: "models.Field[Any, Any]", value: Any) -> Any:
    """Return the value of a column; for a record that was merged, the key of what it went into."""
    if value is None or not isinstance(column, models.ForeignKey):
        return value
    model = column.related_model
    if model._default_manager.filter(pk=value).exists():  # type: ignore[union-attr]
        return value
    kind = model._meta.model_name  # type: ignore[union-attr]
    found = FormerSlug.objects.filter(kind=kind, merged=value).values_list("row", flat=True)
    return found.first() or value


def _written(row: models.Model, but: str = "") -> dict[str, Any]:
    written = {}
    for column in columns_of(type(row)):
        if column.name != but:
            value = column.value_from_object(row)
            written[column.name] = str(value) if isinstance(value, FieldFile) else value
    return written


def _owner(row: models.Model, relation: str) -> str:
    """Return what the rows of a relation call the row that they belong to."""
    return str(row._meta.get_field(relation).field.name)  # type: ignore[union-attr]


def _write(row: models.Model, written: dict[str, Any]) -> None:
    """Set the columns, those that there are by now, and refuse what can no longer be."""
    for column in columns_of(type(row)):
        if column.name in written and not _is_lost_file(column, written[column.name]):
            setattr(row, column.attname, as_today(column, column.to_python(written[column.name])))
    row.full_clean()


def _is_lost_file(column: "models.Field[Any, Any]", name: Any) -> bool:
    return isinstance(column, models.FileField) and bool(name) and not column.storage.exists(name)


def _put_back(row: models.Model, relation: str, kept: dict[str, dict[str, Any]]) -> None:
    manager = getattr(row, relation)
    there = {str(part.pk): part for part in manager.all()}
    for key in there.keys() - kept.keys():
        there[key].delete()
    owner = {_owner(row, relation): row}
    for key, written in kept.items():
        part = there.get(key) or manager.model(pk=int(key), **owner)
        try:
            _write(part, written)
        except ValidationError as error:
            raise ValidationError(error.messages) from error  # its fields are in no form here
        part.save()

"""Uploaded pictures and slides that no row refers to: kept for thirty days, to undo the change."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import FileField
from django.db.models.fields.files import FieldFile

from ..models.retention import RESTORED_WITHIN


def files_in_use() -> Iterator[tuple[FileField, set[str]]]:
    """Yield each column of files with the names that its rows have."""
    for model in apps.get_app_config("events").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                rows = model._default_manager.exclude(**{field.name: ""})
                yield field, set(rows.values_list(field.name, flat=True))


def mark_unused(picture: FieldFile) -> None:
    """Set the file's modification time to now; the thirty days begin here."""
    with suppress(OSError, ValueError):
        Path(picture.path).touch()


def give_up(replaced: object) -> None:
    """Mark a column's file, if it has one, as unused once what replaces or deletes it is stored."""
    if isinstance(replaced, FieldFile) and replaced.name:
        transaction.on_commit(partial(mark_unused, replaced))


def remove_unused(*, now: datetime) -> int:
    """Remove the files that no row has referred to for thirty days. Return how many."""
    removed = 0
    for field, named in files_in_use():
        for path in Path(settings.MEDIA_ROOT, str(field.upload_to)).rglob("*"):
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            unused_since = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
            if path.is_file() and name not in named and unused_since < now - RESTORED_WITHIN:
                path.unlink(missing_ok=True)
                removed += 1
    return removed

"""Uploaded pictures and slides that no row refers to: kept for thirty days, to undo the change."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models, transaction
from django.db.models.fields.files import FieldFile

from ..models import Event, Organiser, Person, Talk, Website
from ..models.retention import RESTORED_WITHIN

OWNERS: Final[tuple[tuple[type[models.Model], str], ...]] = (
    (Event, "image"),
    (Person, "portrait"),
    (Organiser, "logo"),
    (Website, "icon"),
    (Talk, "slides_file"),
)


def mark_unused(picture: FieldFile) -> None:
    """Set the file's modification time to now; the thirty days begin here."""
    with suppress(OSError, ValueError):
        Path(picture.path).touch()


def give_up(replaced: object) -> None:
    """Mark the file of a form's initial data as unused once the form is stored, if it has one."""
    if isinstance(replaced, FieldFile) and replaced.name:
        transaction.on_commit(partial(mark_unused, replaced))


def remove_unused(*, now: datetime) -> int:
    """Remove the files that no row has referred to for thirty days. Return how many."""
    removed = 0
    for model, column in OWNERS:
        named = set(model._default_manager.values_list(column, flat=True))
        folder = str(model._meta.get_field(column).upload_to)  # type: ignore[union-attr]
        for path in Path(settings.MEDIA_ROOT, folder).rglob("*"):
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            unused_since = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
            if path.is_file() and name not in named and unused_since < now - RESTORED_WITHIN:
                path.unlink(missing_ok=True)
                removed += 1
    return removed

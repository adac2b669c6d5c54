"""Pictures that were replaced or whose owner was deleted: kept while that can be undone."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile

from ..models import Event, Organiser, Person
from ..models.retention import RESTORED_WITHIN

OWNERS: Final[tuple[tuple[type[models.Model], str], ...]] = (
    (Event, "image"),
    (Person, "portrait"),
    (Organiser, "logo"),
)


def leave(picture: FieldFile) -> None:
    """Note, on the file itself, that nobody shows it from now on."""
    with suppress(OSError, ValueError):
        Path(picture.path).touch()


def sweep_left(*, now: datetime) -> int:
    """Remove the pictures that no row names and that were left thirty days ago; count them."""
    swept = 0
    for model, column in OWNERS:
        named = set(model._default_manager.values_list(column, flat=True))
        folder = str(model._meta.get_field(column).upload_to)  # type: ignore[union-attr]
        for path in Path(settings.MEDIA_ROOT, folder).rglob("*"):
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            left_at = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
            if path.is_file() and name not in named and left_at < now - RESTORED_WITHIN:
                path.unlink(missing_ok=True)
                swept += 1
    return swept

"""Storage of uploaded pictures and slides.

A file that no row refers to any longer is kept for thirty days, to undo the change.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.db.models import FileField

from ..models.retention import RESTORABLE_FOR


class DurableStorage(FileSystemStorage):
    """Django's file storage, which also survives a power cut: a row never names a lost file.

    Only the owner of the process may read the files: those of drafts are not public.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"file_permissions_mode": 0o600} | kwargs)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store a file, and flush it to the disk; return its name."""
        stored = super().save(name, content, max_length)
        path = Path(self.path(stored))
        flush_to_disk(path)
        flush_to_disk(path.parent)
        return stored


def flush_to_disk(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_in_use() -> Iterator[tuple[FileField, set[str]]]:
    """Yield each file column, with the names of the files in its rows."""
    for model in apps.get_app_config("events").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                rows = model._default_manager.exclude(**{field.name: ""})
                yield field, set(rows.values_list(field.name, flat=True))


def mark_unused(names: Iterable[str]) -> None:
    """Mark files as unused when the present transaction is committed: their thirty days begin."""
    for name in names:
        transaction.on_commit(partial(_touch, name))


def _touch(name: str) -> None:
    """Set a file's modification time to now."""
    with suppress(OSError):
        os.utime(Path(settings.MEDIA_ROOT, name))


def remove_unused(*, now: datetime) -> int:
    """Remove the files that no row has referred to for thirty days; return how many."""
    removed = 0
    for field, in_use in files_in_use():
        for path in Path(settings.MEDIA_ROOT, str(field.upload_to)).rglob("*"):
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            unused_since = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
            if path.is_file() and name not in in_use and unused_since < now - RESTORABLE_FOR:
                path.unlink(missing_ok=True)
                removed += 1
    return removed

"""Where uploaded pictures are stored."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Django's, for files of which a row may say that they are there, also after a power cut.

    They are the owner's alone: those of drafts are not public.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"file_permissions_mode": 0o600} | kwargs)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store a file, on the disk itself; return its name."""
        stored = super().save(name, content, max_length)
        path = Path(self.path(stored))
        sync(path)
        sync(path.parent)
        return stored


def sync(path: Path) -> None:
    """Write a file, or the names in a folder, to the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

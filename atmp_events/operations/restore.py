"""A backup put back: it is verified, what it replaces is backed up, then it is put in place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.db import connection

from ..models import SiteVersion
from . import archive, database
from .archive import BackupError, Manifest
from .backup import back_up, count_events, pictures

REPLACED: Final = "before-restore-"


@dataclass(frozen=True)
class Plan:
    """What a restore would do: numbers as they are, and as they would be."""

    manifest: Manifest
    events: tuple[int, int]
    pictures: tuple[int, int]


def plan(path: Path) -> Plan:
    """Say what restoring a backup would replace, after verifying it.

    Raises OSError, or BackupError if it is damaged or does not fit this site.
    """
    manifest = archive.read(path)
    _check(manifest)
    return Plan(
        manifest,
        events=(count_events(), manifest.events),
        pictures=(len(list(pictures())), manifest.pictures),
    )


def restore(path: Path, *, keep_in: Path, now: datetime) -> Path | None:
    """Put a backup in place of what there is; return the backup made of the latter, if any.

    All of it comes true, or nothing; readers see what there was until then. Raises as `plan`.
    """
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="restore-", dir=media.parent) as folder:
        manifest = archive.read(path, Path(folder))
        _check(manifest)
        replaced = back_up(keep_in, now=now, prefix=REPLACED) if database.tables() else None
        with _swapped(Path(folder, archive.MEDIA), media):
            database.load(Path(folder, manifest.database))
    # Higher than any that was ever counted, so that no answer that is kept somewhere is taken for
    # one of now.
    number = int(now.timestamp())
    SiteVersion.objects.update_or_create(pk=1, defaults={"number": number})
    return replaced


def _check(manifest: Manifest) -> None:
    """Raise BackupError, in words, for a backup that does not fit this site."""
    if manifest.engine != connection.vendor:
        raise BackupError(
            f"It is of a database of {manifest.engine}; this site has {connection.vendor}. Restore "
            "it where DATABASE_URL names the former, and run `manage.py move_database` there."
        )
    if newer := database.unknown(manifest.migrations):
        raise BackupError(
            f"It comes from a newer version of the site ({manifest.version}), which knows "
            f"{', '.join(newer)}. Install that version first."
        )


@contextmanager
def _swapped(new: Path, present: Path) -> Iterator[None]:
    """Put a folder in the place of another; put both back if what follows fails."""
    former = new.parent / "replaced"
    new.mkdir(exist_ok=True)
    present.mkdir(exist_ok=True)
    present.rename(former)
    new.rename(present)
    try:
        yield
    except BaseException:
        present.rename(new)
        former.rename(present)
        raise

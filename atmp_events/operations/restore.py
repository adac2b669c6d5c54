"""Restores a backup: verifies it, backs up the current data, then replaces it."""

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
from .subscribers import held_by_subscribers, lift_all, lift_what_differs

REPLACED: Final = "before-restore-"


@dataclass(frozen=True)
class RestorePlan:
    """The effect of a restore: each number is (now, after)."""

    manifest: Manifest
    events: tuple[int, int]
    pictures: tuple[int, int]


def plan_restore(path: Path) -> RestorePlan:
    """Verify a backup and return the effect of restoring it.

    Raises OSError, or BackupError if it is damaged or does not fit this site.
    """
    manifest = archive.read(path)
    _check(manifest)
    return RestorePlan(
        manifest,
        events=(count_events(), manifest.events),
        pictures=(len(list(pictures())), manifest.pictures),
    )


def restore(path: Path, *, keep_in: Path, now: datetime, is_exact: bool = False) -> Path | None:
    """Restore a backup; return the path of the backup made of the replaced data, if any.

    All or nothing: readers see the former data until it is done. SEQUENCE and LAST-MODIFIED of
    events rise above what subscribers may hold, unless `is_exact`. Raises as `plan_restore`.
    """
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="restore-", dir=media.parent) as folder:
        manifest = archive.read(path, Path(folder))
        _check(manifest)
        replaced = back_up(keep_in, now=now, prefix=REPLACED) if database.tables() else None
        held = held_by_subscribers() if database.is_migrated() else None
        with _swapped(Path(folder, archive.MEDIA), media):
            database.load(Path(folder, manifest.database))
    if held and held.versions:
        lift_what_differs(held, now=now)
    elif not is_exact:
        lift_all(now=now)
    # Higher than any earlier version, so that no cached answer from before is used again.
    number = int(now.timestamp())
    SiteVersion.objects.update_or_create(pk=1, defaults={"number": number})
    return replaced


def _check(manifest: Manifest) -> None:
    """Raise BackupError for a backup of another database engine or a newer version."""
    if manifest.engine != connection.vendor:
        raise BackupError(
            f"It is of a database of {manifest.engine}; this site has {connection.vendor}. Restore "
            f"it where DATABASE_URL names a {manifest.engine} database, and run "
            "`manage.py move_database` there."
        )
    if newer := database.unknown_migrations(manifest.migrations):
        raise BackupError(
            f"It comes from a newer version of the site ({manifest.version}), which knows "
            f"{', '.join(newer)}. Install that version first."
        )


@contextmanager
def _swapped(new: Path, present: Path) -> Iterator[None]:
    """Replace a folder with another; undo it if the body of the `with` block raises."""
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

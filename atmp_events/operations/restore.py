"""Restoring of a backup: verify it, back up the present data, then replace them."""

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.db import connection

from ..images.storage import flush_to_disk
from ..mail.outbox import delete_waiting_letters
from ..models import EventVersion, SiteVersion
from . import backup_file, database
from .backup import REPLACED, back_up, uploaded_files
from .backup_file import BackupError, Manifest
from .restored_versions import (
    PublishedState,
    raise_versions,
    read_published_state,
    revise_differences,
)

UNFINISHED: Final = ".restoring-"  # folders beside MEDIA_ROOT


def read_compatible(path: Path, into: Path | None = None) -> Manifest:
    """Verify a backup that fits this site, and extract it to an empty folder if `into` is given.

    Raises OSError, or BackupError if it is damaged, of another database engine, or of a newer
    version.
    """
    manifest = backup_file.read(path, into)
    if manifest.engine != connection.vendor:
        raise BackupError(
            f"It is from a database of {manifest.engine}; this site has {connection.vendor}. "
            f"Restore it where DATABASE_URL names a {manifest.engine} database, and run "
            "`manage.py move_database` there."
        )
    if newer := database.unknown_migrations(manifest.migrations):
        raise BackupError(
            f"It comes from a newer version of the site ({manifest.version}), which knows "
            f"{', '.join(newer)}. Install that version first."
        )
    return manifest


def restore(path: Path, *, keep_in: Path, now: datetime, is_exact: bool = False) -> Path | None:
    """Restore a backup; return the path of the backup made of the replaced data, if any.

    All or nothing: readers see the former data until the end. Even if the process is killed, all
    files that the database names are there. SEQUENCE and LAST-MODIFIED of events rise above what
    subscribers may have, unless `is_exact`. Raises as `read_compatible`, and django.db.Error.
    """
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=UNFINISHED, dir=media.parent) as folder:
        manifest = read_compatible(path, Path(folder))
        replaced = back_up(keep_in, now=now, prefix=REPLACED) if database.tables() else None
        published = read_published_state() if database.migrations_done() else None
        former = set(uploaded_files())
        new = _add_files(Path(folder, backup_file.MEDIA), media)
        try:
            database.load(Path(folder, manifest.database))
        except BaseException:
            _remove(new - former, media)
            raise
        _raise_versions(published, now=now, is_exact=is_exact)
        _remove(former - new, media)
    for left in unfinished():
        shutil.rmtree(left, ignore_errors=True)
    return replaced


def unfinished() -> list[Path]:
    """Return the folders of restores that were interrupted."""
    return sorted(Path(settings.MEDIA_ROOT).parent.glob(f"{UNFINISHED}*"))


def _raise_versions(published: PublishedState | None, *, now: datetime, is_exact: bool) -> None:
    """Make the restored data newer than what subscribers and caches have."""
    if published and published.versions:
        revise_differences(published, now=now)
    elif not is_exact:
        raise_versions(EventVersion.objects.all(), now=now)
    delete_waiting_letters()  # They may have been sent since.
    # Higher than any earlier version, so that no cached answer from before is used again.
    number = int(now.timestamp())
    SiteVersion.objects.update_or_create(pk=1, defaults={"number": number})


def _add_files(source: Path, media: Path) -> set[str]:
    """Move files into the folder of the present ones; return their names.

    Each file has a name of its own, so none that the database names now is overwritten.
    """
    names = set[str]()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            name = path.relative_to(source).as_posix()
            there = media / name
            there.parent.mkdir(parents=True, exist_ok=True)
            flush_to_disk(path)
            path.replace(there)
            flush_to_disk(there.parent)
            names.add(name)
    return names


def _remove(names: set[str], media: Path) -> None:
    for name in names:
        Path(media, name).unlink(missing_ok=True)

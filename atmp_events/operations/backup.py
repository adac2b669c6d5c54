"""Backups: database and pictures in one file, made while the site is in use."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.db import connection

from ..images.renditions import FOLDER
from ..images.storage import files_in_use
from ..models import Event
from . import backup_file, database

PREFIX: Final = "atmp-events-"
REPLACED: Final = "before-restore-"  # prefix of backups that `manage.py restore` makes first
SUFFIX: Final = ".tar.gz"
WORK: Final = ".backup-"  # prefix of folders of backups that are being made
STAMP: Final = "%Y%m%dT%H%M%SZ"


def back_up(folder: Path, *, now: datetime, prefix: str = PREFIX) -> Path:
    """Write a backup into a folder, verify it and return its path. Its name has `now` in UTC.

    The database is one snapshot; pictures are copied after it. Raises BackupError if the
    database is empty; OSError, BackupError or django.db.Error, and leaves no file, if the backup
    cannot be made.
    """
    if not database.tables():
        raise backup_file.BackupError(
            "the database is empty. Check DATA_DIR and DATABASE_URL, or run: manage.py migrate"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{prefix}{now.astimezone(UTC):{STAMP}}{SUFFIX}"
    manifest = backup_file.Manifest(
        made_at=now,
        version=settings.VERSION,
        engine=connection.vendor,
        migrations=database.applied_migrations(),
        events=count_events(),
    )
    with TemporaryDirectory(prefix=WORK, dir=folder) as work:
        copy = database.dump(Path(work))
        files = {copy.name: copy}
        files |= {
            f"{backup_file.MEDIA}/{it}": Path(settings.MEDIA_ROOT, it) for it in uploaded_files()
        }
        backup_file.write(path, manifest, files)
    return path


def count_events() -> int:
    """Return the number of events, deleted ones included; 0 in an empty database."""
    return Event.objects.count() if Event._meta.db_table in database.tables() else 0


def uploaded_files() -> Iterator[str]:
    """Yield the sorted paths of all uploaded pictures, relative to MEDIA_ROOT."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        # Renditions are left out: they can be made again.
        if path.is_file() and path.relative_to(root).parts[0] != FOLDER:
            yield path.relative_to(root).as_posix()


def missing_files() -> list[str]:
    """Return the pictures that the database names and that are missing on disk."""
    named = {name for _field, names in files_in_use() for name in names}
    return sorted(named - set(uploaded_files()))


def backups(folder: Path, prefix: str = PREFIX) -> dict[Path, datetime]:
    """Return the backups in a folder with their times (aware, UTC), the oldest first."""
    found = dict[Path, datetime]()
    for path in sorted(folder.glob(f"{prefix}*{SUFFIX}")):
        stamp = path.name.removeprefix(prefix).removesuffix(SUFFIX)
        try:
            found[path] = datetime.strptime(f"{stamp}+0000", f"{STAMP}%z")
        except ValueError:  # not a backup of this site
            continue
    return found


def remove_unfinished(folder: Path, *, now: datetime) -> list[Path]:
    """Remove day-old files of backups whose process was killed; return them."""
    left = [*folder.glob(f"*{backup_file.PARTIAL}"), *folder.glob(f"{WORK}*")]
    old = [it for it in left if it.stat().st_mtime < (now - timedelta(days=1)).timestamp()]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return old


def remove_old(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of a folder; return the removed. 0 keeps all.

    Backups that were made before a restore are not counted. They go with older ones of the others.
    """
    found = backups(folder)
    gone = list(found)[:-keep] if keep > 0 else []
    if gone:
        replaced = backups(folder, REPLACED)
        gone += [it for it, made_at in replaced.items() if made_at <= found[gone[-1]]]
    for path in gone:
        path.unlink()
    return gone

"""A backup: everything that must not be lost, in one file, taken while the site is in use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models

from ..images.renditions import FOLDER
from .archive import Manifest, Writer
from .rows import Row, Table, one_moment, rows_of, tables
from .schema import models_at, standing_of
from .thinning import Rule, too_many

PREFIX: Final = "atmp-events-"
STAMP: Final = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Backup:
    """A backup that was written and verified. `lost` are pictures named in rows, but not there."""

    path: Path
    manifest: Manifest
    lost: tuple[str, ...]


def back_up(
    folder: Path, *, now: datetime, prefix: str = PREFIX, using: str = DEFAULT_DB_ALIAS
) -> Backup:
    """Write a backup into a folder and verify it. `now` is aware; its UTC time names the file.

    The rows are of one moment, and nobody has to wait. Pictures are copied after the rows that
    name them. Raises OSError, leaving nothing behind, if the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    standing = standing_of(using)
    manifest = Manifest(made_at=now, version=settings.VERSION, standing=standing)
    named = set[str]()
    path = folder / f"{prefix}{_in_utc(now)}.zip"
    with Writer(path, manifest) as writer:
        with one_moment(using):
            for table in tables(models_at(standing)):
                rows = _noting_pictures(table, rows_of(table, using=using), named)
                writer.add_rows(table._meta.label_lower, rows)
        for picture in sorted(pictures()):
            # A picture may be replaced meanwhile; one that a row names is missed below.
            if (source := Path(settings.MEDIA_ROOT, picture)).exists():
                writer.add_picture(picture, source)
    return Backup(path, manifest, tuple(sorted(named - set(manifest.pictures))))


def pictures() -> Iterator[str]:
    """Yield the path of every picture that was uploaded, within the folder of media."""
    root = Path(settings.MEDIA_ROOT)
    for path in root.rglob("*"):
        # What can be made again is not kept.
        if path.is_file() and path.relative_to(root).parts[0] != FOLDER:
            yield path.relative_to(root).as_posix()


def backups(folder: Path) -> dict[Path, datetime]:
    """Return the backups in a folder with the moment of each (aware, UTC), by their names."""
    found = dict[Path, datetime]()
    for path in folder.glob(f"{PREFIX}*.zip"):
        try:
            stamp = f"{path.stem.removeprefix(PREFIX)}+0000"
            found[path] = datetime.strptime(stamp, f"{STAMP}%z")
        except ValueError:  # Somebody's own copy: not ours to remove.
            continue
    return found


def thin(folder: Path, rule: Rule) -> list[Path]:
    """Remove the backups that the rule does not keep, and return which they were."""
    made = backups(folder)
    gone = [path for path, at in made.items() if at in too_many(made.values(), rule)]
    for path in gone:
        path.unlink()
    return sorted(gone)


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(STAMP)


def _noting_pictures(table: Table, rows: Iterator[Row], named: set[str]) -> Iterator[Row]:
    """Pass rows on, and note the names of the pictures in them."""
    files = [
        field.attname
        for field in table._meta.concrete_fields
        if isinstance(field, models.FileField) and "historical" not in table._meta.label_lower
    ]
    for row in rows:
        named.update(row[name] for name in files if row[name])
        yield row

"""A backup put back: first it is verified, then what it replaces is kept, then it is put in place.

A backup of an older version is first put into a database of its own, whose tables are as they
were then; the migrations since bring it up to date, as they would have done the site.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.apps.registry import Apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from ..models import SiteVersion
from ..search import index
from .archive import MEDIA, Reader
from .backup import Backup, back_up, pictures
from .rows import Row, Table, put, replacing, rows_of, tables
from .schema import (
    migrate,
    migrate_to,
    models_at,
    standing_of,
    standing_of_code,
    workbench,
)

REPLACED: Final = "before-restore-"

Source = Callable[[Table], Iterator[Row]]


@dataclass(frozen=True)
class Plan:
    """What a restore would do: rows per table (`app.model`) as they are, and as they would be."""

    made_at: datetime
    version: str
    rows: dict[str, tuple[int, int]]
    pictures: tuple[int, int]
    older: bool


def plan(path: Path, *, using: str = DEFAULT_DB_ALIAS) -> Plan:
    """Say what restoring a backup would replace, after verifying it.

    Raises DamagedError, UnknownMigrationsError if it is of a newer version, or OSError.
    """
    with Reader(path) as reader:
        manifest = reader.manifest
    models_at(manifest.standing)
    present = _counts(using) if standing_of(using) else {}
    every = sorted(present.keys() | manifest.rows.keys())
    return Plan(
        made_at=manifest.made_at,
        version=manifest.version,
        rows={name: (present.get(name, 0), manifest.rows.get(name, 0)) for name in every},
        pictures=(len(list(pictures())), len(manifest.pictures)),
        older=manifest.standing != standing_of_code(),
    )


def restore(
    path: Path, *, keep_in: Path, now: datetime, using: str = DEFAULT_DB_ALIAS
) -> Backup | None:
    """Put a backup in place of what there is; return the backup made of the latter, if any.

    The rows come true all at once or not at all; readers see the old ones until then. Raises as
    `plan` does, and leaves everything as it was.
    """
    plan(path, using=using)
    replaced = (
        back_up(keep_in, now=now, prefix=REPLACED, using=using) if standing_of(using) else None
    )
    migrate(using=using)
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="restore-", dir=media.parent) as folder,
        Reader(path) as reader,
        _up_to_date(reader, Path(folder)) as (source, apps),
    ):
        reader.extract_pictures(Path(folder))
        fill(source, apps, using=using)
        _swap(Path(folder, MEDIA), media)
    index.rebuild()
    SiteVersion.increment()
    return replaced


def fill(source: Source, apps: Apps, *, using: str) -> None:
    """Put the rows of a source in place of those of a database, in one transaction."""
    every = tables(apps)
    with replacing(every, using=using):
        for table in every:
            put(table, source(table), using=using)


@contextmanager
def _up_to_date(reader: Reader, folder: Path) -> Iterator[tuple[Source, Apps]]:
    """Yield where the rows come from, as this version of the site has them."""
    standing, code = reader.manifest.standing, standing_of_code()
    held = reader.manifest.rows

    def from_file(table: Table) -> Iterator[Row]:
        name = table._meta.label_lower
        return reader.rows(name) if name in held else iter(())

    if standing == code:
        yield from_file, models_at(code)
        return
    with workbench(folder) as bench:
        migrate_to(standing, using=bench)
        fill(from_file, models_at(standing), using=bench)
        migrate(using=bench)
        yield lambda table: rows_of(table, using=bench), models_at(code)


def _counts(using: str) -> dict[str, int]:
    every = tables(models_at(standing_of(using)))
    return {it._meta.label_lower: it._base_manager.using(using).count() for it in every}


def _swap(new: Path, present: Path) -> None:
    """Put a folder in the place of another, whose content a backup holds by now."""
    new.mkdir(exist_ok=True)
    if present.exists():
        old = new.parent / "replaced"
        present.rename(old)
    new.rename(present)
    shutil.rmtree(new.parent / "replaced", ignore_errors=True)

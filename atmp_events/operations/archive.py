"""The file of a backup: a zip with rows, pictures, and a manifest that says what must be there.

    manifest.json               version, moment, migrations; per member its size and SHA-256
    rows/<app>.<model>.jsonl    one row per line
    media/…                     the pictures as they were uploaded and stored

A person can open it with any tool for zip files; nothing in it needs this site's code.
"""

import errno
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Self

from .rows import Row
from .schema import Standing

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
ROWS: Final = "rows/"
MEDIA: Final = "media/"
CHUNK: Final = 1 << 20


class DamagedError(Exception):
    """The file is not what was written; the message says what is wrong with it."""


@dataclass(frozen=True)
class Member:
    """One file within: bytes, SHA-256 in hex, and the number of rows where it holds rows."""

    bytes: int
    sha256: str
    rows: int | None = None


@dataclass
class Manifest:
    """What a backup holds. `made_at` is aware; `standing` the migrations behind its rows."""

    made_at: datetime
    version: str
    standing: Standing
    members: dict[str, Member] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, int]:
        """Return the number of rows per table (`app.model`)."""
        held = {name: it.rows for name, it in self.members.items() if it.rows is not None}
        return {table_in(name): rows for name, rows in held.items()}

    @property
    def pictures(self) -> list[str]:
        """Return the paths of the pictures, within the folder of media."""
        inside = [name for name in self.members if name.startswith(MEDIA)]
        return [name.removeprefix(MEDIA) for name in inside]

    def to_json(self) -> str:
        """Write it down."""
        plain = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "version": self.version,
            "migrations": sorted(self.standing),
            "members": {name: asdict(member) for name, member in self.members.items()},
        }
        return json.dumps(plain, indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read it again; raises DamagedError if it is none, or of a format that is not known."""
        try:
            plain = json.loads(text)
            if plain["format"] != FORMAT:
                raise DamagedError(
                    f"It is of format {plain['format']}; this version reads {FORMAT}."
                )
            return cls(
                made_at=datetime.fromisoformat(plain["made_at"]),
                version=plain["version"],
                standing=frozenset((app, name) for app, name in plain["migrations"]),
                members={name: Member(**member) for name, member in plain["members"].items()},
            )
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedError(f"Its {MANIFEST} cannot be read ({error!r}).") from error


def member_of(table: str) -> str:
    """Return the name within the file of a table (`app.model`)."""
    return f"{ROWS}{table}.jsonl"


def table_in(member: str) -> str:
    """Return the table (`app.model`) of a name within the file."""
    return member.removeprefix(ROWS).removesuffix(".jsonl")


class Writer:
    """Writes an archive under another name and gives it its own when it is whole."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path, self.manifest = path, manifest
        self.partial = path.with_suffix(".partial")

    def __enter__(self) -> Self:
        # Passwords' hashes are within: for the owner's eyes only.
        descriptor = os.open(self.partial, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        self.file = os.fdopen(descriptor, "w+b")
        self.zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED)
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            with suppress(OSError, ValueError):  # Nothing is left to be saved of it.
                self.zip.close()
            self.file.close()
            self.partial.unlink(missing_ok=True)

    def add_rows(self, table: str, rows: Iterable[Row]) -> None:
        """Add a table, row by row."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in rows:
                count += 1
                yield json.dumps(row, ensure_ascii=False).encode() + b"\n"

        name = member_of(table)
        size, digest = self._add(name, lines(), zipfile.ZIP_DEFLATED)
        self.manifest.members[name] = Member(size, digest, count)

    def add_picture(self, path: str, source: Path) -> None:
        """Add a picture by its path within the folder of media; pictures are compressed already."""
        with source.open("rb") as file:
            chunks = iter(lambda: file.read(CHUNK), b"")
            size, digest = self._add(f"{MEDIA}{path}", chunks, zipfile.ZIP_STORED)
        self.manifest.members[f"{MEDIA}{path}"] = Member(size, digest)

    def _add(self, name: str, chunks: Iterable[bytes], method: int) -> tuple[int, str]:
        size, digest = 0, hashlib.sha256()
        about = zipfile.ZipInfo(name, self.manifest.made_at.timetuple()[:6])
        about.compress_type = method
        with self.zip.open(about, "w", force_zip64=True) as out:
            for chunk in chunks:
                size += out.write(chunk)
                digest.update(chunk)
        return size, digest.hexdigest()

    def _finish(self) -> None:
        self.zip.writestr(MANIFEST, self.manifest.to_json())
        self.zip.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        verify(self.partial)
        self.partial.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)  # The name must survive a power cut too.
        os.fsync(folder)
        os.close(folder)


class Reader:
    """Reads an archive that `verify` has found whole."""

    def __init__(self, path: Path) -> None:
        self.manifest = verify(path)
        self.zip = zipfile.ZipFile(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.zip.close()

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table (`app.model`)."""
        with self.zip.open(member_of(table)) as file:
            for line in file:
                yield json.loads(line)

    def extract_pictures(self, folder: Path) -> None:
        """Write the pictures into an empty folder; a name that leads out of it stays inside."""
        for path in self.manifest.pictures:
            self.zip.extract(f"{MEDIA}{path}", folder)


def verify(path: Path) -> Manifest:
    """Return the manifest of an archive after comparing all that is in it.

    Raises DamagedError if it is no archive, or anything is missing, changed or too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()) - {MANIFEST}
            manifest = Manifest.from_json(archive.read(MANIFEST))
            if names != manifest.members.keys():
                odd = ", ".join(sorted(names ^ manifest.members.keys())[:3])
                raise DamagedError(f"It should not lack, or should not hold: {odd}.")
            for name, member in manifest.members.items():
                with archive.open(name) as file:
                    if _measured(file, count=member.rows is not None) != member:
                        raise DamagedError(f"{name} is not as it was written.")
            return manifest
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, ValueError) as error:
        raise DamagedError(f"It is no whole backup ({error}).") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # It points at a place before its own beginning.
        raise DamagedError(f"It is no whole backup ({error}).") from error


def _measured(file: IO[bytes], *, count: bool) -> Member:
    size, rows, digest = 0, 0, hashlib.sha256()
    for chunk in iter(lambda: file.read(CHUNK), b""):
        size += len(chunk)
        rows += chunk.count(b"\n")
        digest.update(chunk)
    return Member(size, digest.hexdigest(), rows if count else None)

"""The file format of a backup: a compressed tar of the database, the uploaded files and a manifest.

database.sqlite3 or database.sql    as SQLite or pg_dump wrote it
media/…                             the files as they were uploaded
manifest.json                       version, engine, time, and the SHA-256 of each file
"""

import gzip
import hashlib
import json
import os
import tarfile
import zlib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final, Self

from ..images.storage import flush_to_disk

FORMAT: Final = 2
MANIFEST: Final = "manifest.json"
MEDIA: Final = "media"
PARTIAL: Final = ".partial"  # the suffix of a file that is being written
CHUNK: Final = 1 << 20


class BackupError(Exception):
    """A backup failed or does not fit this site; the message says why, and what to do."""


@dataclass(frozen=True)
class Manifest:
    """The contents of a backup. `made_at` is aware; `migrations` are "app.name"."""

    made_at: datetime
    version: str
    engine: str  # connection.vendor of Django: "sqlite" or "postgresql"
    migrations: list[str]
    events: int
    sha256: dict[str, str] = field(default_factory=dict)  # hexadecimal, by name in the tar

    @property
    def database(self) -> str:
        """The name of the database file in the tar."""
        return next(name for name in self.sha256 if not name.startswith(f"{MEDIA}/"))

    @property
    def uploaded_files(self) -> int:
        """The number of uploaded files."""
        return len(self.sha256) - 1

    def to_json(self) -> bytes:
        """Return the content of manifest.json."""
        plain = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(plain, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read manifest.json. Raises BackupError for another format."""
        plain: dict[str, Any] = json.loads(content)
        if plain.pop("format") != FORMAT:
            raise BackupError("It was written by another version of the site.")
        return cls(**{**plain, "made_at": datetime.fromisoformat(plain["made_at"])})


def write(path: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    """Write a tar and verify it. `files` are by their names in the tar.

    It has the suffix .partial until it is complete and on disk. Raises OSError or BackupError.
    """
    partial = path.with_suffix(PARTIAL)
    try:
        # Only the owner may read it: it has password hashes.
        descriptor = os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar,
        ):
            for name, source in files.items():
                with source.open("rb") as content:
                    manifest.sha256[name] = _checksum(content)
                    content.seek(0)
                    _add_file(tar, name, content, source.stat().st_size, manifest.made_at)
            about = manifest.to_json()
            _add_file(tar, MANIFEST, BytesIO(about), len(about), manifest.made_at)
        flush_to_disk(partial)
        read(partial)
        partial.replace(path)
        flush_to_disk(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def read(path: Path, into: Path | None = None) -> Manifest:
    """Verify a tar against its manifest; extract it to an empty folder, if `into` is given.

    Raises BackupError if it is not a backup, or any file is missing, changed or unknown.
    """
    manifest, sums = None, dict[str, str]()
    try:
        with gzip.open(path) as file, tarfile.open(fileobj=file) as tar:
            for member in tar:
                content, name = tar.extractfile(member), Path(member.name)
                if content is None or name.is_absolute() or ".." in name.parts:
                    raise BackupError(f"Unexpected file in the backup: {member.name}")
                if member.name == MANIFEST:
                    manifest = Manifest.from_json(content.read())
                else:
                    sums[member.name] = _checksum(content, into and into / member.name)
            _checksum(file)  # to the end, where gzip has its checksum
    except (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"It is damaged, or no backup of this site ({error}).") from error
    if manifest is None or sums != manifest.sha256:
        raise BackupError("It is damaged: its files do not match its manifest.")
    return manifest


def _add_file(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int, at: datetime) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mtime = size, int(at.timestamp())
    tar.addfile(about, content)


def _checksum(content: IO[bytes] | gzip.GzipFile, copy: Path | None = None) -> str:
    """Return the SHA-256 of a file in hexadecimal; copy it to a new file, if `copy` is given."""
    digest = hashlib.sha256()
    if copy:
        copy.parent.mkdir(parents=True, exist_ok=True)
    with (copy or Path(os.devnull)).open("wb") as out:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()

"""Renditions: uploaded pictures in other widths and formats, made at the first request.

`events/ab12.webp` in 960 pixels as AVIF is `renditions/events/ab12-960.avif`. The name has all
parameters, so nothing is stored about a rendition, and it may be cached for ever.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image

from .storage import flush_to_disk

FOLDER: Final = "renditions"
PARTIAL: Final = ".partial"  # the suffix of a file that is being written
WIDTHS: Final = (320, 640, 960, 1440)  # pixels
# By extension: Pillow's name of the format, and its options.
FORMATS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "avif": ("AVIF", {"quality": 55, "speed": 8}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 80, "optimize": True, "progressive": True}),
}
NAME: Final = re.compile(rf"{FOLDER}/([\w/-]+)-([1-9]\d*)\.({'|'.join(FORMATS)})", re.ASCII)


def rendition_name(name: str, width: int, form: str) -> str:
    """Return the name of a rendition. `form` is a key of `FORMATS`."""
    return f"{FOLDER}/{Path(name).with_suffix('').as_posix()}-{width}.{form}"


def widths_of(width: int) -> Iterator[int]:
    """Yield the widths (pixels) that a picture is offered in; none is larger than its own."""
    yield from (each for each in WIDTHS if each < width)
    if width <= WIDTHS[-1]:
        yield width


@lru_cache(maxsize=512)
def smallest_rendition_name(name: str) -> str:
    """Return the name of the smallest rendition of a picture, or "" if it cannot be read."""
    try:
        with Image.open(Path(settings.MEDIA_ROOT, name)) as image:
            return rendition_name(name, min(WIDTHS[0], image.width), "webp")
    except OSError:
        return ""


def make_rendition(name: str) -> bool:
    """Make the rendition with a name. Return whether it was made.

    Its picture must be stored, and offered in that width: an invented name makes no file.
    """
    asked = NAME.fullmatch(name)
    if asked is None:
        return False
    source = Path(settings.MEDIA_ROOT, f"{asked[1]}.webp")
    width, form = int(asked[2]), asked[3]
    if not source.is_file():
        return False
    with Image.open(source, formats=("WEBP",)) as image:
        if width not in widths_of(image.width):
            return False
        height = max(1, round(image.height * width / image.width))
        small = image.resize((width, height), Image.Resampling.LANCZOS)
    _store(small, Path(settings.MEDIA_ROOT, name), form)
    return True


def delete_picture(name: str) -> None:
    """Delete a picture and its renditions."""
    default_storage.delete(name)
    stem = Path(settings.MEDIA_ROOT, FOLDER, name).with_suffix("")
    for path in stem.parent.glob(f"{stem.name}-*.*"):
        path.unlink(missing_ok=True)


def remove_stale_renditions(*, now: datetime) -> int:
    """Remove the renditions of deleted pictures, and unfinished files. Return how many."""
    root = Path(settings.MEDIA_ROOT)
    removed = 0
    for path in list((root / FOLDER).rglob(f"*{PARTIAL}")):
        if path.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            path.unlink(missing_ok=True)
            removed += 1
    for path in list((root / FOLDER).rglob("*-*.*")):
        made = NAME.fullmatch(path.relative_to(root).as_posix())
        if made and not (root / f"{made[1]}.webp").exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _store(image: Image.Image, path: Path, form: str) -> None:
    """Write a file atomically: another process may write the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name, options = FORMATS[form]
    if form == "jpg" and image.mode != "RGB":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    descriptor, partial = tempfile.mkstemp(dir=path.parent, suffix=PARTIAL)
    try:
        with os.fdopen(descriptor, "wb") as file:
            image.save(file, name, **options)
        # Else the file may be empty after a power cut, and cached for ever.
        flush_to_disk(Path(partial))
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)

"""What processes and machines share, where CACHE_URL names a cache: it spares each the making.

It decides nothing: the stamp in the database does. A cache that fails is left alone for a while.
"""

import logging
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)

LEFT_ALONE: Final = 10.0  # seconds


class Shared:
    """The cache of the settings, without its troubles."""

    def __init__(self) -> None:
        self._again_at = 0.0

    @property
    def answers(self) -> bool:
        """Tell whether there is one, and it has not failed just now."""
        return bool(settings.CACHE_URL) and monotonic() >= self._again_at

    def get(self, key: str) -> object:
        """Return what somebody has put there, or None."""
        if not self.answers:
            return None
        try:
            return cache.get(_here() + key)
        except Exception:  # Whatever is wrong with it, the site only becomes slower.
            self._failed()
            return None

    def put(self, key: str, thing: object, seconds: float) -> None:
        """Let others have it, for so long at most."""
        if self.answers:
            try:
                cache.set(_here() + key, thing, seconds)
            except Exception:  # As above.
                self._failed()

    def _failed(self) -> None:
        logger.warning("The cache does not answer", exc_info=True)
        self._again_at = monotonic() + LEFT_ALONE


@lru_cache(maxsize=1)
def _here() -> str:
    """Return what tells this deployment from every other: its code, its words, its settings."""
    digest = sha256()
    said = (settings.SECRET_KEY, settings.SITE_URL, settings.DATA_LICENCE, settings.CALENDAR_KEEPS)
    digest.update(repr((*said, settings.DATABASES["default"]["NAME"])).encode())
    for path in _code():
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:32] + ":"


def _code() -> Iterator[Path]:
    for folder in ("atmp_events", "templates"):
        for kind in ("*.py", "*.html", "*.mo"):
            yield from sorted((settings.BASE_DIR / folder).rglob(kind))
    yield from sorted(Path(settings.STATIC_ROOT).glob("staticfiles.json"))

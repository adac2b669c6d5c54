"""Django's Redis cache, made optional: without its server the site is only slower."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, ClassVar, Final, TypeVar

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

PAUSE: Final = 10.0  # seconds without requests to a server that has failed

Value = TypeVar("Value")


class TolerantRedisCache(RedisCache):
    """A cache that is empty while the server fails, is slow or returns unreadable values.

    Nothing here asks for more than these four methods, nor does a library.

    `add` then returns True, so that nobody waits forever for a lock or is refused a first use.
    """

    again_at: ClassVar[float] = 0.0  # of all threads, in seconds of the monotonic clock

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """Return a value, or the default."""
        return self._tried(default, super().get, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Store a value, if possible."""
        self._tried(None, super().set, key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Store a value for a new key; return whether the key was new."""
        return self._tried(True, super().add, key, value, *args, **kwargs)

    def delete(self, key: Any, version: Any = None) -> bool:
        """Remove a value; return whether it existed."""
        return self._tried(False, super().delete, key, version)

    def _tried(
        self, otherwise: Value, ask: Callable[..., Value], *args: Any, **kwargs: Any
    ) -> Value:
        """Call the server, unless it failed in the last `PAUSE`; return `otherwise` on failure."""
        if monotonic() < TolerantRedisCache.again_at:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except Exception:  # No response may depend on the cache.
            logger.warning("The cache does not answer", exc_info=True)
            TolerantRedisCache.again_at = monotonic() + PAUSE
            return otherwise

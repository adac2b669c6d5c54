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

    The site and its libraries use these four methods only. While the server fails, `add` returns
    True, so a lock counts as free, and a one-time value as unused.
    """

    retry_at: ClassVar[float] = 0.0  # shared by all threads, in seconds of the monotonic clock

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """Return a value, or the default."""
        return self._call(default, super().get, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Store a value, if possible."""
        self._call(None, super().set, key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Store a value for a new key; return whether the key was new."""
        return self._call(True, super().add, key, value, *args, **kwargs)

    def delete(self, key: Any, version: Any = None) -> bool:
        """Remove a value; return whether it existed."""
        return self._call(False, super().delete, key, version)

    def _call(
        self, fallback: Value, method: Callable[..., Value], *args: Any, **kwargs: Any
    ) -> Value:
        """Call a method, unless the server failed in the last `PAUSE`; on failure, a fallback."""
        if monotonic() < TolerantRedisCache.retry_at:
            return fallback
        try:
            return method(*args, **kwargs)
        except Exception:  # No response may depend on the cache.
            logger.warning("The cache does not answer", exc_info=True)
            TolerantRedisCache.retry_at = monotonic() + PAUSE
            return fallback

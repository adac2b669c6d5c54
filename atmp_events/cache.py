"""Django's Redis cache, for a site that needs no cache: one that is away only makes it slower."""

import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, ClassVar, Final, TypeVar

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

PAUSE: Final = 10.0  # seconds in which a server that has failed is not asked again

Value = TypeVar("Value")


class TolerantRedisCache(RedisCache):
    """Answers as an empty cache would where the server fails, is slow or holds what is not ours.

    `add` then says that it has added: nobody waits for ever for a lock, or is refused a first use.
    """

    again_at: ClassVar[float] = 0.0  # of all threads, by the monotonic clock

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """Return a value, or the default."""
        return self._tried(default, super().get, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Keep a value, if that can be done."""
        self._tried(None, super().set, key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep a value where there is none; tell whether there was none."""
        return self._tried(True, super().add, key, value, *args, **kwargs)

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Give a value more time; tell whether there is one."""
        return self._tried(False, super().touch, key, *args, **kwargs)

    def delete(self, key: Any, version: Any = None) -> bool:
        """Remove a value; tell whether there was one."""
        return self._tried(False, super().delete, key, version)

    def has_key(self, key: Any, version: Any = None) -> bool:
        """Tell whether there is a value."""
        return self._tried(False, super().has_key, key, version)

    def get_many(self, keys: Iterable[Any], version: Any = None) -> dict[Any, Any]:
        """Return the values there are."""
        return self._tried({}, super().get_many, keys, version)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Keep values; return the keys of those that could not be kept."""
        return self._tried(list(data), super().set_many, data, *args, **kwargs)

    def delete_many(self, keys: Iterable[Any], version: Any = None) -> None:
        """Remove values."""
        self._tried(None, super().delete_many, keys, version)

    def clear(self) -> None:
        """Remove everything."""
        self._tried(None, super().clear)

    def _tried(
        self, otherwise: Value, ask: Callable[..., Value], *args: Any, **kwargs: Any
    ) -> Value:
        """Ask the server, unless it has failed just now; return `otherwise` where it fails."""
        if monotonic() < TolerantRedisCache.again_at:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except Exception:  # Whatever is wrong with it, no answer may depend on it.
            logger.warning("The cache does not answer", exc_info=True)
            TolerantRedisCache.again_at = monotonic() + PAUSE
            return otherwise

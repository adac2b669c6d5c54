"""What a process remembers, bounded in bytes: what was asked for longest ago is forgotten first."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Final

OVERHEAD: Final = 2_000  # bytes of an entry beside its content: key, headers, the objects


class Shelf:
    """A place for objects that nobody changes, which threads share. Nothing is copied."""

    def __init__(self, room: int) -> None:
        """`room` is in bytes."""
        self.room = room
        self.used = 0
        self._things: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> object:
        """Return what is here, or None."""
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: object, size: int) -> None:
        """Keep a thing of so many bytes, in the place of an earlier one; too large a one is not."""
        size += OVERHEAD
        with self._lock:
            _, before = self._things.pop(key, (None, 0))
            self.used -= before
            if size > self.room:
                return
            self._things[key] = (thing, size)
            self.used += size
            while self.used > self.room:
                _, (_, freed) = self._things.popitem(last=False)
                self.used -= freed

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()
            self.used = 0

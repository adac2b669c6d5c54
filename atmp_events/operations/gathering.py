"""Writes the log's lines together, a few times a second, where the site is served.

To write is to let the other threads of the process in. For each line by itself that would cost an
answer that is kept more than all that is done for it. A command writes each line at once.
"""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread
from time import sleep
from typing import Final, TextIO

PAUSE: Final = 0.2  # seconds that a line may wait
MOST: Final = 1_000  # lines that wait


class GatheringHandler(logging.StreamHandler[TextIO]):
    """Writes what warns of something at once, with all before it; the rest soon, if it `gathers`.

    Whatever ends the process in an orderly way ends with `logging.shutdown`, which writes the rest.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to a stream, standard error unless another is given."""
        super().__init__(stream)
        self.gathers = False
        self._waiting: deque[logging.LogRecord] = deque()
        self._is_due = Event()
        self._writer: Thread | None = None

    def handle(self, record: logging.LogRecord) -> bool:
        """Take a line that the filters let through. Nobody waits for a lock here."""
        if not self.filter(record):
            return False
        self._waiting.append(record)
        is_urgent = not self.gathers or record.levelno >= logging.WARNING
        if is_urgent or len(self._waiting) >= MOST:
            self.flush()
        elif not self._is_due.is_set():
            self._wake()
        return True

    def flush(self) -> None:
        """Write what waits. Where nothing can be written there is nobody to tell."""
        self.acquire()
        try:
            lines = [*self._lines()]
            with suppress(OSError, ValueError):
                if lines:
                    self.stream.write(self.terminator.join([*lines, ""]))
                self.stream.flush()
        finally:
            self.release()

    def _lines(self) -> Iterator[str]:
        while self._waiting:
            record = self._waiting.popleft()
            try:
                yield self.format(record)
            except Exception:  # One that cannot be put into words must not cost the others.
                self.handleError(record)

    def _wake(self) -> None:
        self._is_due.set()
        self.acquire()
        try:
            if self._writer is None or not self._writer.is_alive():
                self._writer = Thread(target=self._write_on, name="log", daemon=True)
                self._writer.start()
        finally:
            self.release()

    def _write_on(self) -> None:
        while self._is_due.wait():
            sleep(PAUSE)
            self._is_due.clear()
            self.flush()


def gather() -> None:
    """Let the log's lines be written together from here on."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, GatheringHandler):
            handler.gathers = True

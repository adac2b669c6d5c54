"""A reader with many hands: asks over connections that stay open, and counts the answers.

Plain sockets in a process of its own: a client that does more would be what is measured.
"""

import multiprocessing
import selectors
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from multiprocessing.pool import Pool
from time import perf_counter
from typing import Any, Final

HANDS: Final = 8  # connections, as many as the server has threads
END: Final = b"\r\n\r\n"


class FailedError(RuntimeError):
    """An answer that was not the one asked for."""


class ClosedError(RuntimeError):
    """A connection that the server has ended, as a worker does that starts afresh."""


class Hand:
    """One connection, on which one question waits for its answer."""

    def __init__(self, port: int, question: bytes, status: int) -> None:
        self.port, self.question, self.status = port, question, status
        self.received = bytearray()
        self.socket = self._connected()

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def reach_out_again(self) -> None:
        """Take another connection for one that was closed."""
        self.socket.close()
        self.received.clear()
        self.socket = self._connected()

    def ask(self) -> None:
        """Send the question."""
        self.socket.sendall(self.question)

    def hear(self) -> bool:
        """Take what has come; tell whether the answer is whole.

        Raises FailedError for another answer, ClosedError where there is none.
        """
        try:
            some = self.socket.recv(1 << 18)
        except ConnectionError:
            some = b""
        if not some:
            raise ClosedError
        self.received += some
        head = self.received.find(END)
        if head < 0:
            return False
        length = head + len(END) + _length(bytes(self.received[:head]).lower(), self.status)
        if len(self.received) < length:
            return False
        self.received.clear()
        return True


def question(path: str, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a GET request, to be sent as it is."""
    lines = {"Host": "localhost", "Accept-Encoding": "gzip, br", **(headers or {})}
    told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET {path} HTTP/1.1\r\n{told}\r\n".encode()


def answers(port: int, asked: bytes, seconds: float, *, status: int = 200) -> int:
    """Return how often a question is answered in some seconds, asked by a process of its own."""
    answered: int = _reader().apply(_ask_on, (port, asked, seconds, status))
    return answered


@cache
def _reader() -> Pool:
    """Return the one process that asks; it ends with this one."""
    return multiprocessing.get_context("spawn").Pool(1)


def milliseconds(port: int, path: str, *, fresh: int | None = None) -> float:
    """Return the time of an answer on a connection of its own.

    In milliseconds. A number in `fresh` adds words to the address that no kept answer has, so that
    it is made anew.
    """
    more = "" if fresh is None else f"{'&' if '?' in path else '?'}fresh={fresh}"
    hand = Hand(port, question(path + more), 200)
    began = perf_counter()
    hand.ask()
    while not hand.hear():
        pass
    hand.socket.close()
    return (perf_counter() - began) * 1000


def _ask_on(port: int, asked: bytes, seconds: float, status: int) -> int:
    with ExitStack() as stack, selectors.DefaultSelector() as waiting:
        for _ in range(HANDS):
            hand = Hand(port, asked, status)
            stack.callback(lambda it=hand: it.socket.close())  # type: ignore[misc]
            waiting.register(hand.socket, selectors.EVENT_READ, hand)
            hand.ask()
        return _count(waiting, seconds)


def _count(waiting: selectors.BaseSelector, seconds: float) -> int:
    """Count answers. What was asked is waited for: the server works on it in any case."""
    answered, until = 0, perf_counter() + seconds
    while waiting.get_map():
        for key, _ in waiting.select(timeout=1):
            hand: Any = key.data
            try:
                if not hand.hear():
                    continue
                answered += 1
            except ClosedError:
                waiting.unregister(key.fileobj)
                hand.reach_out_again()
                waiting.register(hand.socket, selectors.EVENT_READ, hand)
            if perf_counter() < until:
                hand.ask()
            else:
                waiting.unregister(hand.socket)
    return answered


def _length(head: bytes, status: int) -> int:
    if f" {status} ".encode() not in head[:16]:
        raise FailedError(f"Not {status}: {head[:80].decode(errors='replace')}")
    if status == 304:
        return 0
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise FailedError("An answer without its length.")

"""A DNS server like Docker's, for one name whose addresses may change."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from struct import pack
from threading import Thread

HEADER = 12  # bytes (RFC 1035, 4.1.1)
A_RECORD = b"\x00\x01\x00\x01"


@contextmanager
def name_server(addresses: list[str]) -> Iterator[int]:
    """Answer each query with the current `addresses` (IPv4); yield the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = Thread(target=_answer, args=(server, addresses))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.sendto(b"", server.getsockname())  # An empty query ends the thread.
            thread.join(10)


def _answer(server: socket.socket, addresses: list[str]) -> None:
    while True:
        query, client = server.recvfrom(512)
        if not query:
            return
        question = query[HEADER : query.index(b"\0", HEADER) + 5]
        found = addresses if question.endswith(A_RECORD) else []
        records = b"".join(
            b"\xc0\x0c" + A_RECORD + pack("!IH", 1, 4) + socket.inet_aton(it) for it in found
        )
        header = query[:2] + pack("!5H", 0x8180, 1, len(found), 0, 0)
        server.sendto(header + question + records, client)

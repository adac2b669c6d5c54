"""The nginx of compose.yaml: the reader's address that it passes on, and how it finds the site."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.missing_programs import skip_missing
from tools.with_postgres import free_port

from .name_server import name_server
from .nginx import PROGRAM, nginx_before

TIMEOUT = 5  # seconds; nginx looks names up again after two seconds
# The X-Forwarded-For that nginx receives, and the address of the reader.
READERS = {
    None: "127.0.0.1",
    "203.0.113.7": "203.0.113.7",
    "198.51.100.1, 203.0.113.7": "203.0.113.7",  # The reader may have sent the first one.
    "203.0.113.7:55555": "203.0.113.7",
    "10.1.2.3": "10.1.2.3",  # in the hospital's network
    "2001:db8::7": "2001:db8::7",
    "[2001:db8::7]:443": "2001:db8::7",
}


class EchoHandler(BaseHTTPRequestHandler):
    """Answers with the server's own address and the X-Forwarded-For of the request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        own, forwarded = self.server.server_address[0], self.headers["X-Forwarded-For"]
        body = f"{own}|{forwarded}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Log nothing."""


@contextmanager
def echo_server(address: str, port: int) -> Iterator[None]:
    """Run a server in the place of a container of the site."""
    with ThreadingHTTPServer((address, port), EchoHandler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield
        server.shutdown()
        thread.join(10)


def request(port: int, forwarded: str | None = None) -> tuple[int, list[str]]:
    """Send nginx a request; return the status, and the server's address and X-Forwarded-For."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        connection.request("GET", "/", headers={"Host": "localhost"} | headers)
        response = connection.getresponse()
        return response.status, response.read().decode().split("|")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if PROGRAM is None:
        skip_missing("nginx is missing. Debian: apt-get install nginx-light")
    return tmp_path


def test_last_forwarded_address_is_the_readers_without_port(folder: Path) -> None:
    site, port = free_port(), free_port()
    with echo_server("127.0.0.1", site), nginx_before(site, folder, port=port):
        passed_on = {it: request(port, it)[1][1].split(", ")[-1] for it in READERS}
    assert passed_on == READERS


def test_address_of_the_reader_is_found_behind_two_proxies(folder: Path) -> None:
    site, port = free_port(), free_port()
    more = "real_ip_recursive on;"
    with echo_server("127.0.0.1", site), nginx_before(site, folder, port=port, more=more):
        _status, [_server, passed_on] = request(port, "198.51.100.1, 203.0.113.7, 10.0.0.9")
    assert passed_on.split(", ")[-1] == "203.0.113.7"


def test_nginx_finds_replaced_containers_without_a_restart(folder: Path) -> None:
    site, port, addresses = free_port(), free_port(), ["127.0.0.2"]
    with (
        name_server(addresses) as names,
        nginx_before(site, folder, port=port, names=names),
        ExitStack() as later,
    ):
        with echo_server("127.0.0.2", site):
            assert _answering_server(port) == "127.0.0.2"
            later.enter_context(echo_server("127.0.0.3", site))
            addresses[:] = ["127.0.0.3"]
        assert _answering_server(port) == "127.0.0.3"
        later.enter_context(echo_server("127.0.0.4", site))
        addresses[:] = ["127.0.0.3", "127.0.0.4"]
        _wait_until_answers(port, "127.0.0.4")
        addresses[:] = ["127.0.0.4", "127.0.0.9"]  # Nothing listens at the second address yet.
        time.sleep(2.1)
        assert {request(port)[0] for _ in range(6)} == {200}


def _answering_server(port: int) -> str:
    ends = time.monotonic() + TIMEOUT
    while (response := request(port))[0] != 200:
        assert time.monotonic() < ends, response
        time.sleep(0.1)
    return response[1][0]


def _wait_until_answers(port: int, address: str) -> None:
    ends = time.monotonic() + TIMEOUT
    while _answering_server(port) != address:
        assert time.monotonic() < ends
        time.sleep(0.1)

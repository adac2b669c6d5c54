"""Checks whether a web address answers, without ever connecting inside the network (SSRF).

The author of a link decides where this server connects. So a host name is resolved once, its IP
addresses are checked, and the connection goes to one of them: DNS rebinding cannot change it in
between. Each redirect is checked again.
"""

import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_noop

PORTS: Final = {"http": 80, "https": 443}
REDIRECTS: Final = 5
AGENT: Final = "ATMP-Events-link-check"
# Statuses that a server may give to programs but not to browsers.
NOT_FOR_PROGRAMS: Final = {401, 403, 405, 406, 429, 999}

Resolve = Callable[[str, int], list[str]]


class RefusedError(Exception):
    """An address that this server must not connect to."""


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """The result of a check. `is_dead` is None if it was inconclusive."""

    words: str
    is_dead: bool | None


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


def ask(address: str, *, seconds: float = 5, resolve: Resolve = resolve) -> LinkAnswer:
    """Check an http(s) address, within `seconds` in all, redirects included.

    The check has a thread of its own: the system's resolver has no timeout, and that of a socket
    starts again with each byte. After `seconds` its result is dropped.
    """
    answers: SimpleQueue[LinkAnswer] = SimpleQueue()
    check = Thread(target=lambda: answers.put(_ask(address, seconds, resolve)), daemon=True)
    check.start()
    try:
        return answers.get(timeout=seconds)
    except Empty:
        return LinkAnswer("timed out", is_dead=None)


def _ask(address: str, seconds: float, resolve: Resolve) -> LinkAnswer:
    try:
        for _hop in range(REDIRECTS + 1):
            status, location = _head(_checked(address), seconds, resolve)
            if status not in {301, 302, 303, 307, 308} or not location:
                return _judged(status)
            address = urljoin(address, location)
        return LinkAnswer(gettext_noop("redirects without end"), is_dead=True)
    except RefusedError as refused:
        return LinkAnswer(str(refused), is_dead=None)
    except socket.gaierror as error:
        known = error.errno == socket.EAI_NONAME
        return (
            LinkAnswer(gettext_noop("no such host"), True)
            if known
            else LinkAnswer("name not resolved", None)
        )
    except ssl.SSLCertVerificationError:
        return LinkAnswer(gettext_noop("certificate not valid"), is_dead=True)
    except TimeoutError:
        return LinkAnswer("timed out", is_dead=None)
    except (OSError, http.client.HTTPException, ValueError):
        return LinkAnswer("no connection", is_dead=None)


def is_outside(address: str) -> bool:
    """Return whether an IP address is a public one."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    within = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    found = within or found
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _checked(address: str) -> SplitResult:
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise RefusedError("not a web address")
    if parts.port not in {None, PORTS[parts.scheme]} or parts.username or parts.password:
        raise RefusedError("an address that is not asked")
    return parts


def _head(parts: SplitResult, seconds: float, resolve: Resolve) -> tuple[int, str]:
    """Return the status of an address, and where it redirects to."""
    host, port = str(parts.hostname), PORTS[parts.scheme]
    addresses = resolve(host, port)
    if not addresses or not all(map(is_outside, addresses)):
        raise RefusedError("an address inside the network")
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    with closing(connection):
        connection.sock = socket.create_connection((addresses[0], port), timeout=seconds)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
        # Links may have "/möte"; HTTP allows only ASCII in a path.
        path = iri_to_uri(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            location = answer.headers.get("Location", "")
            return answer.status, location.encode("latin-1", "replace").decode(errors="replace")


def _judged(status: int) -> LinkAnswer:
    if status in NOT_FOR_PROGRAMS or status >= 500:
        return LinkAnswer(str(status), is_dead=None)
    return LinkAnswer(str(status), is_dead=status >= 400)

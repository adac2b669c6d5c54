"""The check of all links of events, stored as `LinkCheck`s, and the rule that finds dead ones.

The author of a link decides where this server connects, but it must never connect inside its own
network (SSRF). So a host name is resolved once, its IP addresses are checked, and the connection
goes to one of them: DNS rebinding cannot change it in between. Each redirect is checked again.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..facts.details import LINKS
from ..models import Event, LinkCheck
from .finding import Finding
from .texts import passages_of

FIELDS: Final = ("registration_url", "online_url", *(link.name for link in LINKS))
RECHECK_AFTER: Final = timedelta(days=1)
THREADS: Final = 8
PORTS: Final = {"http": 80, "https": 443}
REDIRECTS: Final = 5
AGENT: Final = "ATMP-Events-link-check"
# Statuses that a server may give to programs but not to browsers.
NOT_FOR_PROGRAMS: Final = {401, 403, 405, 406, 429, 999}

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The result of a check. `is_dead` is None if it was inconclusive."""

    words: str
    is_dead: bool | None


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


def check_url(address: str, *, seconds: float = 5, resolve: Resolve = resolve) -> LinkResult:
    """Check an http(s) address, within `seconds` in all, redirects included.

    The check runs in a thread of its own, whose result is dropped after `seconds`: the system's
    resolver has no timeout, and the timeout of a socket starts again with each byte.
    """
    answers: SimpleQueue[LinkResult] = SimpleQueue()
    check = Thread(target=lambda: answers.put(_check_url(address, seconds, resolve)), daemon=True)
    check.start()
    try:
        return answers.get(timeout=seconds)
    except Empty:
        return LinkResult("timed out", is_dead=None)


def _check_url(address: str, seconds: float, resolve: Resolve) -> LinkResult:
    try:
        for _hop in range(REDIRECTS + 1):
            status, location = _fetch_status(address, seconds, resolve)
            if status not in {301, 302, 303, 307, 308} or not location:
                return _result_of(status)
            address = urljoin(address, location)
        return LinkResult(gettext_noop("redirects without end"), is_dead=True)
    except PermissionError as refused:
        return LinkResult(str(refused), is_dead=None)
    except socket.gaierror as error:
        if error.errno == socket.EAI_NONAME:
            return LinkResult(gettext_noop("no such host"), is_dead=True)
        return LinkResult("name not resolved", is_dead=None)
    except ssl.SSLCertVerificationError:
        return LinkResult(gettext_noop("certificate not valid"), is_dead=True)
    except TimeoutError:
        return LinkResult("timed out", is_dead=None)
    except (OSError, http.client.HTTPException, ValueError):
        return LinkResult("no connection", is_dead=None)


def is_public_address(address: str) -> bool:
    """Return whether an IP address is a public one."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    embedded = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    found = embedded or found
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _fetch_status(address: str, seconds: float, resolve: Resolve) -> tuple[int, str]:
    """Return the status of an address, and where it redirects to.

    Raises PermissionError for an address that this server must not connect to.
    """
    parts = urlsplit(address)
    host, port = parts.hostname, PORTS.get(parts.scheme)
    if not host or not port:
        raise PermissionError("not a web address")
    if parts.port not in {None, port} or parts.username or parts.password:
        raise PermissionError("an address that is not asked")
    addresses = resolve(host, port)
    if not addresses or not all(map(is_public_address, addresses)):
        raise PermissionError("an address inside the network")
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


def _result_of(status: int) -> LinkResult:
    if status in NOT_FOR_PROGRAMS or status >= 500:
        return LinkResult(str(status), is_dead=None)
    return LinkResult(str(status), is_dead=status >= 400)


def external_links_of(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the (field, address) of the external links of an event. Use `with_facts()`."""
    for field in FIELDS:
        if address := getattr(event, field):
            yield field, address
    for place, talk in enumerate(event.talks_in_order):
        for field in ("recording_url", "slides_url"):
            if address := getattr(talk, field):
                yield f"talks-{place}-{field}", address
    for it in passages_of(event):
        for address, _words in it.links:
            if address.startswith(("http://", "https://")):
                yield it.field, address


def check_links(
    addresses: Iterable[str],
    *,
    now: datetime,
    check_url: Callable[[str], LinkResult] = check_url,
    at_once: int = THREADS,
) -> int:
    """Check addresses, `at_once` in parallel, store the results; return how many are dead.

    A link whose check was inconclusive keeps its former state.
    """
    checked = sorted({address for address in addresses if len(address) <= 500})
    with ThreadPoolExecutor(at_once) as pool:
        results = dict(zip(checked, pool.map(check_url, checked), strict=True))
    known = {row.address: row for row in LinkCheck.objects.filter(address__in=checked)}
    for address, result in results.items():
        row = known.get(address)
        since = row.dead_since_at if row else None
        if result.is_dead is not None:
            since = (since or now) if result.is_dead else None
        LinkCheck.objects.update_or_create(
            address=address,
            defaults={"checked_at": now, "answer": result.words, "dead_since_at": since},
        )
    return sum(bool(result.is_dead) for result in results.values())


def links_to_check(events: Iterable[Event], *, now: datetime) -> list[str]:
    """Return the addresses in events that were not checked within `RECHECK_AFTER`."""
    addresses = {address for event in events for _field, address in external_links_of(event)}
    fresh = LinkCheck.objects.filter(address__in=addresses, checked_at__gt=now - RECHECK_AFTER)
    return sorted(addresses - set(fresh.values_list("address", flat=True)))


def dead_answers() -> dict[str, str]:
    """Return the answer of each link that was dead at its last check, by its address."""
    rows = LinkCheck.objects.filter(dead_since_at__isnull=False)
    return dict(rows.values_list("address", "answer"))


def dead_links(event: Event, dead: Mapping[str, str]) -> Iterator[Finding]:
    """Find the links of an event that are dead, each of them once."""
    fields: dict[str, str] = {}
    for field, address in external_links_of(event):
        fields.setdefault(address, field)
    for address, field in fields.items():
        if address in dead:
            message = _("The link %(address)s is dead (%(answer)s).")
            answer = _(dead[address]) if dead[address] else ""
            yield Finding(field, message % {"address": address, "answer": answer})

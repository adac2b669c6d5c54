"""The links of events, and the rule for dead ones. Results are stored in `LinkCheck`."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from ..facts.details import LINKS
from ..models import Event, LinkCheck
from .finding import Finding
from .link_checker import LinkAnswer, ask
from .passages import passages_of

FIELDS: Final = ("registration_url", "online_url", *(link.name for link in LINKS))
RECHECK_AFTER: Final = timedelta(days=1)
THREADS: Final = 8

Ask = Callable[[str], LinkAnswer]


def links_of(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the (field, address) of the external links of an event. Use `with_facts()`."""
    for field in FIELDS:
        if address := getattr(event, field):
            yield field, address
    for place, talk in enumerate(event.talks.all()):
        for field in ("recording_url", "slides_url"):
            if address := getattr(talk, field):
                yield f"talks-{place}-{field}", address
    for it in passages_of(event):
        for address, _words in it.links:
            if address.startswith(("http://", "https://")):
                yield it.field, address


def check(
    addresses: Iterable[str], *, now: datetime, ask: Ask = ask, at_once: int = THREADS
) -> int:
    """Check addresses, `at_once` in parallel, store the results; return how many are dead.

    A link whose check was inconclusive keeps its former state.
    """
    asked = sorted({address for address in addresses if len(address) <= 500})
    with ThreadPoolExecutor(at_once) as pool:
        answers = dict(zip(asked, pool.map(ask, asked), strict=True))
    known = {row.address: row for row in LinkCheck.objects.filter(address__in=asked)}
    for address, answer in answers.items():
        row = known.get(address)
        since = row.dead_since_at if row else None
        if answer.is_dead is not None:
            since = (since or now) if answer.is_dead else None
        LinkCheck.objects.update_or_create(
            address=address,
            defaults={"checked_at": now, "answer": answer.words, "dead_since_at": since},
        )
    return sum(bool(answer.is_dead) for answer in answers.values())


def due(events: Iterable[Event], *, now: datetime) -> list[str]:
    """Return the addresses in events that were not checked within `RECHECK_AFTER`."""
    addresses = {address for event in events for _field, address in links_of(event)}
    fresh = LinkCheck.objects.filter(address__in=addresses, checked_at__gt=now - RECHECK_AFTER)
    return sorted(addresses - set(fresh.values_list("address", flat=True)))


def dead_links(event: Event) -> Iterator[Finding]:
    """Find the links that were dead at their last check."""
    links = list(links_of(event))
    rows = LinkCheck.objects.filter(
        address__in=[address for _field, address in links], dead_since_at__isnull=False
    )
    dead = {row.address: row for row in rows} if links else {}
    for field, address in links:
        if row := dead.get(address):
            said = _("The link %(address)s is dead (%(answer)s).")
            yield Finding(field, said % {"address": address, "answer": row.answer})

"""The links of events: which there are, which are dead, and since when."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from ..facts.details import LINKS
from ..models import Event, LinkCheck
from .finding import Finding, passages_of
from .reaching import Answer, ask

FIELDS: Final = ("registration_url", "online_url", *(link.name for link in LINKS))
AGAIN_AFTER: Final = timedelta(days=1)
AT_ONCE: Final = 8

Ask = Callable[[str], Answer]


def links_of(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the fields of an event that lead out, each with its address. Use `with_facts()`."""
    for field in FIELDS:
        if address := getattr(event, field):
            yield field, address
    for it in passages_of(event):
        for address, _words in it.links:
            if address.startswith(("http://", "https://")):
                yield it.field, address


def check(
    addresses: Iterable[str], *, now: datetime, ask: Ask = ask, at_once: int = AT_ONCE
) -> int:
    """Ask each address, `at_once` so many, and remember what it answered; return how many are dead.

    What could not be found out leaves a link as it was known before.
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
    """Return the addresses in events that were not asked within a day."""
    addresses = {address for event in events for _field, address in links_of(event)}
    fresh = LinkCheck.objects.filter(address__in=addresses, checked_at__gt=now - AGAIN_AFTER)
    return sorted(addresses - set(fresh.values_list("address", flat=True)))


def dead_links(event: Event) -> Iterator[Finding]:
    """Find the links that were dead when they were last asked."""
    links = list(links_of(event))
    rows = LinkCheck.objects.filter(
        address__in=[address for _field, address in links], dead_since_at__isnull=False
    )
    dead = {row.address: row for row in rows} if links else {}
    for field, address in links:
        if row := dead.get(address):
            said = _("The link %(address)s is dead (%(answer)s).")
            yield Finding(field, said % {"address": address, "answer": row.answer})

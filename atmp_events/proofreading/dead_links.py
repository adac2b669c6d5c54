"""The links of events, and the rule for dead ones. Results are stored in `LinkCheck`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
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
    for place, talk in enumerate(event.talks_in_order):
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


def dead_answers() -> dict[str, str]:
    """Return the answer of each link that was dead at its last check, by its address."""
    rows = LinkCheck.objects.filter(dead_since_at__isnull=False)
    return dict(rows.values_list("address", "answer"))


def dead_links(event: Event, dead: Mapping[str, str]) -> Iterator[Finding]:
    """Find the links of an event that are among the dead ones, each of them once."""
    fields: dict[str, str] = {}
    for field, address in links_of(event):
        fields.setdefault(address, field)
    for address, field in fields.items():
        if address in dead:
            said = _("The link %(address)s is dead (%(answer)s).")
            answer = _(dead[address]) if dead[address] else ""
            yield Finding(field, said % {"address": address, "answer": answer})

"""Keeps the two languages honest: what agrees, what is confirmed, what is copied as a start."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from ..facts.translations import (
    COPIED,
    agreed_digests,
    missing_in,
    pairs_of,
    stale_in,
    stale_language,
)
from ..models import LANGUAGES, AgreedTexts, Event, Language
from ..models.bilingual import other


def keep_agreements(events: Iterable[Event]) -> None:
    """Remember anew the pairs of texts that agree: both written, both changed, or one empty.

    A pair of which one side alone has changed keeps what it last agreed on, and is stale until
    the other side is written too, or confirmed. Use `with_facts()`, and join `agreed_texts`.
    """
    changed = []
    for event in events:
        before, after = agreed_digests(event), {}
        for pair in pairs_of(event):
            agreed = before.get(pair.key)
            after[pair.key] = agreed if stale_language(pair, agreed) and agreed else pair.digests()
        if after != before:
            changed.append(AgreedTexts(event=event, digests=after))
    _remember(*changed)


def confirm(event: Event, language: Language) -> int:
    """Take it that what is stale in `language` still says the same; return how many texts."""
    stale = {pair.key: pair.digests() for pair in stale_in(event, language)}
    _remember(AgreedTexts(event=event, digests=agreed_digests(event) | stale))
    return len(stale)


@transaction.atomic
def copy_across(event: Event, target: Language) -> int:
    """Fill what is missing in `target` with the other language's text, as a start; count it.

    What is copied counts as stale until somebody has written over it or confirmed it.
    """
    source, missing = other(target), missing_in(event, target)
    rows: dict[str, Model] = {"": event}
    rows |= {f"talks-{talk.pk}": talk for talk in event.talks.all()}
    rows |= {f"appearances-{row.pk}": row for row in event.appearances.all()}
    holders = {pair.key: rows[pair.key.rpartition("-")[0]] for pair in missing}
    for pair in missing:
        name = pair.key.rpartition("-")[2]
        setattr(holders[pair.key], f"{name}_{target}", pair.text.written(source))
    for row in set(holders.values()):
        row.save()
    _mark_copied(Event.objects.get(pk=event.pk), set(holders), LANGUAGES.index(source))
    return len(missing)


def _mark_copied(event: Event, keys: set[str], source: int) -> None:
    copied = {pair.key: pair.digests() for pair in pairs_of(event) if pair.key in keys}
    for digests in copied.values():
        digests[source] = COPIED
    _remember(AgreedTexts(event=event, digests=agreed_digests(event) | copied))


def _remember(*agreed: AgreedTexts) -> None:
    AgreedTexts.objects.bulk_create(
        agreed, update_conflicts=True, unique_fields=["event"], update_fields=["digests"]
    )

"""Agreement of an event's texts in both languages: storing it, and copying missing texts."""

from collections.abc import Iterable

from django.db import transaction

from ..facts.translations import (
    COPIED,
    agreed_digests,
    missing_in,
    pairs_of,
    stale_in,
    stale_language,
)
from ..models import LANGUAGES, AgreedTexts, Event, Language
from ..models.bilingual import other_language


def update_agreements(events: Iterable[Event]) -> None:
    """Store the digests of pairs that agree: both new, both changed, or one empty.

    A pair with a change in one language keeps its digests, and is stale until the other language
    is changed or confirmed. Use `with_facts()`, and join `agreed_texts`.
    """
    changed = []
    for event in events:
        before, after = agreed_digests(event), {}
        for pair in pairs_of(event):
            agreed = before.get(pair.key)
            after[pair.key] = agreed if stale_language(pair, agreed) and agreed else pair.digests()
        if after != before:
            changed.append(AgreedTexts(event=event, digests=after))
    _store(*changed)


def confirm(event: Event, language: Language) -> int:
    """Mark the stale texts of a language as right; return how many."""
    stale = {pair.key: pair.digests() for pair in stale_in(event, language)}
    _store(AgreedTexts(event=event, digests=agreed_digests(event) | stale))
    return len(stale)


@transaction.atomic
def copy_missing_texts(event: Event, target: Language) -> int:
    """Copy the texts that are missing in `target` from the other language; return how many.

    A copied text is stale until it is changed or confirmed.
    """
    source, missing = other_language(target), missing_in(event, target)
    for pair in missing:
        name = pair.key.rpartition("-")[2]
        setattr(pair.row, f"{name}_{target}", pair.text.written(source))
    for row in {pair.row for pair in missing}:
        row.save()
    keys = {pair.key for pair in missing}
    _mark_copied(Event.objects.get(pk=event.pk), keys, LANGUAGES.index(source))
    return len(missing)


def _mark_copied(event: Event, keys: set[str], source: int) -> None:
    copied = {pair.key: pair.digests() for pair in pairs_of(event) if pair.key in keys}
    for digests in copied.values():
        digests[source] = COPIED
    _store(AgreedTexts(event=event, digests=agreed_digests(event) | copied))


def _store(*agreed: AgreedTexts) -> None:
    AgreedTexts.objects.bulk_create(
        agreed, update_conflicts=True, unique_fields=["event"], update_fields=["digests"]
    )

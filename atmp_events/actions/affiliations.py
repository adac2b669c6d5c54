"""Copying of a person's affiliations to the person's appearances at events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ..models import LANGUAGES, Affiliation, Appearance, Person, User
from ..models.bilingual import other_language
from .versions import save_version, save_version_before

# Each text of an appearance, and the text of an affiliation from which it is copied.
TEXTS: Final = {"role": "role", "affiliation": "organisation"}


def fill_from_person(
    row: Appearance, affiliations: Sequence[Affiliation], *, is_new: bool = False
) -> list[str]:
    """Fill in the texts that an affiliation has in both languages and the row in only one.

    A new row without a text gets that of the first affiliation. The row is not saved. Returns the
    columns that were filled in.
    """
    filled = []
    for name, source in TEXTS.items():
        if is_new and affiliations and not getattr(row, name):
            _copy(affiliations[0], row, name)
        for language in LANGUAGES:
            written = getattr(row, name).written(other_language(language))
            if not written or getattr(row, name).written(language):
                continue
            known = (getattr(it, source) for it in affiliations)
            found = [
                it.written(language)
                for it in known
                if it.written(other_language(language)) == written
            ]
            if any(found):
                setattr(row, f"{name}_{language}", next(filter(None, found)))
                filled.append(f"{name}_{language}")
    return filled


def copy_affiliations(row: Appearance) -> list[Appearance]:
    """Copy the person's first affiliation to the row; return unsaved rows for the others."""
    affiliations = list(row.person.affiliations.all())
    further = [
        Appearance(event=row.event, talk=row.talk, person=row.person) for _it in affiliations[1:]
    ]
    for each, affiliation in zip([row, *further], affiliations, strict=False):
        for name in TEXTS:
            _copy(affiliation, each, name)
    return further


def _copy(affiliation: Affiliation, row: Appearance, name: str) -> None:
    """Copy a text of an appearance (a key of `TEXTS`) in both languages."""
    for language in LANGUAGES:
        written = getattr(affiliation, TEXTS[name]).written(language)
        setattr(row, f"{name}_{language}", written)


def fill_appearances_of(person: Person, *, by: User | None, now: datetime) -> None:
    """Fill in a language that was added to a person's affiliations at all events of the person."""
    affiliations = list(Affiliation.objects.filter(person=person))
    rows = Appearance.objects.filter(person=person).select_related("event")
    for row in rows.order_by("event", "pk"):
        if filled := fill_from_person(row, affiliations):
            save_version_before(row.event, now=now)
            row.save(update_fields=filled)
            save_version(row.event, by=by, now=now)

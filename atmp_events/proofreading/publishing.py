"""Rules for what an event needs before it is published. They read its own columns only."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ..models import LANGUAGES, Event
from .finding import Finding

# Above what an import did not know, which it leaves in the text of a draft.
HEADING: Final = gettext_lazy("To look over after the import")


def blocking(event: Event) -> Iterator[Finding]:
    """Find what stops an event from being published, in the active language."""
    if not event.title:
        yield _stop("title_sv", _("A published event needs a title in at least one language."))
    if event.starts_at is None:
        yield _stop("starts_at_0", _("A published event needs a start and an end."))
    for language in LANGUAGES:
        if event.image and not event.image_alt.written(language):
            yield _stop(f"image_alt_{language}", _("Say in both languages what the picture shows."))
    closes_at = event.registration_closes_at
    if closes_at and event.ends_at and closes_at > event.ends_at:
        yield _stop("registration_closes_at_0", _("Registration closes after the end."))
    yield from _remarks_of_import(event)


def _stop(field: str, words: str) -> Finding:
    return Finding(field, words, stops=True)


def _remarks_of_import(event: Event) -> Iterator[Finding]:
    """Find the remarks: readers should not see them."""
    words = _("What the import did not know stands in the text: mend it, and take the list away.")
    for language in LANGUAGES:
        with override(language):
            heading = str(HEADING)
        if heading in event.body.written(language):
            yield Finding(f"body_{language}", words, stops=True)

"""Remarks that an import has left in the text of a draft, under a heading of its own."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ..models import LANGUAGES, Event
from .finding import Finding

HEADING: Final = gettext_lazy("To look over after the import")


def remarks_of_import(event: Event) -> Iterator[Finding]:
    """Find the remarks: readers should not see them."""
    words = _("What the import did not know stands in the text: mend it, and take the list away.")
    for language in LANGUAGES:
        with override(language):
            heading = str(HEADING)
        if heading in event.body.written(language):
            yield Finding(f"body_{language}", words, stops=True)

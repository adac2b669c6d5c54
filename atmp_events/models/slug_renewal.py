"""Slugs of events that follow their titles, until readers have them."""

import re
from typing import TYPE_CHECKING, Final

from .bilingual import Language, other
from .choices import State
from .identity import readable_slug

if TYPE_CHECKING:
    from .event import Event

NUMBER: Final = re.compile(r"-\d+$")  # at the end of a slug that was taken
# The columns that are read of a stored event.
TITLE_AND_SLUG: Final = (
    *("year", "state", "code", "title_sv", "title_en", "slug_sv", "slug_en"),
    "version__withdrawn_at",
)


def follows_title(stored: "Event", event: "Event", language: Language) -> bool:
    """Return whether a slug is to be made anew: its title has changed, and no reader has it.

    Readers have the slug of an event that is or was public. If that was made from a title in
    the other language, it is made anew when the event gets one in its own.
    """
    if stored.title.read(language) == event.title.read(language):
        return False
    is_first = event.title.written(language) and not stored.title.written(language)
    return bool((is_first or not is_known(stored)) and _is_made(stored, language))


def is_known(event: "Event") -> bool:
    """Return whether an event is or was public, so that readers have its addresses."""
    version = getattr(event, "version", None)
    return event.state == State.PUBLISHED or bool(version and version.withdrawn_at)


def _is_made(event: "Event", language: Language) -> bool:
    """Return whether a slug was made from the title, and not typed by hand."""
    slug, twin = (NUMBER.sub("", event.slug.written(it)) for it in (language, other(language)))
    title = event.title.read(language)
    if not event.title.written(language) and slug == twin:
        return True  # Both were made from one title, which may have changed since.
    made = readable_slug(title) or (event.code if title else "")
    return slug == NUMBER.sub("", made)

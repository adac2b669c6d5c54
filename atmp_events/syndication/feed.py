"""A feed before it gets a form: whose it is, where it stands, and what it holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ..models import Language
from .entry import Entry

# Of a feed that has never held anything: a date there must be, and it must not move.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of events to follow, in one language. Addresses are absolute."""

    title: str
    author: str
    language: Language
    site_url: str
    page_url: str  # the same events to read
    url: str  # of the feed itself
    licence: str  # address of the licence of the data; empty when none is given
    entries: tuple[Entry, ...]

    @property
    def updated_at(self) -> datetime:
        """When something in it last changed."""
        return max((entry.updated_at for entry in self.entries), default=NEVER)

"""Questions before an event is saved: what one change would break elsewhere.

The form is shown once more with them; when it is sent again unchanged, it is saved.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.utils.translation import gettext as _

from ..facts.translations import NAMES
from ..models import LANGUAGES, AttendanceMode, Event, Language, State
from ..models.bilingual import other
from ..proofreading.dates import passed
from ..proofreading.finding import Finding
from .translations import field_name

# Texts that readers act on, and that are read in one language: where to go, and what has happened.
ACTED_ON: Final = (*NAMES, "status_note")
ONLINE: Final = {AttendanceMode.ONLINE, AttendanceMode.HYBRID}


@dataclass(frozen=True, slots=True)
class Questions:
    """What to answer before saving, and the hidden input that says it has been read."""

    name: str  # of the hidden input
    found: tuple[Finding, ...]
    sent: str  # the value of the input in the sent form

    @property
    def seen(self) -> str:
        """The value of the input that confirms these very questions."""
        return sha256(repr(self.found).encode()).hexdigest()

    @property
    def is_confirmed(self) -> bool:
        """Whether nothing is asked, or the sent form confirms all of it."""
        return not self.found or self.sent == self.seen

    @property
    def labelled(self) -> list[tuple[str, Finding]]:
        """Each question with the label of its field."""
        return [(field_name(it.field), it) for it in self.found]


def asked(name: str, found: Iterable[Finding], sent: Mapping[str, Any]) -> Questions:
    """Return the questions of a sent form."""
    return Questions(name, tuple(found), str(sent.get(name, "")))


def questions_of(stored: Event, event: Event, now: datetime) -> Iterator[Finding]:
    """Yield what to ask before `event` is saved over `stored`, in the active language."""
    is_published = event.state == State.PUBLISHED and stored.state != State.PUBLISHED
    is_moved = event.starts_at != stored.starts_at and not has_ended(stored, now)
    if is_moved or is_published:
        yield from passed(event, now)
    if not stored.is_public(now) or has_ended(stored, now):
        return
    if stored.online_url and not event.online_url and event.attendance_mode in ONLINE:
        said = _("The link for taking part goes away: %(link)s")
        yield Finding("online_url", said % {"link": stored.online_url})
    for name, language in left_behind(stored, event):
        words = getattr(event, name).written(language)
        said = (
            _("The Swedish has changed, but the English still says “%(words)s”.")
            if language == "en"
            else _("The English has changed, but the Swedish still says “%(words)s”.")
        )
        yield Finding(f"{name}_{language}", said % {"words": words})


def has_ended(event: Event, now: datetime) -> bool:
    """Return whether an event is over."""
    return event.ends_at is not None and event.ends_at <= now


def left_behind(stored: Event, event: Event) -> Iterator[tuple[str, Language]]:
    """Yield the texts that readers act on and that have changed in the other language only."""
    for name in ACTED_ON:
        before, after = getattr(stored, name), getattr(event, name)
        for language in LANGUAGES:
            twin = other(language)
            is_same = before.written(language) == after.written(language) != ""
            if is_same and before.written(twin) != after.written(twin):
                yield name, language

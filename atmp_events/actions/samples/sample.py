"""What a sample event is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...models import AttendanceMode, Both, Kind, Registration
from .cast import HOUSE, WEB_PAGE, SamplePerson
from .dates import Moment, Span

BY_LINK: Final = {"registration": Registration.BY_LINK, "registration_url": WEB_PAGE}
NOT_NEEDED: Final = {"registration": Registration.NOT_NEEDED}
ONLINE: Final = {"attendance_mode": AttendanceMode.ONLINE}
HYBRID: Final = {"attendance_mode": AttendanceMode.HYBRID, "online_url": WEB_PAGE}
IN_SWEDISH: Final = {"spoken_languages": "sv"}
IN_ENGLISH: Final = {"spoken_languages": "en"}
IN_BOTH: Final = {"spoken_languages": "sv,en"}


@dataclass(frozen=True, slots=True)
class SampleTalk:
    """An item of the programme, so many minutes after the start where it has a time."""

    title: Both
    speakers: tuple[SamplePerson, ...] = ()
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample event. A text that is empty in one language is left untranslated there."""

    key: str  # makes its UID: never changed
    kind: Kind
    title: Both  # without the label "Exempel:", "Sample:"
    lead: Both
    shows: Both  # ends the sentence "This is a sample of an event …"
    when: Span | None
    venue: str | None = HOUSE
    talks: tuple[SampleTalk, ...] = ()
    host: SamplePerson | None = None
    number: int | None = None  # in the sample series
    fields: Mapping[str, Any] = field(default_factory=dict)
    moments: Mapping[str, Moment] = field(default_factory=dict)


def one_talk(sv: str, en: str, *speakers: SamplePerson) -> tuple[SampleTalk, ...]:
    """Return a programme of one item."""
    return (SampleTalk(Both(sv, en), speakers),)

"""One event as a VEVENT (RFC 5545, 3.6.1; RFC 7986), property by property in a fixed order.

There is no METHOD, ORGANIZER or ATTENDEE (Outlook would make a meeting of it; invitations add
them), no X-ALT-DESC and no component of RFC 9073: some clients fail on each. There is a VALARM only
if the address asks for one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Final

from django.conf import settings
from django.utils.translation import gettext, override
from icalendar import Alarm as VAlarm
from icalendar import Event as VEvent
from icalendar import vUri

from ..facts.alarm import Alarm
from ..facts.changes import Difference, last_differences
from ..facts.event import EventFacts, Picture, facts_of
from ..facts.when import SWEDISH_ZONE_NAME, When
from ..facts.where import Where
from ..facts.withdrawn import Facts, WithdrawnFacts, withdrawn_facts_of
from ..models import Departure, Event, Language, Status, Text
from .description import description
from .text import one_line, parameter, plain_text, uri, without_separators

STATUS: Final = {Status.CANCELLED: "CANCELLED", Status.POSTPONED: "TENTATIVE"}
# Added to a title that exists only in the other language: the name of its language.
OWN_NAME: Final[dict[Language, str]] = {"sv": " [svenska]", "en": " [English]"}
BUSY: Final = {Status.CANCELLED: "FREE", Status.POSTPONED: "TENTATIVE"}
IMAGE_TYPES: Final = {".webp": "image/webp", ".png": "image/png", ".avif": "image/avif"}

FIRST_YEAR: Final = 1997  # the first year that the VTIMEZONE describes completely


@dataclass(frozen=True, slots=True)
class Revision:
    """SEQUENCE, CREATED and LAST-MODIFIED (RFC 5545, 3.8.7). Times are in UTC."""

    sequence: int
    created_at: datetime
    changed_at: datetime


FactsAndRevision = tuple[Facts, Revision, tuple[Difference, ...]]


def revision_of(event: Event, language: Language) -> Revision:
    """Return the revision of a public event in the files of a language."""
    version = event.version
    dated = version.sv_changed_at if language == "sv" else version.en_changed_at
    dated = dated or version.changed_at or event.created_at
    # An event with a publishing time in the future changes for its readers at that time.
    changed_at = max(filter(None, (dated, version.visible_at)))
    return Revision(version.sequence, event.created_at.astimezone(UTC), changed_at.astimezone(UTC))


def revision_of_withdrawn(event: Event) -> Revision:
    """Return the revision of a withdrawn event, without later changes of its draft."""
    changed_at = event.version.withdrawn_at or event.created_at
    sequence = (event.version.last_seen or {}).get("sequence", event.version.sequence)
    return Revision(sequence, event.created_at.astimezone(UTC), changed_at.astimezone(UTC))


def revision_of_departed(departure: Departure, language: Language, now: datetime) -> Revision:
    """Return the revision of an event in the feeds that it left."""
    event = departure.event
    last = revision_of(event, language) if event.is_public(now) else revision_of_withdrawn(event)
    changed_at = max(last.changed_at, departure.left_at.astimezone(UTC))
    return Revision(departure.sequence, last.created_at, changed_at)


def facts_and_revision(event: Event, language: Language, now: datetime) -> FactsAndRevision | None:
    """Return the published facts of an event at `now`; None if its last published state is unknown.

    The version was fetched with the event, before its talks and people, so that it is never newer
    than their data.
    """
    if event.is_public(now):
        changes = last_differences(event, language)
        return facts_of(event, language), revision_of(event, language), changes
    facts = withdrawn_facts_of(event, language)
    return (facts, revision_of_withdrawn(event), ()) if facts else None


def vevent(
    facts: Facts,
    revision: Revision,
    *,
    alarm: Alarm | None = None,
    changes: Iterable[Difference] = (),
) -> VEvent:
    """Return the VEVENT of an event. Raises ValueError while it has no date.

    `alarm` is the reader's reminder, left out of an event that is withdrawn, cancelled or
    postponed. `changes` are for the DESCRIPTION.
    """
    if facts.when is None:
        raise ValueError(f"{facts.uid} has no date")
    event = VEvent()
    event.add("UID", facts.uid)
    _add_revision(event, revision)
    _add_times(event, facts.when)
    event.add("SUMMARY", one_line(summary(facts), facts.title.language))
    if isinstance(facts, WithdrawnFacts):
        _add_withdrawal(event, facts)
        return event
    event.add("STATUS", STATUS.get(Status(facts.status), "CONFIRMED"))
    if facts.where.line:
        _add_place(event, facts.where, facts.language)
    _add_description(event, facts, changes)
    event.add("URL", uri(facts.url))
    _add_categories(event, facts)
    if facts.contact:
        event.add("CONTACT", one_line(facts.contact.line, facts.language))
    if facts.where.online_url:
        event.add("CONFERENCE", uri(facts.where.online_url), _conference(facts))
    if facts.picture and settings.SITE_URL.startswith("https:"):
        _add_image(event, facts.picture)
    event.add("CLASS", "PUBLIC")
    usual = "FREE" if facts.when.all_day else "BUSY"
    _add_busy(event, BUSY.get(Status(facts.status), usual))
    if alarm and facts.status not in STATUS:
        event.add_component(_valarm(alarm, facts, facts.when))
    return event


def _add_withdrawal(event: VEvent, facts: WithdrawnFacts) -> None:
    """Mark a withdrawn event as cancelled. Only its last title and place are shown."""
    page = f"{settings.SITE_URL}{facts.path}"
    text = f"{facts.news.sentence}\n\n{page}" if facts.is_public else facts.news.sentence
    event.add("STATUS", "CANCELLED")
    if facts.place:
        event.add("LOCATION", one_line(facts.place, facts.language))
    event.add("DESCRIPTION", plain_text(text, facts.language))
    event.add("URL", uri(page))
    event.add("CLASS", "PUBLIC")
    _add_busy(event, "FREE")


def summary(facts: Facts) -> str:
    """Return the title with the status before it: few clients show STATUS."""
    if isinstance(facts, WithdrawnFacts):
        return f"{facts.news.word.upper()}: {_title(facts)}"
    with override(facts.language):
        prefix = {
            Status.CANCELLED: gettext("CANCELLED: "),
            Status.POSTPONED: gettext("POSTPONED: "),
        }.get(Status(facts.status), "")
    return f"{prefix}{_title(facts)}"


def _title(facts: Facts) -> str:
    language = facts.title.language
    return str(facts.title) if language == facts.language else f"{facts.title}{OWN_NAME[language]}"


def _add_revision(event: VEvent, revision: Revision) -> None:
    # Without METHOD, DTSTAMP is the last revision (RFC 5545, 3.8.7.2): the same bytes tomorrow.
    event.add("DTSTAMP", revision.changed_at.replace(microsecond=0))
    event.add("CREATED", revision.created_at.replace(microsecond=0))
    event.add("LAST-MODIFIED", revision.changed_at.replace(microsecond=0))
    event.add("SEQUENCE", revision.sequence)


def _has_local_times(when: When) -> bool:
    """Return whether times can be written as local times of the VTIMEZONE.

    They cannot in the repeated hour of autumn: such a local time means the first of the two hours.
    """
    is_described = when.zone == SWEDISH_ZONE_NAME and when.starts_at.year >= FIRST_YEAR
    return is_described and not when.starts_at.fold and not when.ends_at.fold


def _add_times(event: VEvent, when: When) -> None:
    if when.all_day:
        event.add("DTSTART", when.starts_at.date())
        event.add("DTEND", when.ends_at.date())
    elif _has_local_times(when):
        event.add("DTSTART", when.starts_at)
        event.add("DTEND", when.ends_at)
    else:
        event.add("DTSTART", when.starts_at.astimezone(UTC))
        event.add("DTEND", when.ends_at.astimezone(UTC))


def _add_place(event: VEvent, where: Where, language: Language) -> None:
    names = () if where.remote else (where.entrance, where.room, where.venue)
    language = _common_language(names, language)
    if where.point is None:
        event.add("LOCATION", one_line(where.line, language))
        return
    # Apple shows a map only if X-TITLE equals LOCATION, and parameters cannot hold quotation marks.
    place = one_line(parameter(where.line), language)
    event.add("LOCATION", place)
    event.add("GEO", where.point)
    event.add(
        "X-APPLE-STRUCTURED-LOCATION",
        vUri("geo:{},{}".format(*where.point)),  # with an unescaped comma (RFC 5870, 3.3)
        {"VALUE": "URI", "X-APPLE-RADIUS": "100", "X-TITLE": str(place)},
    )


def _add_description(event: VEvent, facts: EventFacts, changes: Iterable[Difference]) -> None:
    # DESCRIPTION lacks the title, and its labels are in the language of the calendar.
    language = _common_language((it for it in facts.texts if it is not facts.title), facts.language)
    event.add("DESCRIPTION", plain_text(description(facts, changes), language))


def _common_language(texts: Iterable[Text], otherwise: Language) -> Language:
    """Return the common language of texts, or `otherwise` if they have none in common."""
    languages = {text.language for text in texts if text}
    return languages.pop() if len(languages) == 1 else otherwise


def _add_categories(event: VEvent, facts: EventFacts) -> None:
    names = [facts.kind_name, facts.series.title if facts.series else ""]
    categories = [without_separators(name) for name in names if name]
    event.add("CATEGORIES", categories, {"LANGUAGE": facts.language})


def _conference(facts: EventFacts) -> dict[str, str]:
    with override(facts.language):
        return {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": gettext("Take part online")}


def _add_image(event: VEvent, picture: Picture) -> None:
    kind = IMAGE_TYPES.get(PurePosixPath(picture.url).suffix.lower(), "image/jpeg")
    parameters = {"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": kind}
    event.add("IMAGE", uri(f"{settings.SITE_URL}{picture.url}"), parameters)


def _add_busy(event: VEvent, busy: str) -> None:
    """Mark the time as "FREE", "BUSY" or "TENTATIVE"."""
    event.add("TRANSP", "OPAQUE" if busy == "BUSY" else "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", busy)


def _valarm(alarm: Alarm, facts: EventFacts, when: When) -> VAlarm:
    reminder = VAlarm()
    reminder.add("ACTION", "DISPLAY")
    reminder.add("DESCRIPTION", one_line(summary(facts), facts.title.language))
    reminder.add("TRIGGER", -alarm.before(all_day=when.all_day))
    return reminder

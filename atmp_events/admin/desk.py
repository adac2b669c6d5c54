"""The start page of the admin (the desk): coming events and drafts, and what each needs.

It tells what the check of each event finds (`proofreading`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..facts.when import swedish_time
from ..facts.when import told as in_swedish_time
from ..languages import current
from ..models import LANGUAGES, NOT_HELD, Event, State, Status
from ..proofreading.finding import Finding
from ..proofreading.materials import materials
from ..proofreading.rules import findings_of
from .event_state import state_label
from .questions import has_ended
from .translations import Unfinished, field_path, finding_label, finding_path, unfinished_in

ASKED_FOR: Final = timedelta(days=60)  # slides and recordings, after the event


@dataclass(frozen=True, slots=True)
class Need:
    """Something to do about an event, and the path of the field to do it in."""

    words: str
    path: str


@dataclass(slots=True)
class DeskEvent:
    """A coming event or a draft, and what it needs."""

    event: Event
    starts: str
    state: str
    is_held: bool = False  # then it is asked for slides and recording only
    needs: list[Need] = field(default_factory=list)
    translations: list[Unfinished] = field(default_factory=list)

    @property
    def is_in_need(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.needs or self.translations)


def on_the_desk(now: datetime) -> list[DeskEvent]:
    """Return the coming events, soonest first, then drafts and what waits for a new date."""
    wanted = Q(ends_at__gt=now) | Q(state=State.DRAFT) | Q(status=Status.POSTPONED) | _held(now)
    found = Event.objects.filter(wanted, deleted_at=None)
    events = list(found.with_facts().select_related("agreed_texts"))
    coming = [event for event in events if not _is_held(event, now)]
    findings, told = findings_of(coming, current(), now), set[Need]()
    rows = []
    for event in sorted(events, key=lambda event: _place(event, now)):
        row = DeskEvent(event, starts(event), state_label(event, now))
        if event.pk in findings:
            row.needs = list(_needs(event, findings[event.pk], told))
            row.translations = unfinished_in(event)
        else:
            row.is_held, row.needs = True, list(_lacking_materials(event))
        rows.append(row)
    return [row for row in rows if row.needs or not row.is_held]


def _held(now: datetime) -> Q:
    """Filter to the events of the last two months that may lack slides, from the day after."""
    midnight = swedish_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    ended = Q(ends_at__gt=now - ASKED_FOR, ends_at__lte=midnight)
    return ended & Q(state=State.PUBLISHED, no_materials=False) & ~Q(status__in=NOT_HELD)


def _is_held(event: Event, now: datetime) -> bool:
    return has_ended(event, now) and event.is_public(now) and event.status not in NOT_HELD


def _lacking_materials(event: Event) -> Iterator[Need]:
    shown = event.recording_url or event.slides_url
    if not shown and not any(talk.has_materials for talk in event.talks.all()):
        words = str(_("Slides and recording: add them, or say that there will be none"))
        yield Need(words, field_path(event, "no_materials"))
    for finding in materials(event, current()):
        yield Need(finding.words, field_path(event, finding.field))


def starts(event: Event) -> str:
    """Return the date and time at which an event starts, as visitors are told: in Swedish time.

    So the row stands under the same day in the list's line of dates.
    """
    if event.starts_at is None:
        return str(_("no date yet"))
    starts_at = in_swedish_time(event, event.starts_at)
    return f"{starts_at:{'%Y-%m-%d' if event.all_day else '%Y-%m-%d %H:%M'}}"


def _place(event: Event, now: datetime) -> tuple[bool, float, int]:
    is_coming = event.ends_at is not None and event.ends_at > now
    return not is_coming, event.starts_at.timestamp() if event.starts_at else 0, event.pk


def _in_words(finding: Finding) -> str:
    """Return a finding in words, with the name of the text that it is in."""
    is_text = finding.field.endswith(tuple(f"_{language}" for language in LANGUAGES))
    if not is_text or finding.person:
        return finding.words
    return f"{finding_label(finding)}: {finding.words}"


def _needs(event: Event, found: Iterable[Finding], told: set[Need]) -> Iterator[Need]:
    """Yield what an event needs; what is about a person only once, at the first of the events."""
    if event.state == State.DRAFT:
        yield Need(str(_("Draft: nobody can read it yet")), field_path(event, "state"))
    for finding in found:
        need = Need(_in_words(finding), finding_path(event, finding))
        if not finding.is_translation and need not in told:
            yield need
        if finding.person:
            told.add(need)

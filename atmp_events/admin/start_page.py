"""The start page of the admin: tasks for the coordinator, coming events and drafts.

The tasks of events are the findings of `proofreading`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..facts.centre import missing_in_statement
from ..facts.progress import is_over
from ..facts.when import midnight, shown_time, swedish_time
from ..facts.who import list_in_words
from ..languages import current_language
from ..models import NOT_HELD, Event, Language, State, Status, Website
from ..proofreading.fields import materials
from ..proofreading.finding import Finding
from ..proofreading.rules import findings_of
from .admin_page import website_path
from .event_state import state_label
from .translations import (
    UnfinishedTranslation,
    field_path,
    label_and_path,
    unfinished_translations_of,
)

MATERIALS_PERIOD: Final = timedelta(days=60)  # after an event, to add slides and recording
A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Task:
    """A task for the coordinator, and the path of the field to fill in."""

    words: str
    path: str
    events: tuple[str, ...] = ()  # titles of the events that name the record, for example a person


@dataclass(slots=True)
class EventRow:
    """A row of the start page: a coming event, a draft or a past event, with its tasks."""

    event: Event
    starts: str
    state: str
    was_held: bool = False  # Such an event needs only slides and recording.
    tasks: list[Task] = field(default_factory=list)
    shared_tasks: list[Task] = field(default_factory=list)  # of records that others may name too
    translations: list[UnfinishedTranslation] = field(default_factory=list)


def start_page_rows(now: datetime) -> list[EventRow]:
    """Return the coming events, soonest first, then other drafts and events without a new date."""
    is_open = Q(state=State.DRAFT) | Q(status=Status.POSTPONED)
    wanted = Q(ends_at__gt=now) | is_open | _recently_held(now)
    found = Event.objects.filter(wanted, deleted_at=None)
    events = list(found.with_facts().select_related("agreed_texts"))
    coming = [event for event in events if not _was_held(event, now)]
    findings = findings_of(coming, current_language(), now)
    rows = []
    for event in sorted(events, key=lambda event: _sort_key(event, now)):
        row = EventRow(event, start_in_words(event), state_label(event, now))
        if event.pk in findings:
            _add_tasks(row, findings[event.pk])
            row.translations = unfinished_translations_of(event)
        else:
            row.was_held, row.tasks = True, list(_material_tasks(event))
        rows.append(row)
    return [row for row in rows if row.tasks or not row.was_held]


def sections_of(
    rows: list[EventRow], tasks_of_site: list[Task]
) -> list[tuple[str, str, list[Any]]]:
    """Return key, title and rows of each section that has rows. Each task is in one section."""
    shared = dict[Task, list[str]]()
    for row in rows:
        for task in dict.fromkeys(row.shared_tasks):
            shared.setdefault(task, []).append(str(row.event))
    with_tasks = [row for row in rows if row.tasks or row.translations]
    held = [row for row in with_tasks if row.was_held]
    published = [
        row for row in with_tasks if row.event.state == State.PUBLISHED and not row.was_held
    ]
    drafts = [row for row in with_tasks if row.event.state != State.PUBLISHED]
    others = [replace(task, events=tuple(events)) for task, events in shared.items()]
    sections: list[tuple[str, str, list[Any]]] = [
        ("site", gettext("The site"), tasks_of_site),
        ("published", gettext("Published events"), published),
        ("held", gettext("Events that have been held"), held),
        ("drafts", gettext("Drafts"), drafts),
        ("shared", gettext("People and others that events name"), others),
    ]
    return [section for section in sections if section[-1]]


def _recently_held(now: datetime) -> Q:
    """Return the filter for events of the last two months, before today, that may need slides."""
    today = midnight(swedish_time(now))
    ended = Q(ends_at__gt=now - MATERIALS_PERIOD, ends_at__lte=today)
    return ended & Q(state=State.PUBLISHED, no_materials=False) & ~Q(status__in=NOT_HELD)


def _was_held(event: Event, now: datetime) -> bool:
    return is_over(event, now) and event.is_public(now) and event.status not in NOT_HELD


def _material_tasks(event: Event) -> Iterator[Task]:
    shown = event.recording_url or event.slides_url
    if not shown and not any(talk.has_materials for talk in event.talks.all()):
        words = str(_("Slides and recording: add them, or say that there will be none"))
        yield Task(words, field_path(event, "no_materials"))
    for finding in materials(event, current_language()):
        yield Task(finding.words, field_path(event, finding.field))


def start_in_words(event: Event) -> str:
    """Return the start of an event in Swedish time, as the public pages show it.

    The date filter above the list uses the same day.
    """
    if event.starts_at is None:
        return str(_("no date yet"))
    starts_at = shown_time(event, event.starts_at)
    return f"{starts_at:{'%Y-%m-%d' if event.all_day else '%Y-%m-%d %H:%M'}}"


def _sort_key(event: Event, now: datetime) -> tuple[bool, float, int]:
    is_coming = event.ends_at is not None and event.ends_at > now
    return not is_coming, event.starts_at.timestamp() if event.starts_at else 0, event.pk


def _add_tasks(row: EventRow, found: Iterable[Finding]) -> None:
    """Add the tasks about an event and about its people."""
    if row.event.state == State.DRAFT:
        words = str(_("Draft: nobody can read it yet"))
        row.tasks.append(Task(words, field_path(row.event, "state")))
    for finding in found:
        if finding.is_translation:
            continue
        name, path = label_and_path(row.event, finding)
        if finding.person:
            row.shared_tasks.append(Task(finding.words, path))
        else:
            is_text = finding.field.endswith(("_sv", "_en"))
            row.tasks.append(Task(f"{name}: {finding.words}" if is_text else finding.words, path))


def site_tasks(website: Website, language: Language, today: date) -> Iterator[Task]:
    """Yield facts that visitors or the law require on the pages about the site, if missing."""
    path = website_path(website)
    missing = list_in_words(missing_in_statement(website, language), language)
    if missing:
        words = gettext("The accessibility statement calls itself a draft. It lacks: %(facts)s.")
        yield Task(words % {"facts": missing}, path)
    elif website.stated_on and website.stated_on < today - A_YEAR:
        words = gettext(
            "The accessibility statement was last reviewed on %(day)s. "
            "The law wants it at least once a year."
        )
        yield Task(words % {"day": date_format(website.stated_on)}, f"{path}#id_stated_on")
    if not (website.data_protection_email and website.public_body):
        words = gettext(
            "The privacy page calls itself a draft. It must say who is the controller of "
            "personal data and how to reach the data protection officer."
        )
        yield Task(words, f"{path}#id_data_protection_email")
    if not (website.contact_email or website.contact_phone):
        words = gettext(
            "Visitors do not learn how to reach the centre: neither email nor telephone is "
            "filled in."
        )
        yield Task(words, f"{path}#id_contact_email")
    if not website.proposals:
        words = gettext("Visitors do not learn how to propose a talk.")
        yield Task(words, f"{path}#id_proposals_sv")

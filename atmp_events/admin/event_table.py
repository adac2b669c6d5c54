"""The list of events as a CSV table, with the filters of the list."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..facts.paths import page_path
from ..facts.when import last_day, shown_time
from ..languages import current_language
from ..models import Event, Language, SpokenLanguage, State
from .csv_table import csv_response
from .event_state import LABELS, TO_BE_PUBLISHED, state_of

CHUNK_SIZE: Final = 500  # events that are fetched together with their related rows
Cell: TypeAlias = Callable[[Event, Language], Any]


def _day(event: Event, language: Language) -> str:
    return f"{shown_time(event, event.starts_at):%Y-%m-%d}" if event.starts_at else ""


def _last_day(event: Event, language: Language) -> str:
    if not (event.starts_at and event.ends_at):
        return ""
    start, end = (shown_time(event, it) for it in (event.starts_at, event.ends_at))
    return last_day(start, end).isoformat()


def _time(event: Event, moment: datetime | None) -> str:
    return f"{shown_time(event, moment):%H:%M}" if moment and not event.all_day else ""


def _languages(event: Event, language: Language) -> str:
    return ", ".join(str(SpokenLanguage(code).label) for code in event.languages())


def _speakers(event: Event, language: Language) -> str:
    return ", ".join(dict.fromkeys(row.person.name for row in event.appearances_in_order))


def _organisers(event: Event, language: Language) -> str:
    return ", ".join(it.name.read(language) for it in event.organisers_in_order)


def _page(event: Event, language: Language) -> str:
    path = page_path(event, language)
    return settings.SITE_URL + path if path and event.is_public_or_scheduled else ""


def _state(event: Event, language: Language) -> str:
    """Return draft, to be published, or published. The status has a column of its own."""
    state = state_of(event, timezone.now())
    return str(LABELS[state if state in {State.DRAFT, TO_BE_PUBLISHED} else State.PUBLISHED])


# Headings of columns that are not fields of the model.
HEADINGS: Final = {
    "day": _("Date"),
    "starts": _("Starts at"),
    "ends": _("Ends at"),
    "last_day": _("Last day"),
    "speakers": _("Speakers"),
    "page_sv": _("Page in Swedish"),
    "page_en": _("Page in English"),
}
COLUMNS: Final[dict[str, Cell]] = {
    "day": _day,
    "starts": lambda event, language: _time(event, event.starts_at),
    "ends": lambda event, language: _time(event, event.ends_at),
    "last_day": _last_day,
    "title_sv": lambda event, language: event.title_sv,
    "title_en": lambda event, language: event.title_en,
    "kind": lambda event, language: event.get_kind_display(),
    "series": lambda event, language: event.series.title.read(language) if event.series else "",
    "venue": lambda event, language: event.venue.name.read(language) if event.venue else "",
    "room_sv": lambda event, language: event.room_sv,
    "room_en": lambda event, language: event.room_en,
    "attendance_mode": lambda event, language: event.get_attendance_mode_display(),
    "spoken_languages": _languages,
    "speakers": _speakers,
    "organisers": _organisers,
    "capacity": lambda event, language: event.capacity,
    "status": lambda event, language: event.get_status_display(),
    "state": _state,
    "registration": lambda event, language: event.get_registration_display(),
    "registration_url": lambda event, language: event.registration_url,
    "page_sv": lambda event, language: _page(event, "sv"),
    "page_en": lambda event, language: _page(event, "en"),
}


def heading(name: str) -> str:
    """Return the heading of a column in the active language. The import reads the same headings."""
    column: Any = Event._meta.get_field(name) if name not in HEADINGS else None
    return str(capfirst(column.verbose_name) if column else HEADINGS[name])


def table_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Send the events of the list with the same query string, in the order of the list."""
    try:
        found = model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters:
        return redirect("admin:events_event_changelist")
    name = gettext("events-%(day)s") % {"day": timezone.localdate().isoformat()}
    return csv_response(_rows(found.prefetch_related(None).with_facts(), current_language()), name)


def _rows(events: Any, language: Language) -> Iterator[list[Any]]:
    """Yield the headings and a row for each event."""
    yield [heading(name) for name in COLUMNS]
    for event in events.iterator(chunk_size=CHUNK_SIZE):
        yield [cell(event, language) for cell in COLUMNS.values()]

"""The list of events as a CSV table, with the filters of the list."""

from collections.abc import Iterator
from typing import Any, Final

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
COLUMNS: Final = (
    *("day", "starts", "ends", "last_day", "title_sv", "title_en", "kind", "series", "venue"),
    *("room_sv", "room_en", "attendance_mode", "spoken_languages", "speakers", "organisers"),
    *("capacity", "status", "state", "registration", "registration_url", "page_sv", "page_en"),
)


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
        words = _in_words(event, language)
        yield [words[name] if name in words else getattr(event, name) for name in COLUMNS]


def _in_words(event: Event, language: Language) -> dict[str, object]:
    """Return the cells that do not have the value of a field. None is an empty cell."""
    start, end = (it and shown_time(event, it) for it in (event.starts_at, event.ends_at))
    opens, closes = (None, None) if event.all_day else (start, end)
    state = state_of(event, timezone.now())
    return {
        "day": start and f"{start:%Y-%m-%d}",
        "starts": opens and f"{opens:%H:%M}",
        "ends": closes and f"{closes:%H:%M}",
        "last_day": last_day(start, end).isoformat() if start and end else None,
        "kind": event.get_kind_display(),
        "series": event.series and event.series.title.read(language),
        "venue": event.venue and event.venue.name.read(language),
        "attendance_mode": event.get_attendance_mode_display(),
        "spoken_languages": ", ".join(str(SpokenLanguage(it).label) for it in event.languages()),
        "speakers": ", ".join(dict.fromkeys(it.person.name for it in event.appearances_in_order)),
        "organisers": ", ".join(it.name.read(language) for it in event.organisers_in_order),
        "status": event.get_status_display(),
        # A cancelled event is published: the status has a column of its own.
        "state": str(LABELS[state if state in {State.DRAFT, TO_BE_PUBLISHED} else State.PUBLISHED]),
        "registration": event.get_registration_display(),
        "page_sv": _page(event, "sv"),
        "page_en": _page(event, "en"),
    }


def _page(event: Event, language: Language) -> str:
    path = page_path(event, language)
    return settings.SITE_URL + path if event.is_public_or_scheduled else ""

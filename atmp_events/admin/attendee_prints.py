"""The attendees of an event as a CSV table, a list on A4 and name badges.

Each is made on request and not stored.
"""

import re
from collections.abc import Iterator
from math import ceil
from textwrap import wrap
from typing import Any, Final
from unicodedata import east_asian_width

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..facts.event import facts_of
from ..facts.status import status_words
from ..facts.when import swedish_time
from ..languages import current_language
from ..models import Attendee, Event, registration_settings_of
from .admin_page import render_admin_page
from .attendees import column_label, listed_attendees
from .csv_table import csv_response

BADGES_PER_SHEET: Final = 10  # in two columns of five
# The type sizes in static/attendee_prints.css, the largest first: the greatest number of letters of
# average width in a line of a name, and of lines.
SIZES: Final = (("l", 12, 1), ("m", 15, 2), ("s", 21, 2))
SMALLEST: Final = "xs"
COLUMNS: Final = ("name", "email", "organisation", "access_needs", "food", "answer", "state")


def attendee_table(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponseBase:
    """Send all attendees as a CSV table."""
    today = timezone.localdate().isoformat()
    name = gettext("registered-%(code)s-%(day)s") % {"code": event.code, "day": today}
    return csv_response(_table_rows(event), name)


def attendee_list(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Show the attendees with a place as a checklist to print on A4."""
    people = listed_attendees(event, state=Attendee.State.CONFIRMED)
    template = "admin/attendees_list.html"
    return _print_page(model_admin, request, event, template, _("List on A4"), people=people)


def badges(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Show the name badges of attendees with a place, ten on each sheet of A4."""
    people = [
        (it.attendee, size_of(it.attendee.name))
        for it in listed_attendees(event, state=Attendee.State.CONFIRMED)
    ]
    sheets = [
        people[start : start + BADGES_PER_SHEET]
        for start in range(0, len(people), BADGES_PER_SHEET)
    ]
    template = "admin/attendees_badges.html"
    return _print_page(model_admin, request, event, template, _("Name badges"), sheets=sheets)


def size_of(name: str) -> str:
    """Return the largest type size in which a name fits on a badge."""
    words = re.sub(r"[^\s-]+", lambda word: "x" * ceil(_width(word[0])), name)
    longest = max(map(len, re.split(r"[\s-]", words)))
    fitting = (
        size
        for size, letters, lines in SIZES
        if longest <= letters and len(wrap(words, letters)) <= lines
    )
    return next(fitting, SMALLEST)


def _width(text: str) -> float:
    """Return the approximate width of a text, in letters of average width."""
    wide = {"W": 1.7, "M": 1.5, "m": 1.5, "w": 1.4}
    return sum(
        1.8 if east_asian_width(it) in "WF" else wide.get(it, 1.25 if it.isupper() else 1)
        for it in text
    )


def _print_page(
    model_admin: Any,
    request: HttpRequest,
    event: Event,
    template: str,
    title: Any,
    **context: Any,
) -> HttpResponse:
    language = current_language()
    facts = facts_of(Event.objects.with_facts_of_one().get(pk=event.pk), language)
    context |= {"original": event, "title": title, "facts": facts, "language": language}
    context["news"] = status_words(facts) if facts.is_called_off else None
    return render_admin_page(model_admin, request, template, **context)


def _table_rows(event: Event) -> Iterator[list[Any]]:
    question = registration_settings_of(event).question.read(current_language())
    heads = [column_label(name) for name in COLUMNS]
    if question:
        heads[COLUMNS.index("answer")] = question
    yield [*heads, gettext("Place in the queue"), gettext("Registered"), gettext("Came")]
    for listed in listed_attendees(event):
        it = listed.attendee
        moments = (it.registered_at, it.came_at)
        yield [
            *(getattr(it, name) for name in COLUMNS[:-1]),
            it.get_state_display(),
            listed.place_in_queue,
            *(f"{swedish_time(moment):%Y-%m-%d %H:%M}" if moment else "" for moment in moments),
        ]

"""The page on how to subscribe to all events, or to a selection."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..error_pages import only_read
from ..facts.addresses import with_query
from ..facts.centre import the_centre
from ..facts.subscription import CALENDAR_CLIENTS, Subscription
from ..languages import current
from ..models import Language, Text
from ..models.bilingual import other
from ..selection import Options, Selection, selection_of
from .filter_form import FilterChoice, FilterField, fields_of
from .render import render_page, twin_of

OFFERED: Final = ("kind", "series")  # other filters are there if the address has them
# Values of `?alarm=`: the time of a reminder before the start.
REMINDERS: Final[dict[str, str | Promise]] = {
    "30m": _("30 minutes before"),
    "1h": _("1 hour before"),
    "1d": _("1 day before"),
}


@only_read
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the address of the selected calendar, and how to subscribe in each program."""
    language, options = current(), Options(timezone.now())
    selection = selection_of(request.GET.dict(), language, options)
    alarm = request.GET.get("alarm", "") if request.GET.get("alarm") in REMINDERS else ""
    values = _values(selection, alarm)
    feed = f"{settings.SITE_URL}{with_query(reverse('all_events_calendar'), values)}"
    centre = the_centre(language)
    context = {
        "centre": centre,
        "feed": Subscription(feed, selection.name(centre), language),
        "fields": [*_fields(selection, options), _reminders(alarm, language)],
        "words": selection.text,
        "title": "" if selection.is_empty else selection.title(language),
        "alarm": alarm,
        "clients": CALENDAR_CLIENTS,
        "snippet": with_query(reverse("snippet"), selection.values),
        "canonical": settings.SITE_URL + with_query(reverse("subscribe"), values),
    }
    twin = with_query(twin_of("subscribe"), _values(selection.read_in(other(language)), alarm))
    return render_page(request, "public/pages/subscribe.html", context, twin=twin)


def _values(selection: Selection, alarm: str) -> dict[str, str]:
    return selection.values | ({"alarm": alarm} if alarm else {})


def _fields(selection: Selection, options: Options) -> Iterator[FilterField]:
    fields = fields_of(selection, options)
    return (field for field in fields if field.name in OFFERED or field.chosen)


def _reminders(alarm: str, language: Language) -> FilterField:
    choices = (
        FilterChoice(value, Text(str(label), language), value == alarm)
        for value, label in REMINDERS.items()
    )
    return FilterField("alarm", gettext("Reminder"), gettext("No reminder"), tuple(choices))

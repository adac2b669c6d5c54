"""The page “The programme as text”: a period and a filter, and the text to copy."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..facts.programme_text import ProgrammeText, programme_text
from ..languages import current
from ..models import LANGUAGES, AttendanceMode, Change, Event, Kind, SpokenLanguage, Status
from ..selection import ENTITIES, LONGEST_TEXT, Options, Selection, in_alphabet, selection_of
from .periods import Period, PeriodForm
from .row_page import row_page

RECENT: Final = timedelta(days=31)  # Changes that the last text may not have told.
# The parameters of the public list and their labels; the year is the period's.
FILTERS: Final = {
    "kind": _("Type"),
    "series": _("Series"),
    "person": _("Speaker"),
    "venue": _("Venue"),
    "organiser": _("Organiser"),
    "language": _("Language"),
    "mode": _("Attendance"),
}
CODES: Final = {"kind": Kind, "language": SpokenLanguage, "mode": AttendanceMode}


class ProgrammeTextForm(PeriodForm):
    """A period, and the filters of the public list of events."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_TEXT)
    leads = forms.BooleanField(label=_("With the leads of the events"), required=False)

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        """Offer the values of the public events."""
        super().__init__(*args, **kwargs)
        for name, label in FILTERS.items():
            choices = [("", _("Any")), *_choices(name, options)]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.order_fields(["period", "first_on", "last_on", *FILTERS, "q", "leads"])


def _choices(name: str, options: Options) -> Iterable[tuple[str, str]]:
    if name in CODES:
        return [(code, str(label)) for code, label in CODES[name].choices]
    language = current()
    found = in_alphabet(options.of(name), language) if name in ENTITIES else []
    return [(it.slug.written(language), it.name.read(language)) for it in found]


def programme_text_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show the form, and the text in both languages once it is sent."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    now = timezone.now()
    options = Options(now)
    form = ProgrammeTextForm(request.GET if "period" in request.GET else None, options=options)
    texts: list[ProgrammeText] = []
    hidden = 0
    if form.is_valid():
        period = form.chosen(timezone.localdate(now))
        selection = selection_of(request.GET, current(), options)
        texts = list(_texts(selection, period, now, with_leads=form.cleaned_data["leads"]))
        hidden = _not_public(selection, period, now)
    return row_page(
        model_admin,
        request,
        "admin/programme_text.html",
        title=_("The programme as text"),
        form=form,
        texts=texts,
        hidden=hidden,
    )


def _texts(
    selection: Selection, period: Period, now: datetime, *, with_leads: bool
) -> Iterator[ProgrammeText]:
    inside = Q(starts_at__lt=period.ends_at, ends_at__gt=period.starts_at)
    left = Q(
        status=Status.RESCHEDULED,
        previous_starts_at__gte=period.starts_at,
        previous_starts_at__lt=period.ends_at,
    )
    found = selection.events(Event.objects.public(now)).coming(now).filter(inside | left)
    changes = Prefetch("changes", Change.objects.order_by("-changed_at", "-pk"))
    events = list(found.with_facts().prefetch_related(changes))
    for language in LANGUAGES if events else ():
        yield programme_text(
            events,
            language,
            title=f"{selection.title(language)}, {period.in_words(language)}",
            now=now,
            changed_after=now - RECENT,
            with_leads=with_leads,
        )


def _not_public(selection: Selection, period: Period, now: datetime) -> int:
    """Return the number of events of the period that readers do not see yet."""
    events = selection.events(Event.objects.filter(deleted_at=None))
    inside = events.filter(starts_at__lt=period.ends_at, ends_at__gt=max(period.starts_at, now))
    public = Event.objects.public(now).order_by()
    return inside.exclude(pk__in=public.values("pk")).count()

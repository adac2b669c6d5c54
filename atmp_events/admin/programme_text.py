"""The page “The programme as text”: a form with period and filters, and the text to copy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django import forms
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ..facts.programme_text import ProgrammeText, programme_text
from ..facts.when import dated_range, midnight
from ..languages import current_language
from ..models import (
    LANGUAGES,
    AttendanceMode,
    Change,
    Event,
    Kind,
    Language,
    SpokenLanguage,
    Status,
)
from ..selection import MAX_TEXT_LENGTH, Options, Selection, in_alphabet, name_of, selection_of
from .admin_page import render_admin_page
from .local_time import DayField

MONTHS_OF_A_TERM: Final = 6
JULY: Final = 7  # The autumn term begins.
DATES: Final = "dates"
PERIODS: Final = (
    ("this_month", _("This month")),
    ("next_month", _("Next month")),
    ("this_term", _("This term")),
    ("next_term", _("Next term")),
    (DATES, _("From one day to another")),
)
RECENT: Final = timedelta(days=31)  # The text mentions changes of the last month.
# The parameters of the public list, except the year, with their labels.
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


@dataclass(frozen=True, slots=True)
class Period:
    """Days, including the last, and the kind of the period: "month", "term" or "dates"."""

    first: date
    last: date
    kind: str = DATES

    @property
    def starts_at(self) -> datetime:
        """The start of the first day, in Swedish time."""
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The end of the last day, in Swedish time."""
        return midnight(self.last + timedelta(days=1))

    def in_words(self, language: Language) -> str:
        """Return the name of the period: "december 2026", "våren 2027", "5–7 mars 2027"."""
        with override(language):
            if self.kind == "month":
                return formatted(self.first, "F Y")
            if self.kind == "term":
                year = {"year": self.first.year}
                if self.first.month >= JULY:
                    return gettext("autumn %(year)s") % year
                return gettext("spring %(year)s") % year
            return dated_range(self.first, self.last)


def period_of(name: str, today: date) -> Period:
    """Return a period by its key in `PERIODS`, except `DATES`."""
    length, kind = (1, "month") if name.endswith("month") else (MONTHS_OF_A_TERM, "term")
    first = today.replace(day=1) - relativedelta(months=(today.month - 1) % length)
    if name.startswith("next"):
        first += relativedelta(months=length)
    return Period(first, first + relativedelta(months=length, days=-1), kind)


class ProgrammeTextForm(forms.Form):
    """A period, and the filters of the public list of events."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS)
    first_on = DayField(label=_("From"), required=False)
    last_on = DayField(label=_("Until"), required=False)
    q = forms.CharField(label=_("Search"), required=False, max_length=MAX_TEXT_LENGTH)
    leads = forms.BooleanField(label=_("With the leads of the events"), required=False)

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        """Offer the filter values of the public events."""
        super().__init__(*args, **kwargs)
        for name, label in FILTERS.items():
            choices = [("", _("Any")), *_choices(name, options)]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.order_fields(["period", "first_on", "last_on", *FILTERS, "q", "leads"])

    def clean(self) -> dict[str, Any]:
        """Read the period. For `DATES`, require both days in the right order."""
        super().clean()
        given = self.cleaned_data
        if given.get("period") != DATES:
            given["period"] = period_of(given.get("period", ""), timezone.localdate())
            return given
        for name in ("first_on", "last_on"):
            if name not in self.errors and given[name] is None:
                self.add_error(name, _("Give the date too."))
        first, last = given.get("first_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first."))
        elif first and last:
            given["period"] = Period(first, last)
        return given


def _choices(name: str, options: Options) -> Iterable[tuple[str, str]]:
    if name in CODES:
        return [(code, str(label)) for code, label in CODES[name].choices]
    language = current_language()
    found = in_alphabet(options.of(name), language)
    return [(it.slugs.written(language), name_of(it).read(language)) for it in found]


def programme_text_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show the form, and after it is sent the text in both languages."""
    now = timezone.now()
    options = Options(now)
    form = ProgrammeTextForm(request.GET if "period" in request.GET else None, options=options)
    texts: list[ProgrammeText] = []
    hidden = 0
    if form.is_valid():
        period = form.cleaned_data["period"]
        selection = selection_of(request.GET, current_language(), options)
        with_leads = form.cleaned_data["leads"]
        texts = list(_programme_texts(selection, period, now, with_leads=with_leads))
        hidden = _count_not_public(selection, period, now)
    return render_admin_page(
        model_admin,
        request,
        "admin/programme_text.html",
        title=_("The programme as text"),
        form=form,
        texts=texts,
        hidden=hidden,
    )


def _programme_texts(
    selection: Selection, period: Period, now: datetime, *, with_leads: bool
) -> Iterator[ProgrammeText]:
    inside = Q(starts_at__lt=period.ends_at, ends_at__gt=period.starts_at)
    moved_away = Q(
        status=Status.RESCHEDULED,
        previous_starts_at__gte=period.starts_at,
        previous_starts_at__lt=period.ends_at,
    )
    found = selection.events(Event.objects.public(now)).coming(now).filter(inside | moved_away)
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


def _count_not_public(selection: Selection, period: Period, now: datetime) -> int:
    """Return the number of coming events in the period that are not public yet."""
    events = selection.events(Event.objects.filter(deleted_at=None))
    inside = events.filter(starts_at__lt=period.ends_at, ends_at__gt=max(period.starts_at, now))
    public = Event.objects.public(now).order_by()
    return inside.exclude(pk__in=public.values("pk")).count()

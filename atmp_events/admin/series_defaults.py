"""Default values of a new event in a series, taken from the latest event of the series."""

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, JsonResponse

from ..facts.details import DETAILS
from ..models import LANGUAGES, AttendanceMode, Event, EventOrganiser, Organiser, Series
from ..models.identifiers import parse_number
from .autocomplete import label_of

# The script sends this after it has filled in the defaults. The server then fills in no fields:
# the user may have emptied some of them on purpose.
FILLED_FROM: Final = "_filled_from"
ON_SITE: Final = ("venue", "entrance_sv", "entrance_en", "room_sv", "room_en")
COPIED_FIELDS: Final = (
    *ON_SITE,
    "contact",
    *(f"{it.name}_{language}" for it in DETAILS if it.is_series_default for language in LANGUAGES),
    "spoken_languages",
    "kind",
)


def defaults_of(
    series: Series, *, year: int | None, besides: int | None = None
) -> tuple[dict[str, Any], list[Organiser]]:
    """Return the fields and organisers that a new event of a series takes from the latest one.

    `besides` is the key of the event itself, if it is stored. With a `year`, the fields include
    the next free number of that year.
    """
    dated = (
        series.other_events(besides).filter(starts_at__isnull=False).order_by("-starts_at", "-pk")
    )
    last = dated.select_related("venue", "contact").first()
    fields = {name: getattr(last, name) for name in COPIED_FIELDS} if last else {}
    fields["contact"] = series.contact or fields.get("contact")
    if year is not None:
        fields["number"] = series.next_number(year, besides=besides)
    links = last.organiser_links.select_related("organiser") if last else ()
    filled = {name: value for name, value in fields.items() if value}
    return filled, [link.organiser for link in links]


def fill_fields(form: "ModelForm[Event]", started_at: datetime | None) -> None:
    """Fill the empty fields in a form's cleaned data, if the user has just chosen the series."""
    given, series = form.cleaned_data, form.cleaned_data.get("series")
    if not is_to_fill(form) or series is None:
        return
    year = form.instance.local(started_at).year if started_at else None
    online = given.get("attendance_mode") == AttendanceMode.ONLINE
    usual, _organisers = defaults_of(series, year=year, besides=form.instance.pk)
    for name, value in usual.items():
        if name in given and not given[name] and not (online and name in ON_SITE):
            given[name] = value


def is_to_fill(form: "ModelForm[Event]") -> bool:
    """Return whether a series was chosen and no script has filled in the defaults."""
    return "series" in form.changed_data and FILLED_FROM not in form.data


def default_end(series: Series | None, started_at: datetime) -> datetime | None:
    """Return the end (aware) by the usual length of the series, None if the series has none."""
    if series is None or series.usual_length is None:
        return None
    return (started_at.astimezone(UTC) + series.usual_length).astimezone(started_at.tzinfo)


def series_defaults_page(model_admin: "ModelAdmin[Any]", request: HttpRequest) -> JsonResponse:
    """Send the script the defaults of `?series=`, and its next number in `?year=`, as JSON."""
    key = parse_number(request.GET.get("series", ""))
    series = Series.objects.filter(pk=key).first() if key else None
    if series is None:
        raise Http404
    fields, organisers = defaults_of(series, year=parse_number(request.GET.get("year", "")))
    length = series.usual_length
    return JsonResponse(
        {
            "fields": {name: _as_choice(value) for name, value in fields.items()},
            "minutes": length.total_seconds() // 60 if length else None,
            "organisers": [_as_choice(organiser) for organiser in organisers],
        }
    )


def add_default_organisers(form: "ModelForm[Event]") -> None:
    """Add the organisers of the series' latest event, if the user has named none."""
    event = form.instance
    if is_to_fill(form) and event.series and not event.organiser_links.exists():
        _fields, organisers = defaults_of(event.series, year=None, besides=event.pk)
        for position, organiser in enumerate(organisers, start=1):
            EventOrganiser.objects.create(event=event, organiser=organiser, position=position)


def _as_choice(value: Any) -> Any:
    return {"id": value.pk, "text": label_of(value)} if isinstance(value, Model) else str(value)

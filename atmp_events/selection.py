"""A question put in a query string: which events, by words, kind, people, place and time.

Pages, calendars and feeds read the same parameters here, so that a list and its feeds agree.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext, override, pgettext_lazy

from .models import (
    Addressed,
    Appearance,
    AttendanceMode,
    Both,
    Event,
    EventQuerySet,
    FormerSlug,
    Kind,
    Language,
    Organiser,
    Person,
    Series,
    SpokenLanguage,
    Venue,
)
from .search.index import matching

LONGEST: Final = 200  # characters of a text that is searched for
# Parameter of an address -> field of a selection, in canonical order.
FIELDS: Final = {
    "q": "text",
    "kind": "kind",
    "series": "series",
    "organiser": "organiser",
    "person": "person",
    "venue": "venue",
    "year": "year",
    "language": "spoken",
    "mode": "mode",
}
# Whom events belong to: the rows, and the way to them from an event.
HOLDERS: Final[dict[str, tuple[type[Addressed], str]]] = {
    "series": (Series, "series"),
    "organiser": (Organiser, "organiser_links__organiser"),
    "person": (Person, "appearances__person"),
    "venue": (Venue, "venue"),
}
PLURAL: Final = {
    Kind.SEMINAR: pgettext_lazy("plural", "Seminars"),
    Kind.LECTURE: pgettext_lazy("plural", "Lectures"),
    Kind.NETWORK_MEETING: pgettext_lazy("plural", "Network meetings"),
    Kind.WORKSHOP: pgettext_lazy("plural", "Workshops"),
    Kind.COURSE: pgettext_lazy("plural", "Courses"),
    Kind.CONFERENCE: pgettext_lazy("plural", "Conferences"),
    Kind.INFORMATION_MEETING: pgettext_lazy("plural", "Information meetings"),
    Kind.DISSERTATION: pgettext_lazy("plural", "Thesis defences"),
    Kind.OTHER: pgettext_lazy("plural", "Other events"),
}
# What follows "Seminars" in a title, in this order.
PHRASES: Final = {
    "year": pgettext_lazy("events of a year", "in %(it)s"),
    "q": pgettext_lazy("events found by words", "matching “%(it)s”"),
    "series": pgettext_lazy("events", "in the series %(it)s"),
    "organiser": pgettext_lazy("events", "arranged by %(it)s"),
    "person": pgettext_lazy("events", "with %(it)s"),
    "venue": pgettext_lazy("events", "at %(it)s"),
    "language": pgettext_lazy("events in a language", "in %(it)s"),
    "mode": pgettext_lazy("events on site or online", "%(it)s"),
}
BEFORE_Z: Final = str.maketrans("åäöéü", "{|}eu")  # the Swedish alphabet ends with å, ä, ö

# Columns whose values events can be chosen by.
CODES: Final = ("kind", "year", "spoken_languages")

# Of what, key, two addresses, two names; of a column of `CODES` its value as the first address.
Rows = list[tuple[str, int, Any, str, str, str]]
Code = TypeVar("Code", bound=models.TextChoices)


@dataclass(frozen=True, slots=True)
class Option:
    """A series, an organiser, a person or a venue that events can be chosen by."""

    pk: int
    slug: Both
    name: Both


class Options:
    """What the events that are public at a moment can be chosen by.

    The database is asked when something is first needed. What only unpublished events
    have is not here, so that an address tells nothing of it.
    """

    def __init__(
        self,
        now: datetime,
        *,
        with_withdrawn: bool = False,
        keep: Callable[[Callable[[], Rows]], Rows] | None = None,
    ) -> None:
        """With what was withdrawn of late, a calendar of it still knows whose it is.

        `keep` may give what was fetched before, instead of calling what it is given.
        """
        self.now = now
        self.keep = keep or (lambda fetch: fetch())
        self.with_withdrawn = with_withdrawn

    def held(self, name: str) -> list[Option]:
        """Return the series, organisers, persons or venues (a key of `HOLDERS`) by name."""
        options = (Option(pk, Both(*slugs), Both(*names)) for pk, slugs, names in self._of(name))
        return sorted(options, key=lambda it: it.name.read("sv").casefold().translate(BEFORE_Z))

    def find(self, name: str, slug: str, language: Language) -> Option | None:
        """Return the one with this address in `language`, or else the one that had it."""
        if "\0" in slug:  # PostgreSQL takes no such text.
            return None
        held = self.held(name)
        found = next((it for it in held if it.slug.written(language) == slug), None)
        found = found or self._remembered(name, slug, language)
        if found is None and (key := FormerSlug.leading_from(name, language, slug)):
            found = next((it for it in held if it.pk == key), None)
            found = found or self._remembered(name, slug, language, key)
        return found

    def _remembered(
        self, name: str, slug: str, language: Language, key: int | None = None
    ) -> Option | None:
        """Return one whose events calendars are still told are gone, if that is asked for."""
        if not self.with_withdrawn:
            return None
        asked: dict[str, Any] = {"pk": key} if key else {_slug(name, language): slug}
        row = HOLDERS[name][0]._default_manager.filter(**asked).first()
        if row is None:
            return None
        title = getattr(row, "title" if name == "series" else "name")
        option = Option(row.pk, row.slugs, title if isinstance(title, Both) else Both(title, title))
        gone = Event.objects.mourned(self.now).values_list("version__last_seen", flat=True)
        had = _slugs_had(name, option)
        return option if any(had & set(seen["keys"][name]) for seen in gone if seen) else None

    @property
    def kinds(self) -> list[Kind]:
        """The kinds there are, in the order of `Kind`."""
        return [kind for kind in Kind if kind in self._codes("kind")]

    @property
    def years(self) -> list[int]:
        """The years in which there is something, the latest first."""
        return self._codes("year")[::-1]

    @property
    def languages(self) -> list[SpokenLanguage]:
        """The languages that are spoken, the usual ones first."""
        spoken = set(",".join(self._codes("spoken_languages")).split(","))
        return [language for language in SpokenLanguage if language in spoken]

    def count(self, name: str) -> int:
        """Return how many series, organisers, persons or venues there are."""
        return len(self._rows.get(name, ()))

    def _of(self, name: str) -> Iterable[tuple[int, tuple[str, str], tuple[str, str]]]:
        return (
            (pk, (slug_sv, slug_en), (name_sv, name_en))
            for _of, pk, slug_sv, slug_en, name_sv, name_en in self._rows.get(name, ())
        )

    def _codes(self, column: str) -> list[Any]:
        return [slugs[0] for _pk, slugs, _names in self._of(column)]

    @cached_property
    def _rows(self) -> dict[str, Rows]:
        rows: dict[str, Rows] = {}
        for row in self.keep(self._fetch):
            rows.setdefault(row[0], []).append(row)
        return rows

    def _fetch(self) -> Rows:
        public = Event.objects.public(self.now).order_by()
        holders = (
            _rows("series", public, "slug_sv", "slug_en", "title_sv", "title_en"),
            _rows("organiser", public, "slug_sv", "slug_en", "name_sv", "name_en"),
            _rows("person", public, "slug", "slug", "name", "name"),
            _rows("venue", public, "slug", "slug", "name_sv", "name_en"),
        )
        codes = (
            (column, 0, value, "", "", "")
            for column in CODES
            for value in public.distinct_values(column)
        )
        return [*chain.from_iterable(holders), *codes]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events a reader asks for; everything is optional, and all of it holds together."""

    language: Language  # of the addresses
    text: str = ""
    kind: Kind | None = None
    series: Option | None = None
    organiser: Option | None = None
    person: Option | None = None
    venue: Option | None = None
    year: int | None = None
    spoken: SpokenLanguage | None = None
    mode: AttendanceMode | None = None
    ignored: tuple[str, ...] = ()  # parameters whose values could not be read

    @property
    def is_empty(self) -> bool:
        """Tell whether it asks for all events."""
        return not self.values

    @property
    def values(self) -> dict[str, str]:
        """What is set, by parameter, in canonical order."""
        return {
            name: it.slug.written(self.language) if isinstance(it, Option) else str(it)
            for name, it in self._given.items()
        }

    def put_to(self, path: str) -> str:
        """Return a path that asks for this selection."""
        return f"{path}?{self.query_string}" if self.query_string else path

    @property
    def query_string(self) -> str:
        """The canonical form of the address after "?", which may be empty."""
        return urlencode(self.values)

    def read_in(self, language: Language) -> "Selection":
        """Return the same selection for the addresses of the other language."""
        return replace(self, language=language)

    def events(self, events: EventQuerySet) -> EventQuerySet:
        """Return those of the events that are asked for; for a text, the best hit first."""
        return matching(events.filter(**self._conditions()), self.text)

    def withdrawn(self, events: EventQuerySet) -> list[Event]:
        """Return those of the withdrawn events that were asked for as readers last saw them."""
        found = list(matching(events, self.text))
        asked = self._codes() if found else {}
        return [event for event in found if _had_all(event.version.last_seen, asked)]

    def _codes(self) -> dict[str, set[str]]:
        """Return what a withdrawn event must have had one of, by parameter."""
        asked = {
            name: _slugs_had(name, it) if isinstance(it, Option) else {str(it)}
            for name, it in self._given.items()
            if name != "q"
        }
        if self.mode:
            asked["mode"].add(AttendanceMode.HYBRID)
        return asked

    def title(self, language: Language) -> str:
        """Return in words what is asked for: "Seminarier 2024 på engelska"."""
        if self.is_empty:
            with override(language):
                return gettext("All events")
        with override(language):
            head = str(PLURAL[self.kind]) if self.kind else gettext("Events")
            named = self._named(language)
            phrases = (str(PHRASES[it]) % {"it": named[it]} for it in PHRASES if it in named)
            return " ".join([head, *phrases])

    def _conditions(self) -> dict[str, Any]:
        given = {
            "kind": self.kind,
            "series": self.series and self.series.pk,
            "organiser_links__organiser": self.organiser and self.organiser.pk,
            "pk__in": self.person and _appears(self.person),
            "venue": self.venue and self.venue.pk,
            "year": self.year,
            "spoken_languages__contains": self.spoken,  # two letters each, so never across two
            "attendance_mode__in": self.mode and {self.mode, AttendanceMode.HYBRID},
        }
        return {condition: it for condition, it in given.items() if it is not None}

    def _named(self, language: Language) -> dict[str, str]:
        return {name: _name(it, language) for name, it in self._given.items()}

    @property
    def _given(self) -> dict[str, Any]:
        given = {name: getattr(self, field) for name, field in FIELDS.items()}
        return {name: it for name, it in given.items() if it}


def selection_of(params: Mapping[str, str], language: Language, options: Options) -> Selection:
    """Return what the parameters of an address in `language` ask for.

    A value that is unknown or broken is left out, and its parameter is named in `ignored`.
    """
    given = {name: it for name in FIELDS if (it := " ".join(params.get(name, "").split()))}
    read = {name: _read(name, value, language, options) for name, value in given.items()}
    return Selection(
        language=language,
        ignored=tuple(name for name, it in read.items() if not it),
        **{FIELDS[name]: it for name, it in read.items() if it},
    )


def selection_of_holder(
    name: str, slug: str, params: Mapping[str, str], language: Language, options: Options
) -> Selection | None:
    """Return what is asked for of the events of one holder (a key of `HOLDERS`), if it is known."""
    option = options.find(name, slug, language)
    if option is None:
        return None
    chosen: dict[str, Any] = {FIELDS[name]: option}
    return replace(selection_of(params, language, options), **chosen)


def _read(name: str, value: str, language: Language, options: Options) -> Any:
    match name:
        case "q":
            return "".join(filter(str.isprintable, value))[:LONGEST].strip()
        case "kind":
            return _one_of(Kind, value)
        case "year":
            return int(value) if len(value) == 4 and value.isascii() and value.isdigit() else None
        case "language":
            return _one_of(SpokenLanguage, value)
        case "mode":
            return _one_of(AttendanceMode, value)
    return options.find(name, value, language)


def _one_of(codes: type[Code], value: str) -> Code | None:
    return codes(value) if value in codes.values else None


def _name(it: Any, language: Language) -> str:
    if isinstance(it, Option):
        return it.name.read(language)
    if isinstance(it, AttendanceMode):
        return str(it.label).lower()
    return str(it.label) if isinstance(it, SpokenLanguage) else str(it)


def _slug(name: str, language: Language) -> str:
    """Return the column of a holder's address."""
    return f"slug_{language}" if name in {"series", "organiser"} else "slug"


def _slugs_had(name: str, option: Option) -> set[str]:
    """Return the Swedish addresses under which withdrawn events may know a holder."""
    had = FormerSlug.objects.filter(kind=name, row=option.pk, language="sv")
    return {option.slug.written("sv"), *had.values_list("slug", flat=True)}


def _had_all(seen: dict[str, Any] | None, asked: dict[str, set[str]]) -> bool:
    """Tell whether a withdrawn event could be chosen by one of the codes of each parameter."""
    return seen is not None and all(
        codes & set(seen["keys"][name]) for name, codes in asked.items()
    )


def _appears(person: Option) -> QuerySet[Appearance, Any]:
    return Appearance.objects.filter(person=person.pk).values("event")


def _rows(name: str, public: EventQuerySet, *columns: str) -> QuerySet[Any, Any]:
    model, way = HOLDERS[name]
    theirs = public.filter(**{way: OuterRef("pk")})
    rows = model._default_manager.filter(Exists(theirs)).order_by()
    return rows.values_list(Value(name), "pk", *columns)

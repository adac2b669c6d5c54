"""Filters of the list of events, read from a query string.

Pages, calendars and feeds share them, so that a list and its feeds have the same events.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeVar

from django.db import models
from django.db.models import Exists, Max, Min, OuterRef
from django.http import Http404
from django.utils.translation import gettext, override, pgettext, pgettext_lazy

from .facts.centre import CentreFacts
from .facts.paths import with_query
from .facts.when import SWEDISH_ZONE, years_of
from .models import (
    LANGUAGES,
    Appearance,
    AttendanceMode,
    BilingualText,
    Departure,
    Event,
    EventQuerySet,
    FormerSlug,
    Kind,
    KnownFeed,
    Language,
    Organiser,
    Person,
    Series,
    SpokenLanguage,
    Venue,
)
from .models.collation import sort_key
from .search import matching

MAX_TEXT_LENGTH: Final = 200  # characters of the search text
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
Entity = Series | Organiser | Person | Venue
# Entities have a page of their events: the model, and the lookup from an event to it.
ENTITIES: Final[dict[str, tuple[type[Entity], str]]] = {
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
# The parts of a selection's title after "Seminars", in this order.
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

# Parameters of which an event has one value at most.
SINGLE: Final = ("kind", "series", "venue", "mode")

Code = TypeVar("Code", bound=models.TextChoices)


class Options:
    """The filter values of the events that are public at `now`, fetched when first used.

    Values of unpublished events only are left out, so that no address reveals them.
    """

    def __init__(self, now: datetime, *, for_feed: bool = False) -> None:
        """Take the events of a time. `for_feed`: read a selection as for a feed.

        `find` then also finds the entities whose feeds were ever public.
        """
        self.for_feed = for_feed
        self._public = Event.objects.public(now).order_by()
        self._entities: dict[str, list[Entity]] = {}

    def of(self, name: str, *, at_most: int | None = None) -> list[Entity]:
        """Return the entities of a kind (`name` is a key of `ENTITIES`), in any order.

        With `at_most`, return an empty list if there are more than that.
        """
        if name not in self._entities:
            model, path = ENTITIES[name]
            theirs = self._public.filter(**{path: OuterRef("pk")})
            rows = model._default_manager.filter(Exists(theirs)).order_by()
            if at_most is not None and len(rows := rows[: at_most + 1]) > at_most:
                return []
            self._entities[name] = list(rows)
        return self._entities[name]

    def find(self, name: str, slug: str, language: Language) -> Entity | None:
        """Return the entity with a slug in `language`, or else the one that had it before."""
        if "\0" in slug:  # PostgreSQL raises an error for this character.
            return None
        entities = self.of(name)
        found = next((it for it in entities if it.slugs.written(language) == slug), None)
        if found is None and (key := FormerSlug.pk_of(name, language, slug)):
            found = next((it for it in entities if it.pk == key), None)
        if found is None and self.for_feed:
            found = _without_events(name, slug, language)
        return found

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of the events, in the order of `Kind`."""
        kinds = {kind for kind, *_ in self._codes}
        return [kind for kind in Kind if kind in kinds]

    @property
    def years(self) -> list[int]:
        """The years of the events, the latest first."""
        years = set[int]()
        for _kind, _languages, first, last in self._codes:
            if first and last:
                years.update(
                    years_of(Event(starts_at=first, ends_at=last, timezone=SWEDISH_ZONE.key))
                )
        return sorted(years, reverse=True)

    @property
    def languages(self) -> list[SpokenLanguage]:
        """The spoken languages of the events, in the order of `SpokenLanguage`."""
        spoken = {code for _kind, codes, *_ in self._codes for code in codes.split(",")}
        return [language for language in SpokenLanguage if language in spoken]

    @cached_property
    def _codes(self) -> list[tuple[str, str, datetime | None, datetime | None]]:
        """The (kind, languages, first start, last end) of the events of each year, in one query."""
        alike = self._public.values("kind", "year", "spoken_languages")
        spans = alike.annotate(first=Min("starts_at"), last=Max("ends_at"))
        return list(spans.values_list("kind", "spoken_languages", "first", "last"))


@dataclass(frozen=True, slots=True)
class Selection:
    """A set of filters of events. Each is optional; an event must pass all."""

    language: Language  # of the addresses
    text: str = ""
    kind: Kind | None = None
    series: Series | None = None
    organiser: Organiser | None = None
    person: Person | None = None
    venue: Venue | None = None
    year: int | None = None
    spoken: SpokenLanguage | None = None
    mode: AttendanceMode | None = None
    ignored: tuple[str, ...] = ()  # parameters whose values could not be read

    @property
    def is_empty(self) -> bool:
        """Whether no filter is set."""
        return not self.values

    @property
    def has_deleted_entity(self) -> bool:
        """Whether it is the selection of a deleted entity, whose name must not be shown."""
        return any(isinstance(it, Entity) and not it.pk for it in self._filters.values())

    @property
    def values(self) -> dict[str, str]:
        """The values that are set, by parameter, in canonical order."""
        return {
            name: it.slugs.written(self.language) if isinstance(it, Entity) else str(it)
            for name, it in self._filters.items()
        }

    def added_to(self, path: str) -> str:
        """Return a path with this selection as its query string."""
        return with_query(path, self.values)

    def in_language(self, language: Language) -> "Selection":
        """Return the same selection with addresses in `language`."""
        return replace(self, language=language)

    def events(self, events: EventQuerySet) -> EventQuerySet:
        """Filter events; for a search text, the best match comes first."""
        return matching(events.filter(**self._conditions()), self.text)

    def withdrawn(self, events: EventQuerySet) -> list[Event]:
        """Filter withdrawn events by the values that they had when last published."""
        found = list(matching(events, self.text))
        accepted = self._accepted_codes() if found else {}
        return [it for it in found if _passes((it.version.last_seen or {})["keys"], accepted)]

    def departed(self, now: datetime) -> list[Departure]:
        """Return the last departure of each event that this selection no longer has."""
        if not (accepted := self._accepted_codes()):
            return []
        # The database filters by the values that stand alone in their list.
        single = {name: codes for name, codes in accepted.items() if name in SINGLE}
        rows = Departure.objects.filter(
            **{f"seen__keys__{name}__0__in": sorted(codes) for name, codes in single.items()}
        ).select_related("event__version")
        if self.text:
            rows = rows.filter(event__in=matching(Event.objects.order_by(), self.text).values("pk"))
        passing = (it for it in reversed(rows) if _passes(it.seen["keys"], accepted))
        found = {it.event_id: it for it in passing}
        present = self.events(Event.objects.public(now)).filter(pk__in=found)
        for key in present.values_list("pk", flat=True):
            del found[key]
        return list(found.values())

    def _accepted_codes(self) -> dict[str, set[str]]:
        """Return the values of `filter_keys_of` that pass each filter, by parameter."""
        accepted = {
            name: _swedish_slugs(name, it) if isinstance(it, Entity) else {str(it)}
            for name, it in self._filters.items()
            if name != "q"
        }
        if self.mode:
            accepted["mode"].add(AttendanceMode.HYBRID)
        return accepted

    def title(self, language: Language) -> str:
        """Return the selection in words: "Seminarier 2024 på engelska"."""
        with override(language):
            if self.is_empty:
                return gettext("All events")
            head = str(PLURAL[self.kind]) if self.kind else gettext("Events")
            if self.mode == AttendanceMode.ONLINE:
                events = head[:1].lower() + head[1:]
                head = pgettext("events online", "Online %(events)s") % {"events": events}
        return " ".join([head, *self.phrases(language)])

    def name(self, centre: CentreFacts) -> str:
        """Return the name of its calendar or feed, in the language of the centre."""
        if self.is_empty:
            return centre.all_events
        return f"{centre.name}: {self.title(centre.language)}"

    def phrases(self, language: Language) -> list[str]:
        """Return the parts of the title after the kind of the events: "2024", "på engelska"."""
        filters = self._filters
        if self.mode == AttendanceMode.ONLINE:
            del filters["mode"]
        with override(language):
            return [
                str(phrase) % {"it": words}
                for name, phrase in PHRASES.items()
                if name in filters and (words := _in_words(filters[name], language))
            ]

    def _conditions(self) -> dict[str, Any]:
        conditions = {
            "kind": self.kind,
            "series": self.series,
            "organiser_links__organiser": self.organiser,
            "pk__in": self.person and Appearance.objects.filter(person=self.person).values("event"),
            "venue": self.venue,
            # An event that began before the year, or ends after it, also belongs to the year.
            "starts_at__year__lte": self.year,
            "ends_at__gt": self.year and datetime(self.year, 1, 1, tzinfo=SWEDISH_ZONE),
            "spoken_languages__contains": self.spoken,  # codes of two letters, separated by commas
            "attendance_mode__in": self.mode and {self.mode, AttendanceMode.HYBRID},
        }
        return {condition: it for condition, it in conditions.items() if it is not None}

    @property
    def _filters(self) -> dict[str, Any]:
        """The filters that are set, by parameter, in canonical order."""
        filters = {name: getattr(self, field) for name, field in FIELDS.items()}
        return {name: it for name, it in filters.items() if it}


def selection_of(params: Mapping[str, str], language: Language, options: Options) -> Selection:
    """Read a selection from the parameters of an address in `language`.

    An unknown or malformed value is left out, and its parameter is named in `ignored`. For a feed,
    which would then have too many events, it raises Http404.
    """
    given = {name: it for name in FIELDS if (it := " ".join(params.get(name, "").split()))}
    read = {name: _read(name, value, language, options) for name, value in given.items()}
    ignored = tuple(name for name, it in read.items() if not it)
    if ignored and options.for_feed:
        raise Http404
    return Selection(
        language=language,
        ignored=ignored,
        **{FIELDS[name]: it for name, it in read.items()},
    )


def selection_of_entity(
    name: str, slug: str, params: Mapping[str, str], language: Language, now: datetime
) -> Selection:
    """Select the events of one entity for a feed (`name` is a key of `ENTITIES`).

    Raises Http404 for an unknown address or value.
    """
    options = Options(now, for_feed=True)
    entity = options.find(name, slug, language)
    if entity is None:
        raise Http404
    chosen: dict[str, Any] = {FIELDS[name]: entity}
    return replace(selection_of(params, language, options), **chosen)


def _read(name: str, value: str, language: Language, options: Options) -> Any:
    match name:
        case "q":
            return "".join(filter(str.isprintable, value))[:MAX_TEXT_LENGTH].strip()
        case "kind":
            return _one_of(Kind, value)
        case "year":
            return int(value) if re.fullmatch("[1-9][0-9]{3}", value) else None
        case "language":
            return _one_of(SpokenLanguage, value)
        case "mode":
            return _one_of(AttendanceMode, value)
    return options.find(name, value, language)


def _one_of(codes: type[Code], value: str) -> Code | None:
    return codes(value) if value in codes.values else None


def _in_words(value: Any, language: Language) -> str:
    """Return the value of a filter in words, in the active language."""
    if isinstance(value, Entity):
        return name_of(value).read(language)
    if isinstance(value, AttendanceMode):
        return str(value.label).lower()
    return str(value.label) if isinstance(value, SpokenLanguage) else str(value)


def name_of(entity: Entity) -> BilingualText:
    """Return the name of an entity in both languages."""
    name = entity.title if isinstance(entity, Series) else entity.name
    return name if isinstance(name, BilingualText) else BilingualText(name, name)


def in_alphabet(entities: Iterable[Entity], language: Language) -> list[Entity]:
    """Return entities in the alphabetical order of a language."""
    return sorted(entities, key=lambda it: sort_key(name_of(it).read(language), language))


def _without_events(name: str, slug: str, language: Language) -> Entity | None:
    """Return an entity whose feeds were ever public, by a present or former slug; else None.

    A deleted entity has no name.
    """
    model = ENTITIES[name][0]
    row: Entity | None = FormerSlug.row_at(model._default_manager.all(), slug, language)
    if row is None:
        row = model(pk=0, **{model.slug_column(it): slug for it in LANGUAGES})
    slugs = {slug, row.slugs.written(language)}
    return row if any(KnownFeed.is_known(name, language, it) for it in slugs) else None


def _passes(keys: Mapping[str, list[str]], accepted: Mapping[str, set[str]]) -> bool:
    """Return whether the last published values of an event pass all filters."""
    return all(codes.intersection(keys[name]) for name, codes in accepted.items())


def _swedish_slugs(name: str, entity: Entity) -> set[str]:
    """Return current and former Swedish slugs: withdrawn events name their entities by one."""
    former = FormerSlug.objects.filter(kind=name, row=entity.pk, language="sv")
    return {entity.slugs.written("sv"), *former.values_list("slug", flat=True)}

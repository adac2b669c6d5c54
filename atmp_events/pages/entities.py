"""The pages of series, people, venues and organisers, and the indexes of each of the four kinds."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from math import inf
from textwrap import shorten
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.files import ImageFieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..error_pages import read_only
from ..facts.event import Picture
from ..facts.paths import entity_path
from ..facts.plain_text import plain
from ..facts.where import where_of
from ..facts.who import AffiliationFacts, present_affiliations
from ..languages import current_language
from ..models import (
    Event,
    EventQuerySet,
    FormerSlug,
    Language,
    Organiser,
    Person,
    Series,
    Text,
    Venue,
)
from ..models.bilingual import other_language
from ..models.collation import sort_key
from ..selection import ENTITIES, Entity, Selection, name_of
from .event_at_moment import EVENT_LINK_COLUMNS, EventAtMoment, EventLink, event_link
from .paging import Section, events_page
from .render import render_page
from .subscribe import SUBSCRIBE, entity_feed_links

TITLES: Final[dict[str, str | Promise]] = {
    "series": pgettext_lazy("plural", "Series"),
    "person": _("People"),
    "venue": _("Venues"),
    "organiser": _("Organisers"),
}
MAX_UNDIVIDED: Final = 30  # names; a longer index is divided by first letters
MAX_DESCRIPTION_LENGTH: Final = 300  # characters in an index
MAX_CONTACT_EVENTS: Final = 5  # events that a person is the contact for, the latest first

QUERYSETS: Final[dict[str, QuerySet[Any]]] = {
    "series": Series.objects.select_related("contact"),
    "person": Person.objects.prefetch_related("affiliations"),
    "venue": Venue.objects.all(),
    "organiser": Organiser.objects.all(),
}


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row of an index: the name of an entity, with a few words about it."""

    path: str
    name: Text
    about: Text


@read_only
def entity_page(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Show an entity with coming and past events. `name` is a key of `QUERYSETS`.

    Redirects from a former address. Raises Http404 if no public event has the entity or contact.
    """
    now, language = timezone.now(), current_language()
    entity: Entity | None = FormerSlug.row_at(QUERYSETS[name], slug, language)
    if entity is None:
        raise Http404
    chosen: dict[str, Any] = {name: entity}
    selection = Selection(language=language, **chosen)
    found = events_page(selection, now)
    common: tuple[AffiliationFacts, ...] = ()
    contact_for: list[EventLink] = []
    sections = found.sections
    if isinstance(entity, Person):
        common, sections = _with_contributions(entity, sections, language)
        contact_for = _contact_for(entity, Event.objects.public(now), language)
    if isinstance(entity, Series):
        sections = [_by_number(it) if it.year else it for it in sections]
    if not (found.total or contact_for):
        raise Http404
    if slug != (own := entity.slugs.written(language)):
        return HttpResponsePermanentRedirect(entity_path(name, own, language))
    context = {
        "entity": entity,
        "parent": TITLES[name],
        "parent_path": reverse(f"{name}_all"),
        "facts": _entity_facts(entity, language, common, appears=found.total > 0),
        "contact": entity.contact if isinstance(entity, Series) else entity,
        "contact_for": contact_for,
        "numbers": isinstance(entity, Series),
        "sections": sections,
        "feeds": entity_feed_links(name, slug) if found.total else [],
        "subscribe_path": selection.added_to(reverse("subscribe")),
        "subscribe_label": SUBSCRIBE[name],
    }
    other = other_language(language)
    path = entity_path(name, entity.slugs.written(other), other)
    return render_page(request, "public/pages/entity.html", context, translation_path=path)


def _entity_facts(
    entity: Entity, language: Language, common: tuple[AffiliationFacts, ...], *, appears: bool
) -> dict[str, Any]:
    """Return the facts above the events. `common` are a person's affiliations at all events."""
    match entity:
        case Series():
            return {
                "kind": gettext("Series"),
                "name": entity.title.read(language),
                "heading": gettext("About the series"),
                "prose": entity.description.read(language),
            }
        case Person():
            return {
                "kind": gettext("Speaker") if appears else gettext("Contact person"),
                "name": Text(entity.name, language),
                "heading": gettext("About the person"),
                "prose": entity.bio.read(language),
                "affiliations": present_affiliations(entity, language) or common,
                "web_page": entity.web_page,
                "picture": _picture(entity.portrait, entity.portrait_alt.read(language)),
            }
        case Venue():
            return {
                "kind": gettext("Venue"),
                "name": entity.name.read(language),
                "prose": None,
                # The same as for an event here without a room or an entrance.
                "where": where_of(Event(venue=entity), language),
                "web_page": entity.web_page,
            }
        case Organiser():
            return {
                "kind": gettext("Organiser"),
                "name": entity.name.read(language),
                "prose": None,
                "web_page": entity.web_page,
                "logo": _picture(entity.logo, Text("", language)),
            }


def _picture(stored: ImageFieldFile, alt: Text) -> Picture | None:
    """Return a portrait or logotype, without its size if the file cannot be read."""
    if not stored:
        return None
    size: tuple[int | None, int | None] = (None, None)
    with suppress(OSError):
        size = stored.width, stored.height
    return Picture(stored.url, *size, alt, credit="")


def _contact_for(person: Person, public: EventQuerySet, language: Language) -> list[EventLink]:
    """Return the latest public events that a person is the contact for."""
    events = public.filter(contact=person).order_by("-starts_at", "-pk").only(*EVENT_LINK_COLUMNS)
    return [event_link(event, language) for event in events[:MAX_CONTACT_EVENTS]]


def _with_contributions(
    person: Person, sections: list[Section], language: Language
) -> tuple[tuple[AffiliationFacts, ...], list[Section]]:
    """Add a person's talks and affiliations to each event; return common affiliations separately.

    Capacities (role and affiliation) are common if they are the same at all events and today. If
    today's are unknown, there must be at least two events.
    """
    sections = [
        replace(it, events=[_contribution(person, event) for event in it.events]) for it in sections
    ]
    known = [event.affiliations for it in sections for event in it.events]
    if not known:
        return (), sections
    if today := present_affiliations(person, language):
        known.append(today)
    distinct = {frozenset(str(it).casefold() for it in affiliations) for affiliations in known}
    if len(known) < 2 or len(distinct) > 1:
        return (), sections
    bare = [replace(it, events=[replace(e, affiliations=()) for e in it.events]) for it in sections]
    return known[0], bare


def _contribution(person: Person, event: EventAtMoment) -> EventAtMoment:
    """Return an event with a person's talks in it, and roles and affiliations of that day."""
    speakers = [(talk.title, it) for talk in event.facts.talks for it in talk.speakers]
    all_people = [it for _title, it in speakers] + list(event.facts.hosts)
    own = (it for it in all_people if it.slug == person.slug)
    affiliations = (affiliation for it in own for affiliation in it.affiliations)
    return replace(
        event,
        talks=tuple(title for title, it in speakers if it.slug == person.slug),
        affiliations=tuple(dict.fromkeys(affiliations)),
    )


def _by_number(section: Section) -> Section:
    """Return the section of a year with its events in the order of their numbers."""
    return replace(section, events=sorted(section.events, key=_number_in_series))


def _number_in_series(event: EventAtMoment) -> float:
    """Return the number of an event in its series; those without one come last."""
    number = event.facts.series.number if event.facts.series else None
    return inf if number is None else number


@read_only
def index_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show all entities of a kind that have public events, in alphabetical order.

    `name` is a key of `ENTITIES`.
    """
    language = current_language()
    rows = rows_of_index(name, timezone.now(), language)
    letters = groupby(
        rows, key=lambda row: _index_letter(row, language) if len(rows) > MAX_UNDIVIDED else ""
    )
    context = {
        "title": TITLES[name],
        "parts": [(letter, list(group)) for letter, group in letters] or [("", [])],
        "is_empty": not rows,
    }
    return render_page(request, "public/pages/index.html", context)


def rows_of_index(name: str, now: datetime, language: Language) -> list[IndexRow]:
    """Return the entities of a kind that have public events at `now`, in alphabetical order."""
    model, path = ENTITIES[name]
    public = Event.objects.public(now).order_by()
    has_events = Q(Exists(public.filter(**{path: OuterRef("pk")})))
    if model is Person:
        has_events |= Q(Exists(public.filter(contact=OuterRef("pk"))))
    found = (
        IndexRow(
            path=entity_path(name, row.slugs.written(language), language),
            name=name_of(row).read(language),
            about=_short_description(row, language),
        )
        for row in QUERYSETS[name].filter(has_events).order_by()
    )
    return sorted(found, key=lambda row: sort_key(row.name, language))


def _short_description(row: Entity, language: Language) -> Text:
    """Return the present role of a person, the beginning of a description, or a street."""
    if isinstance(row, Person):
        affiliation = next(iter(present_affiliations(row, language)), None)
        return Text(str(affiliation or ""), language)
    if isinstance(row, Series):
        description = row.description.read(language)
        words, most = plain(description), MAX_DESCRIPTION_LENGTH
        short = shorten(words, most, placeholder=" …", break_on_hyphens=False)
        return Text(short, description.language)
    street = getattr(row, "street", "")
    city = getattr(row, "city", "")
    return Text(", ".join(filter(None, (street, city))), language)


def _index_letter(row: IndexRow, language: Language) -> str:
    """Return the letter that a name stands under. `sort_key` writes Å, Ä, Ö as "{", "|", "}"."""
    first = sort_key(row.name, language)[0][:1]
    return {"{": "Å", "|": "Ä", "}": "Ö"}.get(first, first.upper())

"""The pages of series, people, venues and organisers: one view and one template for all four."""

from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Final, cast

from django.db.models import QuerySet
from django.db.models.fields.files import ImageFieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import only_read
from ..facts.addresses import entity_path, with_query
from ..facts.event import Picture
from ..facts.where import where_of
from ..facts.who import Capacity, present_capacities
from ..languages import current
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
from ..models.bilingual import other
from ..selection import Selection
from .event_at_moment import (
    NAMED,
    EventAtMoment,
    Mention,
    apart,
    by_year,
    mention,
)
from .feed_links import SUBSCRIBE, entity_feed_links
from .indexes import TITLES
from .paging import events_by_date
from .render import render_page

MOST_MENTIONED: Final = 5  # events that a person is the contact for, the latest first

Entity = Series | Person | Venue | Organiser
QUERYSETS: Final[dict[str, QuerySet[Any]]] = {
    "series": Series.objects.select_related("contact"),
    "person": Person.objects.prefetch_related("affiliations"),
    "venue": Venue.objects.all(),
    "organiser": Organiser.objects.all(),
}


@dataclass(frozen=True, slots=True)
class EventWithContribution(EventAtMoment):
    """An event on the page of a person who takes part in it."""

    talks: tuple[Text, ...]  # of the person
    capacities: tuple[Capacity, ...]  # roles and affiliations of that day


@only_read
def entity_page(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Show an entity with coming and past events. `name` is a key of `QUERYSETS`.

    Redirects from a former address. Raises Http404 if the entity has no public event, and is the
    contact for none.
    """
    now, language = timezone.now(), current()
    entity = _find(name, slug, language)
    chosen: dict[str, Any] = {name: entity}
    selection = Selection(language=language, **chosen)
    public = Event.objects.public(now)
    found = events_by_date(selection.events(public), language, now)
    everywhere = _everywhere(entity, [*found.coming, *found.past], language)
    coming, going_on = apart(_with_contributions(entity, found.coming, everywhere))
    contact_for = _contact_for(entity, public, language)
    if not (found.total or contact_for):
        raise Http404
    if slug != (own := entity.slugs.written(language)):
        return HttpResponsePermanentRedirect(entity_path(name, own, language))
    path, values = reverse("events"), selection.values
    context = {
        "entity": entity,
        "parent": TITLES[name],
        "parent_path": reverse(f"{name}_all"),
        "facts": _facts(entity, language, everywhere, appears=found.total > 0),
        "contact": entity.contact if isinstance(entity, Series) else entity,
        "contact_for": contact_for,
        "numbers": isinstance(entity, Series),
        "coming": coming,
        "going_on": going_on,
        "more": {name: with_query(path, values | it) for name, it in found.more.items()},
        "years": _years(entity, _with_contributions(entity, found.past, everywhere)),
        "forms": entity_feed_links(name, slug) if found.total else [],
        "subscribe": with_query(reverse("subscribe"), values),
        "subscribe_label": SUBSCRIBE[name],
    }
    twin = entity_path(name, entity.slugs.written(other(language)), other(language))
    return render_page(request, "public/pages/entity.html", context, twin=twin)


def _find(name: str, slug: str, language: Language) -> Entity:
    """Return the entity that has a slug, or else had it. Raises Http404 if there is none."""
    rows = QUERYSETS[name]
    entity: Entity | None = rows.filter(**{rows.model.slug_column(language): slug}).first()
    if entity is None:
        key = FormerSlug.row_of(name, language, slug)
        return cast(Entity, get_object_or_404(rows.all(), pk=key))
    return entity


def _facts(
    entity: Entity, language: Language, everywhere: tuple[Capacity, ...], *, appears: bool
) -> dict[str, Any]:
    """Return an entity in one language: what is above the events on its page."""
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
                "capacities": present_capacities(entity, language) or everywhere,
                "web_page": entity.web_page,
                "picture": _picture(entity.portrait, entity.portrait_alt.read(language)),
            }
        case Venue():
            return {
                "kind": gettext("Venue"),
                "name": entity.name.read(language),
                "prose": None,
                # As for an event with this venue and no room or entrance of its own.
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


def _contact_for(entity: Entity, public: EventQuerySet, language: Language) -> list[Mention]:
    """Return the latest public events that a person is the contact for."""
    if not isinstance(entity, Person):
        return []
    asked = public.filter(contact=entity).order_by("-starts_at", "-pk").only(*NAMED)
    return [mention(event, language) for event in asked[:MOST_MENTIONED]]


def _everywhere(
    entity: Entity, events: list[EventAtMoment], language: Language
) -> tuple[Capacity, ...]:
    """Return a person's roles and affiliations if they are the same at all events and today.

    If those of today are not known, they are the same at two events at least.
    """
    if not isinstance(entity, Person) or not events:
        return ()
    known = [_contribution(entity, it).capacities for it in events]
    if today := present_capacities(entity, language):
        known.append(today)
    alike = {frozenset(str(it).casefold() for it in capacities) for capacities in known}
    return known[0] if len(known) > 1 and len(alike) == 1 else ()


def _with_contributions(
    entity: Entity, events: list[EventAtMoment], everywhere: tuple[Capacity, ...]
) -> list[EventAtMoment]:
    """Add a person's part to each event, without what is the same `everywhere`."""
    if not isinstance(entity, Person):
        return events
    parts = [_contribution(entity, it) for it in events]
    return [replace(it, capacities=()) for it in parts] if everywhere else [*parts]


def _contribution(person: Person, event: EventAtMoment) -> EventWithContribution:
    """Return an event with a person's part in it, with roles and affiliations of that day."""
    facts = event.facts
    here = [(talk.title, it) for talk in facts.talks for it in talk.speakers]
    talks = tuple(title for title, it in here if it.slug == person.slug)
    among = [it for _title, it in here] + list(facts.hosts)
    capacities = (capacity for it in among if it.slug == person.slug for capacity in it.capacities)
    known = tuple(dict.fromkeys(capacities))
    return EventWithContribution(facts, event.standing, event.news, talks, known)


def _years(entity: Entity, past: list[EventAtMoment]) -> list[tuple[str, list[EventAtMoment]]]:
    """Return past events by year; those of a series in the order of their numbers."""
    years = by_year(past)
    if not isinstance(entity, Series):
        return years
    return [(year, sorted(events, key=_number)) for year, events in years]


def _number(event: EventAtMoment) -> float:
    """Return the number of an event in its series; those without one come last."""
    number = event.facts.series.number if event.facts.series else None
    return inf if number is None else number

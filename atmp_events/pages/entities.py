"""Those whom events belong to: a series, a person, a venue, an organiser. One shape for all."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.db.models.fields.files import ImageFieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import only_read
from ..facts.addresses import entity_path
from ..facts.event import EventFacts, Picture
from ..facts.where import Where, where_of
from ..facts.who import Capacity, present_capacities
from ..languages import current
from ..models import (
    Both,
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
from ..selection import Option, Selection
from .event_at_moment import NAMED, EventAtMoment, Mention, by_year, coming_and_past, mention
from .feed_links import entity_feed_links, with_query
from .paging import keys_by_date
from .render import render_page

MOST_MENTIONED: Final = 5  # events that somebody answers questions about, the latest first

Entity = Series | Person | Venue | Organiser
ENTITIES: Final[dict[str, QuerySet[Any]]] = {
    "series": Series.objects.select_related("contact"),
    "person": Person.objects.prefetch_related("affiliations"),
    "venue": Venue.objects.all(),
    "organiser": Organiser.objects.all(),
}


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """What is known of an entity, in one language. What is not known is empty."""

    kind: str  # "Serie", "Talare"
    name: Text
    heading: str = ""  # above the prose
    prose: Text | None = None  # sanitised HTML
    capacities: tuple[Capacity, ...] = ()  # of a person, today
    where: Where | None = None
    web_page: str = ""
    picture: Picture | None = None
    is_logo: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one may ask, and about what."""

    name: str
    email: str
    phone: str
    about: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody did at an event, and as what."""

    talks: tuple[Text, ...]
    capacities: tuple[Capacity, ...]


@dataclass(frozen=True, slots=True)
class EventWithContribution(EventAtMoment):
    """An event at which somebody appears."""

    part: Contribution


@only_read
def entity_page(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Show an entity with coming and past events. `name` is a key of `ENTITIES`.

    Whoever has no public event, and answers for none, has no page; a former address leads on.
    """
    now, language = timezone.now(), current()
    entity = _find(name, slug, language)
    if entity is None:
        return _moved(name, slug, language)
    option = _option(entity)
    chosen: dict[str, Any] = {name: option}
    selection = Selection(language=language, **chosen)
    public = Event.objects.public(now)
    some = keys_by_date(selection.events(public), now)
    coming, past = coming_and_past(some.coming, some.past, language, now)
    contact = _contact(entity, public, language)
    if not (some.total or (contact and contact.about)):
        raise Http404
    following = {"before": str(some.before)} if some.before else {}
    ahead = {"after": str(some.after)} if some.after else {}
    listing, values = reverse("events"), selection.values
    context = {
        "entity": entity,
        "portrait": _portrait(entity, language, appears=some.total > 0),
        "contact": contact,
        "numbers": isinstance(entity, Series),
        "coming": _rows(entity, coming),
        "more_coming": ahead and with_query(listing, values | ahead),
        "years": _years(entity, _rows(entity, past)),
        "more_past": following and with_query(listing, values | following),
        "forms": entity_feed_links(name, slug) if some.total else [],
    }
    twin = entity_path(name, option.slug.written(other(language)), other(language))
    return render_page(request, "public/pages/entity.html", context, twin=twin)


def _find(name: str, slug: str, language: Language) -> Entity | None:
    column = f"slug_{language}" if name in {"series", "organiser"} else "slug"
    entity: Entity | None = ENTITIES[name].filter(**{column: slug}).first()
    return entity


def _moved(name: str, slug: str, language: Language) -> HttpResponse:
    """Lead from an address that an entity had, to the one that it has; there may be none."""
    key = FormerSlug.row_of(name, language, slug)
    entity: Entity = get_object_or_404(ENTITIES[name].all(), pk=key)
    path = entity_path(name, entity.slugs.written(language), language)
    return HttpResponsePermanentRedirect(path)


def _option(entity: Entity) -> Option:
    match entity:
        case Series():
            return Option(entity.pk, entity.slug, entity.title)
        case Organiser():
            return Option(entity.pk, entity.slug, entity.name)
        case Venue():
            return Option(entity.pk, Both(entity.slug, entity.slug), entity.name)
        case Person():
            return Option(entity.pk, Both(entity.slug, entity.slug), Both(entity.name, entity.name))


def _portrait(entity: Entity, language: Language, *, appears: bool) -> EntityFacts:
    match entity:
        case Series():
            return EntityFacts(
                kind=gettext("Series"),
                name=entity.title.read(language),
                heading=gettext("About the series"),
                prose=entity.description.read(language),
            )
        case Person():
            return EntityFacts(
                kind=gettext("Speaker") if appears else gettext("Contact person"),
                name=Text(entity.name, language),
                heading=gettext("About the person"),
                prose=entity.bio.read(language),
                capacities=present_capacities(entity, language),
                web_page=entity.web_page,
                picture=_picture(entity.portrait, entity.portrait_alt.read(language)),
            )
        case Venue():
            return EntityFacts(
                kind=gettext("Venue"),
                name=entity.name.read(language),
                # What an event says of its place when it says no more than the house.
                where=where_of(Event(venue=entity), language),
                web_page=entity.web_page,
            )
        case Organiser():
            return EntityFacts(
                kind=gettext("Organiser"),
                name=entity.name.read(language),
                web_page=entity.web_page,
                picture=_picture(entity.logo, Text("", language)),
                is_logo=True,
            )


def _picture(stored: ImageFieldFile, alt: Text) -> Picture | None:
    """Return a portrait or a logotype; without its size where the file cannot be read."""
    if not stored:
        return None
    size: tuple[int | None, int | None] = (None, None)
    with suppress(OSError):
        size = stored.width, stored.height
    return Picture(stored.url, *size, alt, credit="")


def _contact(entity: Entity, public: EventQuerySet, language: Language) -> Contact | None:
    """Return whom to ask; a person only where an event that readers see says so."""
    match entity:
        case Person():
            asked = public.filter(contact=entity).order_by("-starts_at", "-pk").only(*NAMED)
            about = tuple(mention(event, language) for event in asked[:MOST_MENTIONED])
            return Contact("", entity.email, entity.phone, about) if about else None
        case Series(contact=Person() as contact):
            return Contact(contact.name, contact.email, contact.phone, ())
    return None


def _rows(entity: Entity, told: list[EventAtMoment]) -> list[EventAtMoment]:
    if not isinstance(entity, Person):
        return told
    return [
        EventWithContribution(it.facts, it.standing, it.news, _part(entity, it.facts))
        for it in told
    ]


def _part(person: Person, facts: EventFacts) -> Contribution:
    """Return what a person did at an event, in role and affiliation of that day."""
    here = [(talk.title, it) for talk in facts.talks for it in talk.speakers]
    talks = tuple(title for title, it in here if it.slug == person.slug)
    among = [it for _title, it in here] + list(facts.hosts)
    capacities = (capacity for it in among if it.slug == person.slug for capacity in it.capacities)
    return Contribution(talks, tuple(dict.fromkeys(capacities)))


def _years(entity: Entity, past: list[EventAtMoment]) -> list[tuple[str, list[EventAtMoment]]]:
    """Return past events by year; the meetings of a series in the order of their numbers."""
    years = by_year(past)
    if not isinstance(entity, Series):
        return years
    return [(year, sorted(events, key=_number)) for year, events in years]


def _number(event: EventAtMoment) -> tuple[bool, int]:
    number = event.facts.series.number if event.facts.series else None
    return number is None, number or 0

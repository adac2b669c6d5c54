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
from ..facts.addresses import holder_path
from ..facts.event import EventFacts, Picture
from ..facts.where import Where, where_of
from ..facts.who import Capacity, today_of
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
from .following import address, forms_of_holder
from .paging import sheet
from .shell import page
from .telling import NAMED, Mention, Told, by_year, coming_and_past, mention

MENTIONED: Final = 5  # events that somebody answers questions about, the latest first

Holder = Series | Person | Venue | Organiser
HOLDERS: Final[dict[str, QuerySet[Any]]] = {
    "series": Series.objects.select_related("contact"),
    "person": Person.objects.prefetch_related("affiliations"),
    "venue": Venue.objects.all(),
    "organiser": Organiser.objects.all(),
}


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is known of a holder, in one language. What is not known is empty."""

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
class Part:
    """What somebody did at an event, and as what."""

    talks: tuple[Text, ...]
    capacities: tuple[Capacity, ...]


@dataclass(frozen=True, slots=True)
class Appearing(Told):
    """An event at which somebody appears."""

    part: Part


@only_read
def holder_page(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Show a holder with coming and past events. `name` is a key of `HOLDERS`.

    Whoever has no public event, and answers for none, has no page; a former address leads on.
    """
    now, language = timezone.now(), current()
    holder = _find(name, slug, language)
    if holder is None:
        return _moved(name, slug, language)
    option = _option(holder)
    chosen: dict[str, Any] = {name: option}
    selection = Selection(language=language, **chosen)
    public = Event.objects.public(now)
    some = sheet(selection.events(public), now)
    coming, past = coming_and_past(some.coming, some.past, language, now)
    contact = _contact(holder, public, language)
    if not (some.total or (contact and contact.about)):
        raise Http404
    following = {"before": str(some.before)} if some.before else {}
    ahead = {"after": str(some.after)} if some.after else {}
    listing, values = reverse("events"), selection.values
    context = {
        "holder": holder,
        "portrait": _portrait(holder, language, appears=some.total > 0),
        "contact": contact,
        "numbers": isinstance(holder, Series),
        "coming": _rows(holder, coming),
        "more_coming": ahead and address(listing, values | ahead),
        "years": _years(holder, _rows(holder, past)),
        "more_past": following and address(listing, values | following),
        "forms": forms_of_holder(name, slug) if some.total else [],
    }
    twin = holder_path(name, option.slug.written(other(language)), other(language))
    return page(request, "pages/holder.html", context, twin=twin)


def _find(name: str, slug: str, language: Language) -> Holder | None:
    column = f"slug_{language}" if name in {"series", "organiser"} else "slug"
    holder: Holder | None = HOLDERS[name].filter(**{column: slug}).first()
    return holder


def _moved(name: str, slug: str, language: Language) -> HttpResponse:
    """Lead from an address that a holder had, to the one that it has; there may be none."""
    key = FormerSlug.leading_from(name, language, slug)
    holder: Holder = get_object_or_404(HOLDERS[name].all(), pk=key)
    path = holder_path(name, holder.slugs.written(language), language)
    return HttpResponsePermanentRedirect(path)


def _option(holder: Holder) -> Option:
    match holder:
        case Series():
            return Option(holder.pk, holder.slug, holder.title)
        case Organiser():
            return Option(holder.pk, holder.slug, holder.name)
        case Venue():
            return Option(holder.pk, Both(holder.slug, holder.slug), holder.name)
        case Person():
            return Option(holder.pk, Both(holder.slug, holder.slug), Both(holder.name, holder.name))


def _portrait(holder: Holder, language: Language, *, appears: bool) -> Portrait:
    match holder:
        case Series():
            return Portrait(
                kind=gettext("Series"),
                name=holder.title.read(language),
                heading=gettext("About the series"),
                prose=holder.description.read(language),
            )
        case Person():
            return Portrait(
                kind=gettext("Speaker") if appears else gettext("Contact person"),
                name=Text(holder.name, language),
                heading=gettext("About the person"),
                prose=holder.bio.read(language),
                capacities=today_of(holder, language),
                web_page=holder.web_page,
                picture=_picture(holder.portrait, holder.portrait_alt.read(language)),
            )
        case Venue():
            return Portrait(
                kind=gettext("Venue"),
                name=holder.name.read(language),
                # What an event says of its place when it says no more than the house.
                where=where_of(Event(venue=holder), language),
                web_page=holder.web_page,
            )
        case Organiser():
            return Portrait(
                kind=gettext("Organiser"),
                name=holder.name.read(language),
                web_page=holder.web_page,
                picture=_picture(holder.logo, Text("", language)),
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


def _contact(holder: Holder, public: EventQuerySet, language: Language) -> Contact | None:
    """Return whom to ask; a person only where an event that readers see says so."""
    match holder:
        case Person():
            asked = public.filter(contact=holder).order_by("-starts_at", "-pk").only(*NAMED)
            about = tuple(mention(event, language) for event in asked[:MENTIONED])
            return Contact("", holder.email, holder.phone, about) if about else None
        case Series(contact=Person() as contact):
            return Contact(contact.name, contact.email, contact.phone, ())
    return None


def _rows(holder: Holder, told: list[Told]) -> list[Told]:
    if not isinstance(holder, Person):
        return told
    return [Appearing(it.facts, it.standing, it.news, _part(holder, it.facts)) for it in told]


def _part(person: Person, facts: EventFacts) -> Part:
    """Return what a person did at an event, in role and affiliation of that day."""
    here = [(talk.title, it) for talk in facts.talks for it in talk.speakers]
    talks = tuple(title for title, it in here if it.slug == person.slug)
    among = [it for _title, it in here] + list(facts.hosts)
    capacities = (capacity for it in among if it.slug == person.slug for capacity in it.capacities)
    return Part(talks, tuple(dict.fromkeys(capacities)))


def _years(holder: Holder, past: list[Told]) -> list[tuple[str, list[Told]]]:
    """Return past events by year; the meetings of a series in the order of their numbers."""
    years = by_year(past)
    if not isinstance(holder, Series):
        return years
    return [(year, sorted(events, key=_number)) for year, events in years]


def _number(event: Told) -> tuple[bool, int]:
    number = event.facts.series.number if event.facts.series else None
    return number is None, number or 0

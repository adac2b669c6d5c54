"""Tags and filters for paths, an event's knot, pictures and structured data."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..facts.addresses import route_path, sibling
from ..facts.centre import CentreFacts
from ..facts.event import EventFacts, Picture, SeriesFacts
from ..facts.subscription import Subscription, subscription_to_event
from ..facts.who import named_briefly
from ..images.knot import knot_svg, small_knot_svg
from ..images.qr import qr_svg
from ..images.renditions import rendition, smallest, widths_of
from ..languages import current
from ..mail.outbox import is_on
from ..models import Series
from ..pages.event_at_moment import Mention
from ..syndication.structured_data import structured_entity, structured_event

register = template.Library()

register.simple_tag(structured_event)
register.simple_tag(structured_entity)
register.simple_tag(qr_svg)


@register.simple_tag
def path(name: str, **values: str) -> str:
    """Return the path of a route in the language of the page, as `{% url %}` at less cost."""
    return route_path(name, current(), **values)


@register.filter
def knot(facts: EventFacts) -> SafeString:
    """Return the event's knot as inline SVG."""
    # The SVG contains numbers only.
    svg = knot_svg(facts.uid, talks=len(facts.talks), organisers=len(facts.organisers))
    return mark_safe(svg)  # noqa: S308


@register.filter
def speakers(facts: EventFacts) -> str:
    """Return the names of those who speak at an event, in a few words."""
    return named_briefly(facts.talks, facts.hosts, facts.language)


@register.filter
def small_knot(facts: EventFacts) -> SafeString:
    """Return the event's knot for a row of a list, as inline SVG; it is once on a page."""
    talks, organisers = len(facts.talks), len(facts.organisers)
    svg = small_knot_svg(facts.uid, talks=talks, organisers=organisers, key=facts.code)
    return mark_safe(svg)  # noqa: S308 - numbers, and a code of letters and digits


@register.simple_tag
def feed_of_event(facts: EventFacts, centre: CentreFacts) -> Subscription | None:
    """Return the subscription to one event; None for a draft, whose file has a secret address."""
    if facts.calendar_path != sibling(facts.path, "event_calendar", facts.language):
        return None
    return subscription_to_event(facts.code, centre)


@register.simple_tag
def follow_path(what: object = None) -> str:
    """Return the path at which one follows an event (facts), a series or all events by email.

    It is "" where there is none: of other things, of a draft, and where no mail is set up.
    """
    language = current()
    if not is_on():
        return ""
    match what:
        case EventFacts():
            is_public = what.calendar_path == sibling(what.path, "event_calendar", what.language)
            return sibling(what.path, "follow_event", language) if is_public else ""
        case Series():
            return route_path("follow_series", language, slug=what.slug.written(language))
        case SeriesFacts():
            return route_path("follow_series", language, slug=what.slug)
        case None:
            return route_path("follow_all", language)
    return ""


@register.filter
def day(mention: Mention) -> SafeString | str:
    """Return the day of an event, struck and with the reason if it is not held on it."""
    if not mention.news:
        return mention.day
    return format_html("<s>{}</s> ({})", mention.day, mention.news.lower())


@dataclass(frozen=True, slots=True)
class Sources:
    """The addresses of a picture's renditions, for `<picture>`."""

    modern: tuple[tuple[str, str], ...]  # media type, `srcset`
    plain: str  # JPEG


@register.filter
def face(portrait: str) -> str:
    """Return the address of a small rendition of a stored portrait, or ""."""
    name = smallest(portrait) if portrait else ""
    return settings.MEDIA_URL + name if name else ""


@register.filter
def sources(picture: Picture) -> Sources:
    """Return the addresses of the renditions of a picture, whose width is known."""
    name = picture.url.removeprefix(settings.MEDIA_URL)
    widths = list(widths_of(picture.width or 0))

    def address(width: int, form: str) -> str:
        return f"{settings.MEDIA_URL}{rendition(name, width, form)}"

    return Sources(
        tuple(
            (f"image/{form}", ", ".join(f"{address(it, form)} {it}w" for it in widths))
            for form in ("avif", "webp")
        ),
        address(widths[min(1, len(widths) - 1)], "jpg"),
    )

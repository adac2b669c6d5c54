"""Tags and filters for paths, an event's knot, pictures and structured data."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from ..facts.calendar_links import CalendarFeed, feed_of_one_event
from ..facts.centre import CentreFacts
from ..facts.event import EventFacts, Picture, SeriesFacts
from ..facts.paths import route_path
from ..facts.who import speakers_in_brief
from ..images.knot import knot_svg
from ..images.qr import qr_svg
from ..images.renditions import rendition_name, smallest_rendition_name, widths_of
from ..languages import current_language
from ..mail.outbox import sends_letters
from ..models import Series
from ..syndication.schema import structured_entity, structured_event

register = template.Library()

register.simple_tag(structured_event)
register.simple_tag(structured_entity)
register.simple_tag(qr_svg)


@register.simple_tag
def path(name: str, **values: str) -> str:
    """Return the path of a route in the language of the page; faster than `{% url %}`."""
    return route_path(name, current_language(), **values)


@register.filter
def knot(facts: EventFacts, unit: int = 2) -> SafeString:
    """Return the event's knot as inline SVG. Use it once on a page; a larger unit is coarser."""
    talks, organisers = len(facts.talks), len(facts.organisers)
    svg = knot_svg(facts.uid, talks=talks, organisers=organisers, key=facts.code, unit=unit)
    return mark_safe(svg)  # noqa: S308 - numbers, and a code of letters and digits


@register.filter
def speakers(facts: EventFacts) -> str:
    """Return the names of the speakers at an event, shortened."""
    return speakers_in_brief(facts.speakers, facts.hosts, facts.language)


@register.simple_tag
def feed_of_event(facts: EventFacts, centre: CentreFacts) -> CalendarFeed | None:
    """Return the subscription to one event; None for a draft."""
    if _is_draft(facts):
        return None
    return feed_of_one_event(facts.code, centre)


def _is_draft(facts: EventFacts) -> bool:
    """Return whether an event is shown as a preview: its calendar file then has another address."""
    return facts.calendar_path != facts.path_to("event_calendar")


@register.simple_tag
def follow_path(what: object = None) -> str:
    """Return the path of the form to follow an event (facts), a series or all events by email.

    Returns "" for anything else, for a draft, and where no mail is set up.
    """
    language = current_language()
    if not sends_letters():
        return ""
    match what:
        case EventFacts():
            return "" if _is_draft(what) else what.path_to("follow_event")
        case Series():
            return route_path("follow_series", language, slug=what.slug.written(language))
        case SeriesFacts():
            return route_path("follow_series", language, slug=what.slug)
        case None:
            return route_path("follow_all", language)
    return ""


@register.filter
def portrait_url(portrait: str) -> str:
    """Return the address of a small rendition of a stored portrait, or ""."""
    name = smallest_rendition_name(portrait) if portrait else ""
    return settings.MEDIA_URL + name if name else ""


@register.filter
def sources(picture: Picture) -> dict[str, Any]:
    """Return the addresses of the renditions of a picture whose width is known.

    `modern` has the media type and `srcset` of each format; `plain` is a JPEG.
    """
    name = picture.url.removeprefix(settings.MEDIA_URL)
    widths = list(widths_of(picture.width or 0))

    def address(width: int, form: str) -> str:
        return f"{settings.MEDIA_URL}{rendition_name(name, width, form)}"

    return {
        "modern": [
            (f"image/{form}", ", ".join(f"{address(it, form)} {it}w" for it in widths))
            for form in ("avif", "webp")
        ],
        "plain": address(widths[min(1, len(widths) - 1)], "jpg"),
    }

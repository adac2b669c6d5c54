"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the event's data in `_event`.

public/openapi.json describes `_event`. In it, an unknown text is "", any other unknown value null.
"""

import json
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from ..facts.details import recordings_and_slides
from ..facts.event import EventFacts
from ..facts.paths import entity_path
from ..facts.progress import progress_of
from ..facts.who import OrganiserFacts, Participant, TalkFacts
from ..models import Language, Text
from ..models.bilingual import other_language
from .entry import Feed, FeedEntry
from .schema import previous_start

CONTENT_TYPE: Final = "application/feed+json; charset=utf-8"
FORMAT_VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed, now: datetime) -> bytes:
    """Return a feed at `now` (aware) as a JSON Feed document in UTF-8."""
    document = {
        "version": FORMAT_VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": settings.SITE_URL}],
        **({"_licence": {"url": feed.licence}} if feed.licence else {}),
        "items": [_item(entry, now) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _item(entry: FeedEntry, now: datetime) -> dict[str, Any]:
    facts = entry.facts
    item = {
        "id": entry.id,
        "url": facts.url,
        "external_url": facts.link("web_page"),
        "title": str(entry.title),
        "summary": str(facts.summary),
        "content_html": entry.content(),
        "image": settings.SITE_URL + facts.picture.url if facts.picture else "",
        "date_published": entry.published_at.isoformat(timespec="seconds"),
        "date_modified": entry.updated_at.isoformat(timespec="seconds"),
        "language": entry.language,
        "tags": [facts.kind_name],
        "attachments": [
            {"url": settings.SITE_URL + facts.calendar_path, "mime_type": "text/calendar"}
        ],
        "_event": json_event(facts, now),
    }
    return {name: value for name, value in item.items() if value}


def json_event(facts: EventFacts, now: datetime) -> dict[str, Any]:
    """Return everything that the page of an event shows, at `now` (aware).

    The end of an all-day event is its last day.
    """
    language = facts.language
    recordings, slides = facts.materials
    return {
        "uid": facts.uid,
        "kind": facts.kind,
        "status": facts.status,
        "status_note": _text(facts.status_note),
        "phase": progress_of(facts, now).phase,
        **_time(facts),
        "attendance_mode": facts.where.mode,
        "place": facts.where.line,
        "venue": _venue(facts),
        "online_url": facts.where.online_url or None,
        "online_link_is_sent": facts.where.link_is_sent,
        "registration_url": facts.registration.absolute_url or None,
        "registration": _registration(facts, now),
        "languages": list(facts.languages),
        "series": _series(facts),
        "programme": [_talk(talk, facts) for talk in facts.talks],
        "speakers": [speaker.name for speaker in facts.speakers],
        "recordings": [it.absolute_url for it in recordings],
        "slides": [it.absolute_url for it in slides],
        "hosts": [_participant(it, language) for it in facts.hosts],
        "contact": _contact(facts),
        "organisers": [str(organiser.name) for organiser in facts.organisers],
        "arranged_by": [_organiser(it, language) for it in facts.organisers],
        "details": [
            {"name": it.name, "label": it.label, "text": _text(it.text)} for it in facts.details
        ],
        "links": [{"name": it.name, "label": it.label, "url": it.url} for it in facts.links],
        "picture": _picture(facts),
        "short_url": facts.short_url,
        "translation": {other_language(language): settings.SITE_URL + facts.translation_path},
    }


def _time(facts: EventFacts) -> dict[str, Any]:
    when = facts.when
    return {
        "start": when.starts_iso if when else None,
        "end": when.ends_iso if when else None,
        "all_day": bool(when and when.all_day),
        "time_zone": when.zone if when else None,
        "when": when.in_full if when else "",
        "previous_start": previous_start(facts) or None,
    }


def _organiser(organiser: OrganiserFacts, language: Language) -> dict[str, Any]:
    return {
        "name": _text(organiser.name),
        "url": settings.SITE_URL + entity_path("organiser", organiser.slug, language),
    }


def _text(text: Text) -> dict[str, str] | None:
    """Return a text that may be in the other language, with its language; None for ""."""
    return {"text": str(text), "language": text.language} if text else None


def _venue(facts: EventFacts) -> dict[str, Any] | None:
    where = facts.where
    if not where.on_site:
        return None
    latitude, longitude = map(float, where.point) if where.point else (None, None)
    path = entity_path("venue", where.venue_slug, facts.language) if where.venue_slug else ""
    return {
        "name": _text(where.venue),
        "url": settings.SITE_URL + path if path else None,
        "entrance": _text(where.entrance),
        "room": _text(where.room),
        "street": where.street,
        "postal_code": where.postal_code,
        "city": where.city,
        "country": where.country,
        "latitude": latitude,
        "longitude": longitude,
        "map_url": where.map_url or None,
        "directions": _text(where.directions),
        "nearest_stop": _text(where.nearest_stop),
        "step_free": where.step_free,
        "hearing_loop": where.hearing_loop,
        "accessibility": _text(where.accessibility),
    }


def _registration(facts: EventFacts, now: datetime) -> dict[str, Any]:
    registration = facts.registration
    opens, closes = registration.opens_at, registration.closes_at
    return {
        "how": registration.how,
        "state": progress_of(facts, now).registration,
        "opens": opens.isoformat(timespec="minutes") if opens else None,
        "closes": closes.isoformat(timespec="minutes") if closes else None,
        "capacity": registration.capacity,
        "fully_booked": registration.fully_booked,
        "places_left": registration.few_left,
    }


def _series(facts: EventFacts) -> dict[str, Any] | None:
    if (series := facts.series) is None:
        return None
    return {
        "title": _text(series.title),
        "url": settings.SITE_URL + entity_path("series", series.slug, facts.language),
        "number": series.number,
    }


def _talk(talk: TalkFacts, facts: EventFacts) -> dict[str, Any]:
    recordings, slides = recordings_and_slides(talk.materials)
    return {
        "start": facts.when.iso(talk.starts_at) if facts.when and talk.starts_at else None,
        "title": _text(talk.title),
        "abstract_html": _text(talk.abstract),
        "speakers": [_participant(it, facts.language) for it in talk.speakers],
        "recordings": [it.absolute_url for it in recordings],
        "captions": list(talk.captions),
        "slides": [it.absolute_url for it in slides],
    }


def _participant(person: Participant, language: Language) -> dict[str, Any]:
    return {
        "name": person.name,
        "url": settings.SITE_URL + entity_path("person", person.slug, language),
        "capacities": [
            {"role": _text(it.role), "affiliation": _text(it.affiliation)}
            for it in person.affiliations
        ],
    }


def _contact(facts: EventFacts) -> dict[str, Any] | None:
    if (contact := facts.contact) is None:
        return None
    return _participant(contact, facts.language) | {
        "email": contact.email or None,
        "phone": contact.phone or None,
    }


def _picture(facts: EventFacts) -> dict[str, Any] | None:
    if (picture := facts.picture) is None:
        return None
    return {
        "url": settings.SITE_URL + picture.url,
        "width": picture.width,
        "height": picture.height,
        "alt": _text(picture.alt),
        "credit": picture.credit,
    }

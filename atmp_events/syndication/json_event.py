"""All that the page of an event tells, as data for programs: `_event` in a JSON Feed.

It is described in public/openapi.json. Unknown texts are "", and what else is unknown is null.
"""

from datetime import datetime
from typing import Any

from ..facts.addresses import entity_path, short_path
from ..facts.event import EventFacts
from ..facts.standing import standing
from ..facts.who import OrganiserFacts, Participant, TalkFacts
from ..models import Language, Text
from ..models.bilingual import other
from .schema import previous_start


def json_event(facts: EventFacts, site_url: str, now: datetime) -> dict[str, Any]:
    """Return the event's data at `now` (aware). The end of an all-day event is its last day.

    `site_url` is the public origin.
    """
    language = facts.language
    recordings, slides = facts.materials
    return {
        "uid": facts.uid,
        "kind": facts.kind,
        "status": facts.status,
        "status_note": _text(facts.status_note),
        "phase": standing(facts, now).phase,
        **_time(facts),
        "attendance_mode": facts.where.mode,
        "place": facts.where.line,
        "venue": _venue(facts, site_url),
        "online_url": facts.where.online_url or None,
        "registration_url": facts.registration.absolute(site_url) or None,
        "registration": _registration(facts, now),
        "languages": list(facts.languages),
        "series": _series(facts, site_url),
        "programme": [_talk(talk, facts, site_url) for talk in facts.talks],
        "speakers": [speaker.name for talk in facts.talks for speaker in talk.speakers],
        "recordings": [it.absolute(site_url) for it in recordings],
        "slides": [it.absolute(site_url) for it in slides],
        "hosts": [_participant(it, language, site_url) for it in facts.hosts],
        "contact": _contact(facts, site_url),
        "organisers": [str(organiser.name) for organiser in facts.organisers],
        "arranged_by": [_organiser(it, language, site_url) for it in facts.organisers],
        "details": [
            {"name": it.name, "label": it.label, "text": _text(it.text)} for it in facts.details
        ],
        "links": [{"name": it.name, "label": it.label, "url": it.url} for it in facts.links],
        "picture": _picture(facts, site_url),
        "short_url": site_url + short_path(facts.code),
        "translation": {other(language): site_url + facts.twin_path},
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


def _organiser(organiser: OrganiserFacts, language: Language, site_url: str) -> dict[str, Any]:
    return {
        "name": _text(organiser.name),
        "url": site_url + entity_path("organiser", organiser.slug, language),
    }


def _text(text: Text) -> dict[str, str] | None:
    """Return a text that may be in the other language, with its language; None for ""."""
    return {"text": str(text), "language": text.language} if text else None


def _venue(facts: EventFacts, site_url: str) -> dict[str, Any] | None:
    where = facts.where
    if not where.on_site:
        return None
    has_point = where.latitude is not None and where.longitude is not None
    path = entity_path("venue", where.venue_slug, facts.language) if where.venue_slug else ""
    return {
        "name": _text(where.venue),
        "url": site_url + path if path else None,
        "entrance": _text(where.entrance),
        "room": _text(where.room),
        "street": where.street,
        "postal_code": where.postal_code,
        "city": where.city,
        "country": where.country,
        "latitude": float(where.latitude or 0) if has_point else None,
        "longitude": float(where.longitude or 0) if has_point else None,
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
        "state": standing(facts, now).registration,
        "opens": opens.isoformat(timespec="minutes") if opens else None,
        "closes": closes.isoformat(timespec="minutes") if closes else None,
        "capacity": registration.capacity,
        "fully_booked": registration.fully_booked,
        "places_left": registration.few_left,
    }


def _series(facts: EventFacts, site_url: str) -> dict[str, Any] | None:
    if (series := facts.series) is None:
        return None
    return {
        "title": _text(series.title),
        "url": site_url + entity_path("series", series.slug, facts.language),
        "number": series.number,
    }


def _talk(talk: TalkFacts, facts: EventFacts, site_url: str) -> dict[str, Any]:
    return {
        "start": facts.when.iso(talk.starts_at) if facts.when and talk.starts_at else None,
        "title": _text(talk.title),
        "abstract_html": _text(talk.abstract),
        "speakers": [_participant(it, facts.language, site_url) for it in talk.speakers],
    }


def _participant(person: Participant, language: Language, site_url: str) -> dict[str, Any]:
    return {
        "name": person.name,
        "url": site_url + entity_path("person", person.slug, language),
        "capacities": [
            {"role": _text(it.role), "affiliation": _text(it.affiliation)}
            for it in person.capacities
        ],
    }


def _contact(facts: EventFacts, site_url: str) -> dict[str, Any] | None:
    if (contact := facts.contact) is None:
        return None
    return _participant(contact, facts.language, site_url) | {
        "email": contact.email or None,
        "phone": contact.phone or None,
    }


def _picture(facts: EventFacts, site_url: str) -> dict[str, Any] | None:
    if (picture := facts.picture) is None:
        return None
    return {
        "url": site_url + picture.url,
        "width": picture.width,
        "height": picture.height,
        "alt": _text(picture.alt),
        "credit": picture.credit,
    }

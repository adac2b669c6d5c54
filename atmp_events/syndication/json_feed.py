"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the event's data in `_event`."""

import json
from typing import Any, Final

from ..facts.event import EventFacts
from ..models.bilingual import other
from .entry import Feed, FeedEntry
from .schema import previous_start

CONTENT_TYPE: Final = "application/feed+json; charset=utf-8"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """Return a feed as a JSON Feed document in UTF-8."""
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": feed.site_url}],
        **({"_licence": {"url": feed.licence}} if feed.licence else {}),
        "items": [_item(entry, feed.site_url) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _item(entry: FeedEntry, site_url: str) -> dict[str, Any]:
    facts = entry.facts
    item = {
        "id": entry.id,
        "url": site_url + facts.path,
        "external_url": facts.link("web_page"),
        "title": str(entry.title),
        "summary": str(facts.summary),
        "content_html": entry.content(site_url),
        "image": site_url + facts.picture.url if facts.picture else "",
        "date_published": entry.published_at.isoformat(timespec="seconds"),
        "date_modified": entry.updated_at.isoformat(timespec="seconds"),
        "language": entry.language,
        "tags": [facts.kind_name],
        "attachments": [{"url": site_url + facts.calendar_path, "mime_type": "text/calendar"}],
        "_event": _event(facts, site_url),
    }
    return {name: value for name, value in item.items() if value}


def _event(facts: EventFacts, site_url: str) -> dict[str, Any]:
    """Return the event's data for programs. The end of an all-day event is its last day."""
    when = facts.when
    recordings, slides = facts.materials
    return {
        "uid": facts.uid,
        "kind": facts.kind,
        "status": facts.status,
        "start": when.starts_iso if when else None,
        "end": when.ends_iso if when else None,
        "all_day": bool(when and when.all_day),
        "time_zone": when.zone if when else None,
        "previous_start": previous_start(facts) or None,
        "attendance_mode": facts.where.mode,
        "place": facts.where.line,
        "online_url": facts.where.online_url or None,
        "registration_url": facts.registration.url or None,
        "languages": list(facts.languages),
        "speakers": [speaker.name for talk in facts.talks for speaker in talk.speakers],
        "recordings": [it.absolute(site_url) for it in recordings],
        "slides": [it.absolute(site_url) for it in slides],
        "organisers": [str(organiser.name) for organiser in facts.organisers],
        "translation": {other(facts.language): site_url + facts.twin_path},
    }

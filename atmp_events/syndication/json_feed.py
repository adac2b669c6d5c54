"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the event's data in `_event`."""

import json
from datetime import datetime
from typing import Any, Final

from .entry import Feed, FeedEntry
from .json_event import json_event

CONTENT_TYPE: Final = "application/feed+json; charset=utf-8"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed, now: datetime) -> bytes:
    """Return a feed at `now` (aware) as a JSON Feed document in UTF-8."""
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": feed.site_url}],
        **({"_licence": {"url": feed.licence}} if feed.licence else {}),
        "items": [_item(entry, feed.site_url, now) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _item(entry: FeedEntry, site_url: str, now: datetime) -> dict[str, Any]:
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
        "_event": json_event(facts, site_url, now),
    }
    return {name: value for name, value in item.items() if value}

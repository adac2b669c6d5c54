"""The Atom Syndication Format (RFC 4287), with Django's feed generator."""

from io import StringIO
from typing import Any, Final

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext, override
from django.utils.xmlutils import SimplerXMLGenerator

from ..models import Text
from ..models.bilingual import other_language
from .entry import Feed, FeedEntry, urn

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
# Characters that are not allowed in XML, even escaped (XML 1.0, 2.2).
NOT_IN_XML: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def atom(feed: Feed) -> bytes:
    """Return a feed as an Atom document in UTF-8."""
    with override(feed.language):
        rights = gettext("Licence of the data: %(url)s") % {"url": feed.licence}
    document = AtomFeed(
        title=feed.title.translate(NOT_IN_XML),
        link=feed.page_url,
        description="",
        language=feed.language,
        author_name=feed.author,
        author_link=settings.SITE_URL,
        feed_url=feed.url,
        feed_guid=urn(feed.url.removeprefix(settings.SITE_URL)),
        feed_copyright=rights if feed.licence else None,
        feed=feed,
    )
    for entry in feed.entries:
        document.add_item(title="", link="", description="", entry=entry)
    text = StringIO()
    document.write(text, "utf-8")
    return text.getvalue().encode()


class AtomFeed(Atom1Feed):
    """An Atom feed whose texts have a language, with links to translation and calendar file."""

    def root_attributes(self) -> dict[str, str]:
        """Add the base of relative links in texts."""
        return super().root_attributes() | {"xml:base": settings.SITE_URL}

    def latest_post_date(self) -> Any:
        """Return the last change (aware); Django would return the current time if empty."""
        return self.feed["feed"].updated_at

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add the link to the licence (RFC 4946)."""
        super().add_root_elements(handler)
        if licence := self.feed["feed"].licence:
            handler.addQuickElement("link", "", {"rel": "license", "href": licence})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an entry with content and languages, which Django's entries lack."""
        entry: FeedEntry = item["entry"]
        facts = entry.facts
        handler.addQuickElement("id", entry.id)
        handler.addQuickElement("title", *_in_language(entry.title))
        handler.addQuickElement("published", rfc3339_date(entry.published_at))
        handler.addQuickElement("updated", rfc3339_date(entry.updated_at))
        for link in _links(entry):
            handler.addQuickElement("link", "", link)
        handler.addQuickElement("category", "", {"term": facts.kind, "label": facts.kind_name})
        if facts.summary:
            handler.addQuickElement("summary", *_in_language(facts.summary))
        content = Text(entry.content(), facts.language)
        handler.addQuickElement("content", *_in_language(content, type="html"))


def _in_language(text: Text, **attributes: str) -> tuple[str, dict[str, str]]:
    return text.translate(NOT_IN_XML), {"xml:lang": text.language, **attributes}


def _links(entry: FeedEntry) -> list[dict[str, str]]:
    """Return links to the event's page, its translation and its calendar file.

    Only the page is `alternate`: many readers open the last alternate of an entry.
    """
    language = entry.facts.language
    forms = (
        ("alternate", entry.facts.path, "text/html", language),
        ("related", entry.facts.translation_path, "text/html", other_language(language)),
        ("enclosure", entry.facts.calendar_path, "text/calendar", language),
    )
    return [
        {"rel": rel, "type": media_type, "hreflang": hreflang, "href": settings.SITE_URL + path}
        for rel, path, media_type, hreflang in forms
        if path
    ]

"""Links that add one event to Google Calendar or Outlook on the web; undocumented by both.

The added copy does not follow later changes; pages say so beside the links.
"""

import re
from datetime import UTC
from html import escape
from typing import Final
from urllib.parse import quote, unquote

from django.conf import settings
from django.utils.translation import gettext, override

from .event import EventFacts
from .plain_text import plain
from .subscription import CalendarLink
from .when import When

LONGEST_URL: Final = 1900  # characters that every service and browser accepts
LONGEST_FIELD: Final = 600  # characters of the title and of the place, percent-encoded
ELLIPSIS: Final = quote(" …")


def add_links(facts: EventFacts) -> tuple[CalendarLink, ...]:
    """Return the links for an event, none without a date."""
    if facts.when is None:
        return ()
    with override(facts.language):
        google, work = gettext("Google Calendar"), gettext("Outlook (work or school)")
    return (
        CalendarLink(google, _google_link(facts, facts.when)),
        CalendarLink("Outlook.com", _outlook_link(facts, facts.when, "outlook.live.com")),
        CalendarLink(work, _outlook_link(facts, facts.when, "outlook.office.com")),
    )


def _google_link(facts: EventFacts, when: When) -> str:
    """Return Google's link: local times with their zone, or dates with an exclusive end."""
    pattern = "%Y%m%d" if when.all_day else "%Y%m%dT%H%M%S"
    start, end = (when.local(it) for it in (when.starts_at, when.ends_at))
    fields = {
        "action": "TEMPLATE",
        "text": facts.title,
        "dates": f"{start:{pattern}}/{end:{pattern}}",
        "ctz": "" if when.all_day else when.zone,  # With dates, Android misreads it.
        "location": facts.where.line,
    }
    base = "https://calendar.google.com/calendar/render"
    return _filled(base, fields, "details", facts, line_break="\n")


def _outlook_link(facts: EventFacts, when: When, host: str) -> str:
    """Return Outlook's link: times in UTC with Z, or dates with an exclusive end."""
    pattern = "%Y-%m-%d" if when.all_day else "%Y-%m-%dT%H:%M:%SZ"
    start, end = (
        it if when.all_day else it.astimezone(UTC) for it in (when.starts_at, when.ends_at)
    )
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": facts.title,
        "startdt": f"{start:{pattern}}",
        "enddt": f"{end:{pattern}}",
        "allday": "true" if when.all_day else "",
        "location": facts.where.line,
    }
    base = f"https://{host}/calendar/0/deeplink/compose"
    return _filled(base, fields, "body", facts, line_break="<br>")


def _filled(
    base: str, fields: dict[str, str], last: str, facts: EventFacts, *, line_break: str
) -> str:
    """Return the URL with as much text as fits, ending with the addresses of event and page."""
    query = "&".join(
        f"{name}={_cut(value, LONGEST_FIELD)}" for name, value in fields.items() if value
    )
    closing = "\n\n".join(filter(None, (_online(facts), f"{settings.SITE_URL}{facts.path}")))
    ending = quote(_as_html(f"\n\n{closing}", line_break), safe="")
    address = f"{base}?{query}&{last}="
    parts = (facts.summary or plain(facts.body), facts.languages_in_words)
    text = _as_html("\n\n".join(filter(None, parts)), line_break)
    return address + _cut(text, LONGEST_URL - len(address) - len(ending)) + ending


def _as_html(text: str, line_break: str) -> str:
    """Escape a text: both services read it as HTML."""
    return escape(text, quote=False).replace("\n", line_break)


def _online(facts: EventFacts) -> str:
    url = facts.where.online_url
    with override(facts.language):
        # A longer one leaves no room for the rest; the page has it.
        return f"{gettext('Online')}: {url}" if url and len(url) <= LONGEST_FIELD // 2 else ""


def _cut(text: str, room: int) -> str:
    """Return a text percent-encoded in at most `room` characters, cut after a word."""
    quoted = quote(text, safe="")
    if len(quoted) <= max(room, 0):
        return quoted
    whole = re.sub("%.?$", "", quoted[: max(room - len(ELLIPSIS), 0)])
    cut = unquote(whole, errors="ignore")  # without the bytes of half a character
    return quote(cut.rpartition(" ")[0] or cut, safe="") + ELLIPSIS

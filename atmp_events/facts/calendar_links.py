"""Links to calendar programs: subscriptions to a feed, and copies of one event.

Google Calendar and Outlook on the web do not document the form of their links. A copy does not
follow later changes; pages say so beside the links.
"""

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override

from ..models import Language
from .centre import CentreFacts
from .event import EventFacts
from .paths import route_path, with_codes
from .plain_text import plain
from .subscriptable import Subscriptable
from .when import When

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_URL_LENGTH: Final = 1900  # characters that every service and browser accepts
MAX_FIELD_LENGTH: Final = 600  # characters of the title and of the place, percent-encoded
ELLIPSIS: Final = quote(" …")


@dataclass(frozen=True, slots=True)
class CalendarLink(Subscriptable):
    """A link that opens a calendar program or service."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CalendarFeed(Subscriptable):
    """A feed, and the ways to subscribe to it."""

    address: str  # absolute, http(s)
    name: str  # what the calendar is called
    language: Language

    @property
    def webcal(self) -> str:
        """The same address, for calendar programs to open."""
        return f"webcal:{self.address.partition(':')[2]}"

    @property
    def links(self) -> tuple[CalendarLink, ...]:
        """The ways to subscribe.

        Google takes the address as `webcal:` only; Outlook on the web wants `https:`.
        """
        feed, name = quote(self.address, safe=""), quote(self.name)
        outlook = f"calendar/0/addfromweb?url={feed}&name={name}"
        google = f"https://calendar.google.com/calendar/r?cid={quote(self.webcal, safe='')}"
        work = f"https://outlook.office.com/{outlook}"
        with override(self.language):
            return (
                CalendarLink(gettext("Apple, Thunderbird and others"), self.webcal),
                CalendarLink(gettext("Google Calendar"), google),
                CalendarLink("Outlook.com", f"https://outlook.live.com/{outlook}"),
                CalendarLink(gettext("Outlook (work or school)"), work),
            )


@dataclass(frozen=True, slots=True)
class CalendarClient:
    """A calendar program, and how long it takes to show a change of a feed."""

    name: "StrOrPromise"
    max_delay: timedelta
    delay_in_words: "StrOrPromise"


# Each program decides how often it fetches a feed: Google and Outlook on the web ignore
# REFRESH-INTERVAL (RFC 7986, 5.7).
CALENDAR_CLIENTS: Final = (
    CalendarClient(
        gettext_lazy("Apple Calendar"),
        timedelta(hours=24),
        gettext_lazy("usually within an hour, sometimes a day"),
    ),
    CalendarClient(
        gettext_lazy("Thunderbird"),
        timedelta(hours=24),
        gettext_lazy("within half an hour while it is open"),
    ),
    CalendarClient(
        gettext_lazy("Outlook"),
        timedelta(hours=48),
        gettext_lazy("after about three hours, sometimes more than a day"),
    ),
    CalendarClient(
        gettext_lazy("Google Calendar"),
        timedelta(hours=24),
        gettext_lazy("usually after half a day, sometimes a whole day"),
    ),
)


def feed_of_all_events(centre: CentreFacts) -> CalendarFeed:
    """Return the subscription to all events of a centre."""
    feed = route_path("all_events_calendar", centre.language)
    return CalendarFeed(f"{settings.SITE_URL}{feed}", centre.all_events, centre.language)


def feed_of_one_event(code: str, centre: CentreFacts) -> CalendarFeed:
    """Return the subscription to the event with a code, in the language of the centre."""
    feed = with_codes(route_path("chosen_calendar", centre.language), [code])
    return CalendarFeed(f"{settings.SITE_URL}{feed}", centre.selection, centre.language)


def add_links(facts: EventFacts) -> tuple[CalendarLink, ...]:
    """Return the links that add one event to a calendar, none without a date."""
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
        f"{name}={_cut(value, MAX_FIELD_LENGTH)}" for name, value in fields.items() if value
    )
    closing = "\n\n".join(filter(None, (_online(facts), facts.url)))
    ending = quote(_as_html(f"\n\n{closing}", line_break), safe="")
    address = f"{base}?{query}&{last}="
    parts = (facts.summary or plain(facts.body), facts.languages_in_words)
    text = _as_html("\n\n".join(filter(None, parts)), line_break)
    return address + _cut(text, MAX_URL_LENGTH - len(address) - len(ending)) + ending


def _as_html(text: str, line_break: str) -> str:
    """Escape a text: both services read it as HTML."""
    return escape(text, quote=False).replace("\n", line_break)


def _online(facts: EventFacts) -> str:
    url = facts.where.online_url
    with override(facts.language):
        # A longer URL would leave no room for the text; the page has it.
        return f"{gettext('Online')}: {url}" if url and len(url) <= MAX_FIELD_LENGTH // 2 else ""


def _cut(text: str, room: int) -> str:
    """Return a text percent-encoded in at most `room` characters, cut after a word."""
    quoted = quote(text, safe="")
    if len(quoted) <= max(room, 0):
        return quoted
    whole = re.sub("%.?$", "", quoted[: max(room - len(ELLIPSIS), 0)])
    cut = unquote(whole, errors="ignore")  # without the bytes of half a character
    return quote(cut.rpartition(" ")[0] or cut, safe="") + ELLIPSIS

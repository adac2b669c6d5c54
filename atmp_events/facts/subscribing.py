"""Links that let a calendar service subscribe to a feed, each in the form it accepts."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext, override

from ..models import Language
from .alarm import with_alarm


@dataclass(frozen=True, slots=True)
class SubscribeLink:
    """One way to subscribe."""

    label: str
    url: str


def subscribe_links(
    feed: str, name: str, language: Language, *, alarm: str = ""
) -> tuple[SubscribeLink, ...]:
    """Return the links for a feed at an absolute http(s) address.

    `alarm` is when to be reminded, as `facts.alarm` reads it; Google and Outlook remind in their
    own way. Google takes the address as `webcal:` only; Outlook on the web wants `https:`.
    """
    feed = with_alarm(feed, alarm)
    webcal = f"webcal:{feed.partition(':')[2]}"
    outlook = f"calendar/0/addfromweb?url={quote(feed, safe='')}&name={quote(name)}"
    google = f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"
    with override(language):
        return (
            SubscribeLink(gettext("Apple, Thunderbird and others"), webcal),
            SubscribeLink(gettext("Google Calendar"), google),
            SubscribeLink("Outlook.com", f"https://outlook.live.com/{outlook}"),
            SubscribeLink(
                gettext("Outlook (work or school)"), f"https://outlook.office.com/{outlook}"
            ),
        )

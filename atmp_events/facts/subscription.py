"""Subscribing to a feed: its address in each form, and how soon each calendar notices a change."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from django.utils.translation import gettext, gettext_lazy, override

from ..models import Language
from .addresses import feed_path

HOUR: Final = timedelta(hours=1)
# How often a calendar looks: as a rule, and when it takes its time. Its makers decide, not we:
# Google and Outlook on the web do not read REFRESH-INTERVAL or X-PUBLISHED-TTL.
PATIENCE: Final = (
    ("Apple", gettext_lazy("Apple Calendar"), HOUR, 24 * HOUR),
    ("Thunderbird", gettext_lazy("Thunderbird"), HOUR / 2, 24 * HOUR),
    ("Outlook", gettext_lazy("Outlook"), 3 * HOUR, 48 * HOUR),
    ("Google", gettext_lazy("Google Calendar"), 12 * HOUR, 24 * HOUR),
)
# In words that say the same.
HOW_SOON: Final = {
    "Apple": gettext_lazy("within an hour as a rule, at times a day"),
    "Thunderbird": gettext_lazy("within half an hour while it is open"),
    "Outlook": gettext_lazy("after about three hours, at times more than a day"),
    "Google": gettext_lazy("after half a day as a rule, at times a whole day"),
}


@dataclass(frozen=True, slots=True)
class SubscribeLink:
    """One way to subscribe."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that one can subscribe to."""

    address: str  # absolute, https
    webcal: str  # the same, for calendar programs to open
    links: tuple[SubscribeLink, ...]


@dataclass(frozen=True, slots=True)
class Client:
    """A sort of calendar, and when what it shows follows a change in a feed."""

    name: str
    usually: timedelta
    at_most: timedelta
    how_soon: str


@lru_cache(maxsize=4)
def subscription_to_all(language: Language, *, site_url: str) -> Subscription:
    """Return the feed of all events in one language. `site_url` is the public origin."""
    with override(language):
        name = gettext("ATMP-centrum Uppsala: events")
    return subscription(f"{site_url}{feed_path(language)}", name, language)


def subscription(feed: str, name: str, language: Language) -> Subscription:
    """Return how to subscribe to a feed at an absolute http(s) address."""
    return Subscription(feed, webcal(feed), subscribe_links(feed, name, language))


def webcal(feed: str) -> str:
    """Return the address at which calendar programs subscribe, and browsers do not download."""
    return f"webcal:{feed.partition(':')[2]}"


def subscribe_links(feed: str, name: str, language: Language) -> tuple[SubscribeLink, ...]:
    """Return the links for a feed at an absolute http(s) address.

    Google takes the address as `webcal:` only; Outlook on the web wants `https:`.
    """
    outlook = f"calendar/0/addfromweb?url={quote(feed, safe='')}&name={quote(name)}"
    google = f"https://calendar.google.com/calendar/r?cid={quote(webcal(feed), safe='')}"
    with override(language):
        return (
            SubscribeLink(gettext("Apple, Thunderbird and others"), webcal(feed)),
            SubscribeLink(gettext("Google Calendar"), google),
            SubscribeLink("Outlook.com", f"https://outlook.live.com/{outlook}"),
            SubscribeLink(
                gettext("Outlook (work or school)"), f"https://outlook.office.com/{outlook}"
            ),
        )


def clients(language: Language) -> tuple[Client, ...]:
    """Return the calendars that people have, the quickest first."""
    with override(language):
        return tuple(
            Client(str(name), usually, at_most, str(HOW_SOON[key]))
            for key, name, usually, at_most in PATIENCE
        )

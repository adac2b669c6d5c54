"""Subscriptions to a feed: its addresses, and how soon calendar programs show a change."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override

from ..models import Language
from .addresses import route_path
from .centre import CentreFacts
from .event_codes import with_codes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A link that opens a calendar program or service."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Subscription:
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
    at_most: timedelta
    how_soon: "StrOrPromise"


# The programs decide it: Google and Outlook on the web ignore REFRESH-INTERVAL (RFC 7986, 5.7).
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


def subscription_to_all(centre: CentreFacts) -> Subscription:
    """Return the subscription to all events of a centre."""
    feed = route_path("all_events_calendar", centre.language)
    return Subscription(f"{settings.SITE_URL}{feed}", centre.all_events, centre.language)


def subscription_to_event(code: str, centre: CentreFacts) -> Subscription:
    """Return the subscription to the event with a code, in the language of the centre."""
    feed = with_codes(route_path("chosen_calendar", centre.language), [code])
    return Subscription(f"{settings.SITE_URL}{feed}", centre.selection, centre.language)

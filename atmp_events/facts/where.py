"""The place of an event: address, entrance, directions and accessibility."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext, override

from ..models import AttendanceMode, Event, Language, Registration, Status, Text, Venue
from .subscriptable import Subscriptable


@dataclass(frozen=True, slots=True)
class Where(Subscriptable):
    """The place of an event, on site, online or both; unknown texts are empty."""

    language: Language
    mode: str  # a value of AttendanceMode
    on_site: bool
    online: bool
    online_url: str
    online_host: str
    link_is_sent: bool  # the link is not public: those who register get it
    venue: Text  # its name
    venue_slug: str
    entrance: Text  # as on the door: "100/101", "Huvudentrén"
    entrance_is_number: bool  # then "Ingång" is written before it, as on the sign
    room: Text
    street: str
    postal_code: str
    city: str
    country: str  # ISO 3166, two letters
    directions: Text
    nearest_stop: Text
    step_free: bool | None
    hearing_loop: bool | None
    accessibility: Text
    point: tuple[Decimal, Decimal] | None  # latitude and longitude
    remote: str  # "Digitalt (video.example.org)"; empty when on site only

    @property
    def line(self) -> str:
        """The place on one line, from the entrance to the town."""
        place = (
            self.explained_entrance,
            self.room,
            self.venue,
            self.street,
            self.town,
            self.remote,
        )
        return ", ".join(filter(None, place))

    @property
    def town(self) -> str:
        """Postal code and city: "752 37 Uppsala"."""
        return " ".join(filter(None, (self.postal_code, self.city)))

    @property
    def map_url(self) -> str:
        """A link to OpenStreetMap: the point if it is known, or else the address."""
        if self.point:
            lat, lon = self.point
            return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}"
        if not self.street:
            return ""
        query = quote(", ".join(filter(None, (self.street, self.town))))
        return f"https://www.openstreetmap.org/search?query={query}"

    @property
    def entrance_in_words(self) -> str:
        """The entrance in words: "Ingång 100/101"."""
        return f"Ingång {self.entrance}" if self.entrance_is_number else str(self.entrance)

    @property
    def explained_entrance(self) -> str:
        """The entrance in words, with a translation for those who read English."""
        # The sign at the door has the Swedish word.
        is_explained = self.entrance_is_number and self.language == "en"
        return f"{self.entrance_in_words} (entrance)" if is_explained else self.entrance_in_words

    @property
    def short(self) -> Text:
        """The place in short: the room, or else the venue."""
        return self.room or self.venue

    @property
    def building(self) -> Text:
        """The venue, if an entrance or a room is shown with it; else empty."""
        return self.venue if self.entrance or self.room else Text("", self.language)

    @property
    def has_accessibility(self) -> bool:
        """Whether anything is known about accessibility."""
        return not (self.step_free is self.hearing_loop is None) or bool(self.accessibility)

    @property
    def is_known(self) -> bool:
        """Whether any place is known."""
        return bool(self.venue or self.room or self.entrance or self.online)


def where_of(event: Event, language: Language) -> Where:
    """Return the place of an event in a language."""
    on_site = event.attendance_mode != AttendanceMode.ONLINE
    online = event.attendance_mode != AttendanceMode.ON_SITE
    venue = (event.venue if on_site else None) or Venue(country="")
    entrance = (event.entrance or venue.entrance).read(language) if on_site else Text("", language)
    room = event.room.read(language) if on_site else Text("", language)
    url = event.online_url if online else ""
    host = urlsplit(url).hostname or ""
    return Where(
        language=language,
        mode=event.attendance_mode,
        on_site=on_site,
        online=online,
        online_url=url,
        online_host=host,
        link_is_sent=online
        and not url
        and event.registration != Registration.NOT_NEEDED
        and event.status != Status.CANCELLED,
        venue=venue.name.read(language),
        venue_slug=venue.slug,
        entrance=entrance,
        entrance_is_number=entrance[:1].isdigit(),
        room=room,
        street=venue.street,
        postal_code=venue.postal_code,
        city=venue.city,
        country=venue.country,
        directions=venue.directions.read(language),
        nearest_stop=venue.nearest_stop.read(language),
        step_free=venue.step_free,
        hearing_loop=venue.hearing_loop,
        accessibility=venue.accessibility.read(language),
        point=_point(venue),
        remote=_remote(host, language) if online else "",
    )


def _point(venue: Venue) -> tuple[Decimal, Decimal] | None:
    if venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def _remote(host: str, language: Language) -> str:
    with override(language):
        return gettext("Online") + (f" ({host})" if host else "")

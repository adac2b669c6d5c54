"""The place in words: the address and the way to the door. Only what is known."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext, override

from ..models import AttendanceMode, Event, Language, Text, Venue


@dataclass(frozen=True, slots=True)
class Where:
    """Where an event is held, on site, online or both."""

    mode: str  # a value of AttendanceMode
    mode_name: str
    on_site: bool
    online: bool
    online_url: str
    online_host: str
    venue: Text  # its name; empty while there is none
    entrance: Text  # as on the door: "100/101", "Huvudentrén"
    entrance_is_number: bool  # then the word "Ingång" stands before it, as on the sign
    room: Text
    street: str
    town: str  # "752 37 Uppsala"
    country: str  # ISO 3166, two letters
    directions: Text
    nearest_stop: Text
    step_free: bool | None
    hearing_loop: bool | None
    accessibility: Text
    latitude: Decimal | None
    longitude: Decimal | None
    map_url: str
    line: str  # all of it on one line, down to the door

    @property
    def door(self) -> str:
        """The entrance as it is said: "Ingång 100/101"."""
        return f"Ingång {self.entrance}" if self.entrance_is_number else str(self.entrance)

    @property
    def short(self) -> Text:
        """The least that tells a visitor which place it is: the room, or else the house."""
        return self.room or self.venue

    @property
    def is_known(self) -> bool:
        """Tell whether there is any place to show."""
        return bool(self.venue or self.room or self.entrance or self.online)


def where_of(event: Event, language: Language) -> Where:
    """Return where an event is held, in one language."""
    on_site = event.attendance_mode != AttendanceMode.ONLINE
    online = event.attendance_mode != AttendanceMode.ON_SITE
    venue = (event.venue if on_site else None) or Venue(country="")
    entrance = (event.entrance or venue.entrance).read(language) if on_site else Text("", language)
    room = event.room.read(language) if on_site else Text("", language)
    is_number = entrance[:1].isdigit()
    place = [
        f"Ingång {entrance}" if is_number else entrance,
        room,
        venue.name.read(language),
        venue.street,
        town(venue),
    ]
    host = urlsplit(event.online_url).hostname or ""
    with override(language):
        remote = gettext("Online") + (f" ({host})" if host else "")
        mode_name = str(AttendanceMode(event.attendance_mode).label)
    return Where(
        mode=event.attendance_mode,
        mode_name=mode_name,
        on_site=on_site,
        online=online,
        online_url=event.online_url if online else "",
        online_host=host if online else "",
        venue=venue.name.read(language),
        entrance=entrance,
        entrance_is_number=is_number,
        room=room,
        street=venue.street,
        town=town(venue),
        country=venue.country,
        directions=venue.directions.read(language),
        nearest_stop=venue.nearest_stop.read(language),
        step_free=venue.step_free,
        hearing_loop=venue.hearing_loop,
        accessibility=venue.accessibility.read(language),
        latitude=venue.latitude,
        longitude=venue.longitude,
        map_url=map_url(venue),
        line=", ".join(filter(None, [*place, remote if online else ""])),
    )


def town(venue: Venue) -> str:
    """Return postal code and city as they stand on an envelope."""
    return " ".join(filter(None, (venue.postal_code, venue.city)))


def map_url(venue: Venue) -> str:
    """Return a plain link to a map: the point if it is known, or else the address."""
    if venue.latitude is not None and venue.longitude is not None:
        point = f"mlat={venue.latitude}&mlon={venue.longitude}"
        return f"https://www.openstreetmap.org/?{point}#map=18/{venue.latitude}/{venue.longitude}"
    if not venue.street:
        return ""
    query = quote(", ".join(filter(None, (venue.street, town(venue)))))
    return f"https://www.openstreetmap.org/search?query={query}"

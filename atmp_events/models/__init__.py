"""The models, with the rules for one row. They use neither requests nor the clock."""

from .attendee import Attendee, RegistrationSettings, settings_of
from .bilingual import LANGUAGES, Bilingual, Both, Language, Text
from .choices import (
    NOT_HELD,
    REGISTER,
    AttendanceMode,
    Kind,
    Registration,
    SpokenLanguage,
    State,
    Status,
)
from .event import Event
from .event_queryset import EventQuerySet
from .event_version import (
    AgreedTexts,
    Change,
    Departure,
    EventVersion,
    KnownFeed,
    SearchDocument,
    SiteVersion,
)
from .follower import Follower
from .former_addresses import Addressed, FormerAddress, FormerSlug, GoneAddress
from .links import LinkCheck
from .people import Affiliation, EventOrganiser, Organiser, Person
from .preview import Preview
from .series import Series
from .talk import Appearance, Talk
from .user import User
from .venue import Venue
from .website import Page, Website, WebsiteOrganiser, the_website

__all__ = [
    "LANGUAGES",
    "NOT_HELD",
    "REGISTER",
    "Addressed",
    "Affiliation",
    "AgreedTexts",
    "Appearance",
    "AttendanceMode",
    "Attendee",
    "Bilingual",
    "Both",
    "Change",
    "Departure",
    "Event",
    "EventOrganiser",
    "EventQuerySet",
    "EventVersion",
    "Follower",
    "FormerAddress",
    "FormerSlug",
    "GoneAddress",
    "Kind",
    "KnownFeed",
    "Language",
    "LinkCheck",
    "Organiser",
    "Page",
    "Person",
    "Preview",
    "Registration",
    "RegistrationSettings",
    "SearchDocument",
    "Series",
    "SiteVersion",
    "SpokenLanguage",
    "State",
    "Status",
    "Talk",
    "Text",
    "User",
    "Venue",
    "Website",
    "WebsiteOrganiser",
    "settings_of",
    "the_website",
]

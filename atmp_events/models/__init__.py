"""The models, with the rules for one row. They use neither requests nor the clock."""

from .attendee import Attendee, RegistrationSettings, registration_settings_of
from .bilingual import LANGUAGES, Bilingual, BilingualText, Language, Text
from .choices import (
    NOT_HELD,
    REGISTRATION_REQUIRED,
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
from .former_addresses import FormerAddress, FormerSlug, GoneAddress, SluggedModel
from .links import LinkCheck
from .people import Affiliation, EventOrganiser, Organiser, Person
from .preview import Preview
from .series import Series
from .talk import Appearance, Talk
from .user import User
from .venue import Venue
from .website import Page, Website, WebsiteOrganiser, get_website

__all__ = [
    "LANGUAGES",
    "NOT_HELD",
    "REGISTRATION_REQUIRED",
    "Affiliation",
    "AgreedTexts",
    "Appearance",
    "AttendanceMode",
    "Attendee",
    "Bilingual",
    "BilingualText",
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
    "SluggedModel",
    "SpokenLanguage",
    "State",
    "Status",
    "Talk",
    "Text",
    "User",
    "Venue",
    "Website",
    "WebsiteOrganiser",
    "get_website",
    "registration_settings_of",
]

"""The models, with the rules for one row. They do not use requests, translations or the clock."""

from .addresses import Addressed, FormerAddress, FormerSlug, GoneAddress
from .agreed_texts import AgreedTexts
from .attendee import Attendee, RegistrationSettings, settings_of
from .bilingual import LANGUAGES, Bilingual, Both, Language, Text
from .change import Change
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
from .event_version import EventVersion
from .feed_history import Departure, KnownFeed
from .follower import Follower
from .link_check import LinkCheck
from .operator import Operator
from .organiser import EventOrganiser, Organiser
from .page import Page
from .person import Affiliation, Person
from .preview import Preview
from .search_document import SearchDocument
from .series import Series
from .site_version import SiteVersion
from .talk import Appearance, Talk
from .user import User
from .venue import Venue

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
    "Operator",
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
    "settings_of",
]

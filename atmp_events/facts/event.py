"""All facts of an event in one language, from which page, calendar, feed and poster are made."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from ..models import NOT_HELD, Event, Kind, Language, Registration, SpokenLanguage, Status, Text
from ..models.bilingual import other_language
from .details import DetailFacts, LinkFacts, details_of, links_of, recordings_and_slides
from .paths import event_path, page_path, related_event_path, route_path
from .places import places_of
from .subscriptable import Subscriptable
from .when import (
    When,
    briefly,
    deadline_in_words,
    moment_in_words,
    shown_time,
    swedish_time,
    swedish_time_note,
    when_of,
)
from .where import Where, where_of
from .who import (
    OrganiserFacts,
    Participant,
    TalkFacts,
    contact_of,
    hosts_of,
    list_in_words,
    organisers_of,
    talks_of,
)

# Kinds whose talks are lectures: "The lectures are held in", else "The event is held in".
LECTURE_KINDS = {Kind.SEMINAR, Kind.LECTURE, Kind.NETWORK_MEETING, Kind.CONFERENCE}


@dataclass(frozen=True, slots=True)
class SeriesFacts(Subscriptable):
    """The series of an event, and the event's number in its year."""

    title: Text
    slug: str
    number: int | None


@dataclass(frozen=True, slots=True)
class RegistrationFacts(Subscriptable):
    """How and when to register. See `progress` for whether it is open."""

    how: str  # a value of Registration
    url: str  # a web address, `mailto:`, or the path of the form on this site
    by_email: str  # "Register by email to …", or ""
    opens_at: datetime | None  # aware, in Swedish time
    opens: str  # in words
    opens_briefly: str  # "4 december"
    closes_at: datetime | None
    closes: str
    closes_briefly: str
    capacity: int | None
    fully_booked: bool
    few_left: int | None  # places left on this site, when they are few
    few_left_in_words: str  # "3 places left"
    has_waiting_list: bool  # of this site

    @property
    def is_here(self) -> bool:
        """Whether one registers by a form on this site. There is none where no mail is sent."""
        return self.how == Registration.HERE and bool(self.url)

    @property
    def absolute_url(self) -> str:
        """The URL, with the public origin before a path."""
        return settings.SITE_URL + self.url if self.is_here else self.url


@dataclass(frozen=True, slots=True)
class Picture(Subscriptable):
    """The event's picture."""

    url: str
    width: int | None
    height: int | None
    alt: Text
    credit: str


@dataclass(frozen=True, slots=True)
class EventFacts(Subscriptable):
    """All that readers see of an event, in one language."""

    uid: str
    code: str
    language: Language
    kind: str  # a value of Kind
    kind_name: str
    series: SeriesFacts | None
    title: Text
    summary: Text
    body: Text  # sanitised HTML
    when: When | None
    where: Where
    status: str  # a value of Status
    status_note: Text
    previous_starts_at: datetime | None  # aware, as `shown_time`
    talks: tuple[TalkFacts, ...]
    hosts: tuple[Participant, ...]
    contact: Participant | None
    organisers: tuple[OrganiserFacts, ...]
    languages: tuple[str, ...]  # spoken, ISO 639
    languages_in_words: str  # "Föreläsningarna hålls på svenska."
    details: tuple[DetailFacts, ...]  # those that are known
    registration: RegistrationFacts
    links: tuple[LinkFacts, ...]
    picture: Picture | None
    path: str
    translation_path: str
    calendar_path: str

    def detail(self, name: str) -> str:
        """Return the text of a detail, or ""."""
        return next((str(it.text) for it in self.details if it.name == name), "")

    def link(self, name: str) -> str:
        """Return the URL of a link, or ""."""
        return next((it.url for it in self.links if it.name == name), "")

    def path_to(self, name: str) -> str:
        """Return the path of another route of the event, for example "poster"; "" for a draft."""
        return related_event_path(self.path, name, self.language)

    def translation_path_to(self, name: str) -> str:
        """Return the path of another route of the event in the other language."""
        return related_event_path(self.translation_path, name, other_language(self.language))

    @property
    def url(self) -> str:
        """The absolute address of the page."""
        return settings.SITE_URL + self.path

    @property
    def short_url(self) -> str:
        """The absolute short address, permanent and the same in both languages."""
        return settings.SITE_URL + route_path("short_address", self.language, code=self.code)

    @property
    def speakers(self) -> tuple[Participant, ...]:
        """The speakers of all talks, in order. Who holds two talks is there twice."""
        return tuple(speaker for talk in self.talks for speaker in talk.speakers)

    @property
    def web_page(self) -> str:
        """The URL of the event's own page, or ""."""
        return self.link("web_page")

    @property
    def is_called_off(self) -> bool:
        """Whether its day is struck out, as it is cancelled or postponed."""
        return self.status in NOT_HELD

    @property
    def materials(self) -> tuple[tuple[LinkFacts, ...], tuple[LinkFacts, ...]]:
        """Recordings, and slides: those of the event as a whole, then those of its talks."""
        of_talks = (it for talk in self.talks for it in talk.materials)
        return recordings_and_slides((*self.links, *of_talks))

    @property
    def texts(self) -> tuple[Text, ...]:
        """The texts that a coordinator wrote for this event, in the order of the page."""
        talks = (text for talk in self.talks for text in (talk.title, talk.abstract))
        details = (detail.text for detail in self.details)
        own = (self.title, self.summary, self.body, *details, self.status_note)
        return tuple(filter(None, (*own, *talks)))

    @property
    def untranslated(self) -> str:
        """How many texts are in the other language only: "", "some" or "all"."""
        foreign = [text for text in self.texts if text.language != self.language]
        if not foreign:
            return ""
        return "all" if len(foreign) == len(self.texts) else "some"


def facts_of(event: Event, language: Language) -> EventFacts:
    """Return an event's facts in `language`. Use `with_facts()` to save queries."""
    with override(language):
        talks = talks_of(event, language)
        return EventFacts(
            uid=event.uid,
            code=event.code,
            language=language,
            kind=event.kind,
            kind_name=str(Kind(event.kind).label),
            series=_series(event, language),
            title=event.title.read(language),
            summary=event.summary.read(language),
            body=event.body.read(language),
            when=when_of(event, language),
            where=where_of(event, language),
            status=event.status,
            status_note=event.status_note.read(language),
            previous_starts_at=_previous_start(event),
            talks=talks,
            hosts=hosts_of(event, language),
            contact=contact_of(event, language),
            organisers=organisers_of(event, language),
            languages=event.languages(),
            languages_in_words=_languages_in_words(event, len(talks), language),
            details=details_of(event, language),
            registration=_registration(event, language),
            links=links_of(event),
            picture=_picture(event, language),
            path=page_path(event, language),
            translation_path=page_path(event, other_language(language)),
            calendar_path=event_path("event_calendar", event, language),
        )


def _previous_start(event: Event) -> datetime | None:
    if event.status != Status.RESCHEDULED or event.previous_starts_at is None:
        return None
    return shown_time(event, event.previous_starts_at)


def _series(event: Event, language: Language) -> SeriesFacts | None:
    if event.series is None:
        return None
    series = event.series
    return SeriesFacts(series.title.read(language), series.slug.written(language), event.number)


def _registration(event: Event, language: Language) -> RegistrationFacts:
    opens, closes = (
        swedish_time(moment) if moment else None
        for moment in (event.registration_opens_at, event.registration_closes_at)
    )
    places, (url, by_email) = places_of(event), _registration_url(event, language)
    few_left = places.few_left if places else None
    few_left_in_words = ""
    if few_left:
        words = ngettext("%(places)s place left", "%(places)s places left", few_left)
        few_left_in_words = words % {"places": few_left}
    limit = closes or opens
    note = swedish_time_note(event, limit) if limit else ""
    return RegistrationFacts(
        how=event.registration,
        url=url,
        by_email=by_email,
        opens_at=opens,
        opens=moment_in_words(opens, language) + note if opens else "",
        opens_briefly=briefly(opens, language, event.year, is_end=False) + note if opens else "",
        closes_at=closes,
        closes=deadline_in_words(closes, language) + note if closes else "",
        closes_briefly=briefly(closes, language, event.year, is_end=True) + note if closes else "",
        capacity=event.capacity,
        fully_booked=places.is_full if places else event.fully_booked,
        few_left=few_left,
        few_left_in_words=few_left_in_words,
        has_waiting_list=places is not None and places.has_waiting_list,
    )


def _registration_url(event: Event, language: Language) -> tuple[str, str]:
    """Return the URL for registration, and a sentence if it is by email (active language)."""
    match event.registration:
        case Registration.BY_EMAIL:
            email = event.registration_email
            return f"mailto:{email}", gettext("Register by email to %(email)s") % {"email": email}
        case Registration.BY_LINK:
            return event.registration_url, ""
        case Registration.HERE if settings.EMAIL_URL:
            return event_path("register", event, language), ""
    return "", ""


def _picture(event: Event, language: Language) -> Picture | None:
    if not event.image:
        return None
    return Picture(
        url=event.image.url,
        width=event.image_width,
        height=event.image_height,
        alt=event.image_alt.read(language),
        credit=event.image_credit,
    )


def _languages_in_words(event: Event, talks: int, language: Language) -> str:
    """Return the spoken languages in a sentence. Call it with this language active."""
    spoken = list_in_words(
        [str(SpokenLanguage(code).label) for code in event.languages()], language
    )
    if not spoken:
        return ""
    if event.kind in LECTURE_KINDS and talks > 1:
        return gettext("The lectures are held in %(languages)s.") % {"languages": spoken}
    if event.kind == Kind.LECTURE or (event.kind in LECTURE_KINDS and talks):
        return gettext("The lecture is held in %(languages)s.") % {"languages": spoken}
    return gettext("The event is held in %(languages)s.") % {"languages": spoken}

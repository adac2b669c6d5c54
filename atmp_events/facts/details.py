"""The list of an event's small facts: each is a label with a text or a link.

Page, calendar, feeds, poster, search, structured data and the check of translations iterate over
these lists. A new fact is a field of the event and an entry here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..models import Event, Language, Talk, Text
from .subscriptable import Subscriptable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class SchemaProperty:
    """A property of schema.org's Event: a text, or a node of `type` with the text in `value`."""

    name: str
    type: str = ""
    value: str = "name"


@dataclass(frozen=True, slots=True)
class Detail:
    """A small fact in both languages: the fields `<name>_sv` and `<name>_en` of the event.

    Without a property of its own it is a PropertyValue in schema.org's additionalProperty.
    """

    name: str
    label: "StrOrPromise"
    schema: SchemaProperty | None = None
    poster_order: int = 9  # position among the notes of a poster, the most needed first
    needs_label: bool = True  # on a poster and in the search; a price needs none
    is_series_default: bool = False  # copied to the next event of a series


@dataclass(frozen=True, slots=True)
class LinkDetail:
    """A link of the event: the field `name`, the same in both languages."""

    name: str
    label: "StrOrPromise"
    text: "StrOrPromise"  # what a reader clicks on
    schema: SchemaProperty


DETAILS: Final = (
    Detail(
        "audience",
        _("For whom"),
        SchemaProperty("audience", "Audience", "audienceType"),
        poster_order=2,
        needs_label=False,
        is_series_default=True,
    ),
    Detail(
        "price",
        _("Price"),
        SchemaProperty("offers", "Offer", "description"),
        poster_order=1,
        needs_label=False,
    ),
)
SLIDES: Final = LinkDetail(
    "slides_url",
    _("Slides"),
    _("See the slides"),
    SchemaProperty("subjectOf", "PresentationDigitalDocument", "url"),
)
LINKS: Final = (
    LinkDetail("web_page", _("Web page"), _("Web page of the event"), SchemaProperty("sameAs")),
    LinkDetail(
        "recording_url",
        _("Recording"),
        _("See the recording"),
        SchemaProperty("recordedIn", "CreativeWork", "url"),
    ),
    SLIDES,
)
# Links of a talk, which are shown only with the speaker's consent.
MATERIALS: Final = (
    LinkDetail(
        "recording_url",
        _("Recording"),
        _("See the recording"),
        SchemaProperty("recordedIn", "VideoObject", "url"),
    ),
    LinkDetail("slides_file", _("Slides"), _("Get the slides (PDF)"), SLIDES.schema),
    SLIDES,
)
BY_NAME: Final = {it.name: it for it in DETAILS}


@dataclass(frozen=True, slots=True)
class DetailFacts(Subscriptable):
    """A detail of an event, in one language."""

    name: str
    label: str
    text: Text

    @property
    def detail(self) -> Detail:
        """The entry of `DETAILS`."""
        return BY_NAME[self.name]

    @property
    def line(self) -> str:
        """Label and text on one line: "Price: SEK 100"."""
        return f"{self.label}: {self.text}"


@dataclass(frozen=True, slots=True)
class LinkFacts(Subscriptable):
    """A link of an event, in one language."""

    name: str
    label: str
    text: str
    url: str  # a path on this site if it is a file

    @property
    def absolute_url(self) -> str:
        """The address, with the public origin before a path."""
        return settings.SITE_URL + self.url if self.url.startswith("/") else self.url


def recordings_and_slides(
    links: Iterable[LinkFacts],
) -> tuple[tuple[LinkFacts, ...], tuple[LinkFacts, ...]]:
    """Return the recordings among links, and the slides."""
    every = tuple(links)
    recordings = tuple(it for it in every if it.name == "recording_url")
    return recordings, tuple(it for it in every if it.name in {"slides_url", "slides_file"})


def details_of(event: Event, language: Language) -> tuple[DetailFacts, ...]:
    """Return the details that an event has, in order. Call it with this language active."""
    return tuple(
        DetailFacts(it.name, str(it.label), text)
        for it in DETAILS
        if (text := getattr(event, it.name).read(language))
    )


def links_of(event: Event) -> tuple[LinkFacts, ...]:
    """Return the links that an event has, in order, in the active language."""
    return _links(event, LINKS)


def materials_of(talk: Talk) -> tuple[LinkFacts, ...]:
    """Return slides and recording of a talk, in the active language.

    There are none unless the speaker has agreed.
    """
    return _links(talk, MATERIALS) if talk.consent_on else ()


def _links(row: Event | Talk, known: Iterable[LinkDetail]) -> tuple[LinkFacts, ...]:
    return tuple(
        LinkFacts(it.name, str(it.label), str(it.text), getattr(value, "url", value))
        for it in known
        if (value := getattr(row, it.name))
    )

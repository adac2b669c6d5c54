"""The one list of an event's small facts: each is a label and a text, or a label and a link.

Page, calendar, feeds, poster, search, structured data and the watch on translations go through
these lists. A further fact is a field of the event and one line here.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..models import Event, Language, Text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Property:
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
    schema: Property | None = None
    poster_order: int = 9  # the notes of a poster stand in this order, the most needed first
    needs_label: bool = True  # on a poster; a price is known for one without
    is_usual: bool = False  # the next event of a series is likely to have the same


@dataclass(frozen=True, slots=True)
class LinkDetail:
    """A link that says something of the event: the field `name`, the same in both languages."""

    name: str
    label: "StrOrPromise"
    text: "StrOrPromise"  # what a reader clicks on
    schema: Property


DETAILS: Final = (
    Detail(
        "audience",
        _("For whom"),
        Property("audience", "Audience", "audienceType"),
        poster_order=2,
        needs_label=False,
        is_usual=True,
    ),
    Detail(
        "price",
        _("Price"),
        Property("offers", "Offer", "description"),
        poster_order=1,
        needs_label=False,
    ),
)
LINKS: Final = (
    LinkDetail("web_page", _("Web page"), _("Web page of the event"), Property("sameAs")),
    LinkDetail(
        "recording_url",
        _("Recording"),
        _("See the recording"),
        Property("recordedIn", "CreativeWork", "url"),
    ),
    LinkDetail(
        "slides_url",
        _("Slides"),
        _("See the slides"),
        Property("subjectOf", "PresentationDigitalDocument", "url"),
    ),
)

BY_NAME: Final = {it.name: it for it in DETAILS}


@dataclass(frozen=True, slots=True)
class DetailFacts:
    """What an event says of one detail, in one language."""

    name: str
    label: str
    text: Text

    @property
    def detail(self) -> Detail:
        """The line of the list."""
        return BY_NAME[self.name]

    @property
    def line(self) -> str:
        """Label and text on one line: "Price: SEK 100"."""
        return f"{self.label}: {self.text}"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link of an event, in one language."""

    name: str
    label: str
    text: str
    url: str


def details_of(event: Event, language: Language) -> tuple[DetailFacts, ...]:
    """Return the details that are known of an event, in the order of the list."""
    labels = _words(language)
    return tuple(
        DetailFacts(it.name, labels[it.name][0], text)
        for it in DETAILS
        if (text := getattr(event, it.name).read(language))
    )


def links_of(event: Event, language: Language) -> tuple[LinkFacts, ...]:
    """Return the links that an event has, in the order of the list."""
    labels = _words(language)
    return tuple(
        LinkFacts(it.name, *labels[it.name], url)
        for it in LINKS
        if (url := getattr(event, it.name))
    )


@lru_cache(maxsize=2)
def _words(language: Language) -> dict[str, tuple[str, str]]:
    """Return label and link text of each, in a language. A list of events asks for hundreds."""
    with override(language):
        return {it.name: (str(it.label), str(getattr(it, "text", ""))) for it in (*DETAILS, *LINKS)}

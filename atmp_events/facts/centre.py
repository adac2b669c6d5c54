"""Facts about the centre: its name, its organisers, and the site's accessibility statement.

The items of the accessibility statement are those of Digg's regulation MDFFS 2019:1 and of the
model statement in the Commission's decision (EU) 2018/1523.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext, override

from ..models import BilingualText, Language, Text, Website
from ..models.website import Conformity
from .subscriptable import Subscriptable
from .who import list_in_words

# What is read for `CentreFacts`. The other columns are those of the accessibility statement.
COLUMNS: Final = (
    *("name_sv", "name_en", "short_name_sv", "short_name_en", "tagline_sv", "tagline_en"),
    *("description_sv", "description_en", "first_language", "hue", "icon", "contact_email"),
    *("contact_phone", "proposals_sv", "proposals_en", "updated_at"),
)


@dataclass(frozen=True, slots=True)
class CentreFacts(Subscriptable):
    """Facts that the centre has filled in about itself, in one language; unknown ones are empty."""

    language: Language
    name: Text
    short_name: Text  # at most 12 characters
    all_events: str  # the name of the calendar of all events
    selection: str  # the name of a reader's own selection
    tagline: Text
    description: Text
    organisers: str  # a sentence
    first_language: Language
    hue: int  # degrees
    icon: str  # the name of the stored picture
    email: str
    phone: str
    proposals: Text  # sanitised HTML: how to propose a talk
    updated_at: datetime | None  # aware; None if nobody has edited it since the site was set up

    @property
    def can_be_reached(self) -> bool:
        """Whether there is an email address or a telephone number."""
        return bool(self.email or self.phone)


_last_read: list[tuple[Website, list[BilingualText]]] = []  # one, or none yet


def get_centre(language: Language) -> CentreFacts:
    """Return the centre as it is stored now, in one query."""
    rows: Iterable[Any] = Website.objects.raw(*_statement())
    found = sorted(rows, key=attrgetter("position", "link"))
    names = [BilingualText(row.of_sv, row.of_en) for row in found if row.of_sv]
    website = found[0] if found else Website()
    _last_read[:] = [(website, names)]
    return centre_of(website, names, language)


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of `get_centre`, and its parameters.

    Every page needs it, and compiling it each time would take half of the query's time.
    """
    organiser = "organiser_links__organiser__name"
    rows = Website.objects.only(*COLUMNS).annotate(
        of_sv=F(f"{organiser}_sv"),
        of_en=F(f"{organiser}_en"),
        position=F("organiser_links__position"),
        link=F("organiser_links__pk"),
    )
    return rows.query.sql_with_params()


def last_read_centre(language: Language) -> CentreFacts:
    """Return the centre as this process last read it, without a query; unnamed before that."""
    website, organisers = _last_read[0] if _last_read else (Website(), [])
    return centre_of(website, organisers, language)


def centre_of(website: Website, organisers: list[BilingualText], language: Language) -> CentreFacts:
    """Return the centre in a language. Without a name of its own it is called "Events"."""
    name = website.name.read(language)
    with override(language):
        events, selection = gettext("Events"), gettext("My selection")
        default = Text(gettext("Seminars and network meetings on advanced therapies"), language)
        all_events, own = gettext("%(centre)s: events"), gettext("%(centre)s: my selection")
        run_by = _organisers_in_words(organisers, language)
    tagline = website.tagline.read(language) or default
    return CentreFacts(
        language=language,
        name=name or Text(events, language),
        short_name=website.short_name.read(language) or Text((name or events)[:12], language),
        all_events=all_events % {"centre": name} if name else events,
        selection=own % {"centre": name} if name else selection,
        tagline=tagline,
        description=website.description.read(language) or tagline,
        organisers=run_by,
        first_language="en" if website.first_language == "en" else "sv",
        hue=website.hue,
        icon=website.icon.name or "",
        email=website.contact_email,
        phone=website.contact_phone,
        proposals=website.proposals.read(language),
        updated_at=website.updated_at,
    )


def _organisers_in_words(organisers: list[BilingualText], language: Language) -> str:
    """Return the organisers in a sentence, or "". Call it with the language active."""
    names = list_in_words([it.read(language) for it in organisers], language)
    if len(organisers) > 1:
        return gettext("A collaboration between %(organisers)s.") % {"organisers": names}
    return gettext("Run by %(organiser)s.") % {"organiser": names} if names else ""


def statement_of(website: Website, language: Language) -> dict[str, Any]:
    """Return the texts of the accessibility statement, and in `missing` what it still lacks."""
    texts = ("public_body", "faults", "burden", "outside", "method_note")
    return {
        "missing": missing_in_statement(website, language),
        **{name: getattr(website, name).read(language) for name in texts},
    }


def missing_in_statement(website: Website, language: Language) -> list[str]:
    """Return what the accessibility statement lacks, in words."""
    with override(language):
        return list(_missing(website))


def _missing(website: Website) -> Iterator[str]:
    reasons = (website.faults, website.burden, website.outside)
    if not website.public_body:
        yield gettext("which public body is responsible for the website")
    if not (website.email or website.phone):
        yield gettext("how to report a problem to the public body")
    if not website.conformity:
        yield gettext("whether the website is fully, partially or not compliant with the law")
    elif website.conformity != Conformity.FULL and not any(reasons):
        yield gettext("which content is not accessible, and why")
    if not (website.method and website.assessed_on):
        yield gettext("how and on what day the website was assessed")
    if not website.stated_on:
        yield gettext("on what day the statement was last reviewed")

"""The start page in sections: each need once, a few rows of each kind, then the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from ..facts.accessibility_statement import statement_of
from ..facts.who import listed
from ..models import Language, State, Website
from .desk import DeskEvent, Need
from .row_page import row_path

SHOWN: Final = 5  # rows of a kind, before “Show all”
A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class SharedNeed:
    """A need about a record that events name, a person for example, and those events."""

    need: Need
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeskSection:
    """Rows of one kind: those that are shown, and the rest, which is folded away."""

    key: str
    title: str
    rows: list[Any]

    @property
    def first(self) -> list[Any]:
        """The rows that are shown at once."""
        return self.rows[:SHOWN]

    @property
    def rest(self) -> list[Any]:
        """The rows that are folded away."""
        return self.rows[SHOWN:]


def sections_of(rows: list[DeskEvent], duties: list[Need]) -> list[DeskSection]:
    """Return the sections that have rows: the site, coming events, drafts, shared records."""
    shared = _shared(rows)
    own = [_own(row) for row in rows]
    in_need = [row for row in own if row.is_in_need]
    held = [row for row in in_need if row.is_held]
    published = [row for row in in_need if row.event.state == State.PUBLISHED and not row.is_held]
    drafts = [row for row in in_need if row.event.state != State.PUBLISHED]
    sections = (
        DeskSection("site", gettext("The site"), duties),
        DeskSection("published", gettext("Published events"), published),
        DeskSection("held", gettext("Events that have been held"), held),
        DeskSection("drafts", gettext("Drafts"), drafts),
        DeskSection("shared", gettext("People and others that events name"), shared),
    )
    return [section for section in sections if section.rows]


def _is_own(row: DeskEvent, need: Need) -> bool:
    return need.path.startswith(row_path(row.event))


def _own(row: DeskEvent) -> DeskEvent:
    needs = [need for need in row.needs if _is_own(row, need)]
    return replace(row, needs=needs)


def _shared(rows: list[DeskEvent]) -> list[SharedNeed]:
    found: dict[Need, list[str]] = {}
    for row in rows:
        for need in row.needs:
            if not _is_own(row, need):
                found.setdefault(need, []).append(str(row.event))
    return [SharedNeed(need, tuple(events)) for need, events in found.items()]


def duties_of(website: Website, language: Language, today: date) -> Iterator[Need]:
    """Yield what visitors and the law want on the pages about the site, and is missing."""
    path = row_path(website) if website.pk else reverse("admin:events_website_add")
    lacks = {"facts": listed(statement_of(website, language).missing, language)}
    if lacks["facts"]:
        words = gettext("The accessibility statement calls itself a draft. It lacks: %(facts)s.")
        yield Need(words % lacks, path)
    elif website.stated_on and website.stated_on < today - A_YEAR:
        words = gettext(
            "The accessibility statement was last reviewed on %(day)s. "
            "The law wants it at least once a year."
        )
        yield Need(words % {"day": date_format(website.stated_on)}, f"{path}#id_stated_on")
    if not (website.data_protection_email and website.public_body):
        words = gettext(
            "The privacy page calls itself a draft. It must say who is the controller of "
            "personal data and how to reach the data protection officer."
        )
        yield Need(words, f"{path}#id_data_protection_email")
    if not (website.contact_email or website.contact_phone):
        words = gettext(
            "Visitors do not learn how to reach the centre: neither email nor telephone is "
            "filled in."
        )
        yield Need(words, f"{path}#id_contact_email")
    if not website.proposals:
        words = gettext("Visitors do not learn how to propose a talk.")
        yield Need(words, f"{path}#id_proposals_sv")

"""Indexes of series, people, venues and organisers: the parents of their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..error_pages import only_read
from ..facts.addresses import entity_path
from ..facts.plain_text import plain
from ..facts.who import present_capacities
from ..languages import current
from ..models import Event, Language, Person, Series, Text
from ..models.alphabet import sort_key
from ..selection import ENTITIES, Entity, name_of
from .render import render_page, twin_of

TITLES: Final[dict[str, str | Promise]] = {
    "series": pgettext_lazy("plural", "Series"),
    "person": _("People"),
    "venue": _("Venues"),
    "organiser": _("Organisers"),
}
MANY: Final = 30  # names; more are divided by their first letters
LONGEST: Final = 300  # characters of a description


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One name of an index, with a few words about it."""

    path: str
    name: Text
    about: Text


@only_read
def index_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show all who have public events, in the order of the alphabet.

    `name` is a key of `ENTITIES`.
    """
    language = current()
    rows = rows_of_index(name, timezone.now(), language)
    context = {
        "title": TITLES[name],
        "parts": _by_letter(rows, language) if len(rows) > MANY else [("", rows)],
        "is_empty": not rows,
    }
    return render_page(request, "public/pages/index.html", context, twin=twin_of(f"{name}_all"))


def rows_of_index(name: str, now: datetime, language: Language) -> list[IndexRow]:
    """Return all of a kind that have public events at `now`, in the order of the alphabet."""
    model, path = ENTITIES[name]
    public = Event.objects.public(now).order_by()
    has_events = Q(Exists(public.filter(**{path: OuterRef("pk")})))
    rows: Any = model._default_manager.order_by()
    if model is Person:
        has_events |= Q(Exists(public.filter(contact=OuterRef("pk"))))
        rows = rows.prefetch_related("affiliations")
    found = (
        IndexRow(
            path=entity_path(name, row.slugs.written(language), language),
            name=name_of(row).read(language),
            about=_about(row, language),
        )
        for row in rows.filter(has_events)
    )
    return sorted(found, key=lambda row: sort_key(row.name, language))


def _about(row: Entity, language: Language) -> Text:
    """Return the present role of a person, the beginning of a description, or a street."""
    if isinstance(row, Person):
        capacity = next(iter(present_capacities(row, language)), None)
        return Text(str(capacity or ""), language)
    if isinstance(row, Series):
        description = row.description.read(language)
        words = " ".join(plain(description).split())
        short = words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
        return Text(short, description.language)
    street = getattr(row, "street", "")
    city = getattr(row, "city", "")
    return Text(", ".join(filter(None, (street, city))), language)


def _by_letter(rows: Iterable[IndexRow], language: Language) -> list[tuple[str, list[IndexRow]]]:
    """Divide rows, in their order, by the letter under which readers look for them."""
    parts: dict[str, list[IndexRow]] = {}
    for row in rows:
        first = sort_key(row.name, language)[0][:1]
        parts.setdefault({"{": "Å", "|": "Ä", "}": "Ö"}.get(first, first.upper()), []).append(row)
    return list(parts.items())

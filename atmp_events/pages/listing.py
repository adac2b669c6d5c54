"""All events: coming first, then past by year; or those that a reader asks for."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ..error_pages import only_read
from ..languages import current
from ..lookups import facts_by_key
from ..models import Event, EventQuerySet, Language
from ..models.bilingual import other
from ..models.identity import as_key
from ..search.excerpt import Excerpt, Parts, excerpt, marked
from ..selection import Options, Selection, selection_of
from .chosen import address_to_pick_from, picking
from .filtering import fields_of, labels_of
from .following import address, forms_of
from .paging import hits, place_of, sheet
from .shell import page, twin_of
from .telling import Told, by_year, coming_and_past, tell_all


@dataclass(frozen=True, slots=True)
class Hit(Told):
    """An event that was found by words."""

    marked_title: Parts
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list. What follows each sort is told as what to add to the address."""

    total: int  # of all pages
    place: dict[str, str]  # what in the address says which page this is
    hits: list[Hit]
    more_hits: dict[str, str]
    coming: list[Told]
    more_coming: dict[str, str]
    years: list[tuple[str, list[Told]]]  # past
    more_past: dict[str, str]

    @property
    def events(self) -> list[Told]:
        """All that this page shows."""
        past = (it for _year, events in self.years for it in events)
        return [*self.hits, *self.coming, *past]


@only_read
def events(request: HttpRequest) -> HttpResponse:
    """Show what is asked for: one query for the form, four for a page of the list.

    What cannot be read in the address is left out, and the page says so.
    """
    if blank_is_left_out := _without_blanks(request):
        return blank_is_left_out
    now, language = timezone.now(), current()
    options = Options(now)
    selection = selection_of(request.GET, language, options)
    listed = _list(request, selection, language, now)
    lost = any(request.GET.get(name) for name in ("after", "before")) and not listed.place
    path, values = reverse("events"), selection.values
    more = {"hits": listed.more_hits, "coming": listed.more_coming, "past": listed.more_past}
    context = {
        "selection": selection,
        "title": selection.title(language),
        "fields": (fields := fields_of(selection, options)),
        "is_open": any(field.is_used and not field.is_always_seen for field in fields),
        "ignored": labels_of([*selection.ignored, *(["page"] if lost else [])]),
        "listed": listed,
        "first": address(path, values),
        "more": {name: address(path, values | it) for name, it in more.items() if it},
        "forms": forms_of(selection),
        "pick": address_to_pick_from(selection, ()),
        "picking": picking(request, {it.facts.code for it in listed.events}),
        "canonical": settings.SITE_URL + address(path, values | listed.place),
    }
    twin = address(twin_of("events"), selection.read_in(other(language)).values | listed.place)
    return page(request, "pages/listing.html", context, twin=twin)


def _without_blanks(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the clear address, where a form has sent what nobody filled in."""
    given = [(name, value) for name, values in request.GET.lists() for value in values]
    said = [(name, value) for name, value in given if value.strip()]
    return None if said == given else HttpResponseRedirect(address(reverse("events"), said))


def _list(request: HttpRequest, selection: Selection, language: Language, now: datetime) -> Listed:
    params = request.GET
    chosen = selection.events(Event.objects.public(now))
    if selection.text:
        return _found(request, chosen, selection.text, language, now)
    after, before = (place_of(params.get(name, "")) for name in ("after", "before"))
    some = sheet(chosen, now, after=after, before=before)
    coming, past = coming_and_past(some.coming, some.past, language, now)
    here = ("before", before) if before else ("after", after)
    return Listed(
        total=some.total,
        place={here[0]: str(here[1])} if here[1] else {},
        hits=[],
        more_hits={},
        coming=coming,
        more_coming={"after": str(some.after)} if some.after else {},
        years=by_year(past),
        more_past={"before": str(some.before)} if some.before else {},
    )


def _found(
    request: HttpRequest, chosen: EventQuerySet, words: str, language: Language, now: datetime
) -> Listed:
    key = as_key(request.GET.get("after", ""))
    some = hits(chosen, after=key)
    return Listed(
        total=some.total,
        place={"after": str(key)} if key else {},
        hits=_hits(some.events, words, language, now),
        more_hits={"after": str(some.after)} if some.after else {},
        coming=[],
        more_coming={},
        years=[],
        more_past={},
    )


def _hits(keys: list[int], words: str, language: Language, now: datetime) -> list[Hit]:
    """Return what was found, with a passage in the other language where this one has none."""
    told = {it.facts.uid: it for it in tell_all(keys, language, now)}
    passages = {uid: excerpt(it.facts, words) for uid, it in told.items()}
    if None in passages.values():
        for twin in facts_by_key(keys, other(language)).values():
            if passages.get(twin.uid) is None:
                passages[twin.uid] = excerpt(twin, words, title_is_shown=False)
    return [
        Hit(it.facts, it.standing, it.news, marked(it.facts.title, words), passages[uid])
        for uid, it in told.items()
    ]

"""The page of one event."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext

from ..error_pages import read_only
from ..facts.calendar_links import add_links, feed_of_all_events
from ..facts.centre import CentreFacts, get_centre
from ..facts.changes import changes_of
from ..facts.details import LinkFacts
from ..facts.event import EventFacts, facts_of
from ..facts.paths import page_path
from ..facts.plain_text import lead_of
from ..facts.subscriptable import Subscriptable
from ..facts.who import Participant, TalkFacts, unique_people
from ..images.card import card_in_words, card_of
from ..languages import accepted_language, current_language
from ..lookups import find_by_code, find_event
from ..models import NOT_HELD, Event, Language
from .event_at_moment import EVENT_LINK_COLUMNS, EventAtMoment, EventLink, event_at, event_link
from .information import about_atmp
from .render import render_page
from .subscribe import entity_feed_links

# With more characters above them, the buttons are not on the first screen of a telephone.
MAX_LETTERS_ABOVE_BUTTONS: Final = 220
LETTERS_PER_NOTE: Final = 40

# The programme
MAX_FEATURED_SPEAKERS: Final = 8  # beside the title; of more speakers, only
FEATURED_SPEAKERS: Final = 6  # are shown there
MAX_PAUSE: Final = 30  # minutes
MAX_TALK: Final = 180  # minutes; a longer one must have a pause that is not in the programme
MAX_BAR, STEP = 60, 5  # the classes of bars in static/site.css: `m5` to `m60`

# What is read of the other events of a series, as values: a long series would take long to become
# models. `Event.from_db` needs them in the order of the model's fields.
NEIGHBOUR_COLUMNS: Final = {"id", *EVENT_LINK_COLUMNS, "state", "publish_at", "deleted_at"}
NEIGHBOURS: Final = Event.objects.order_by().values(
    *(it.name for it in Event._meta.concrete_fields if it.name in NEIGHBOUR_COLUMNS)
)


@dataclass(frozen=True, slots=True)
class Item(Subscriptable):
    """An item of the programme with its length."""

    talk: TalkFacts
    minutes: int | None  # until the next item; None if that is not known
    is_pause: bool  # a short item without speakers: a welcome, coffee
    bar: int  # the length of its bar: a multiple of `STEP`; 0 for none


@dataclass(frozen=True, slots=True)
class Programme(Subscriptable):
    """The programme of an event."""

    items: tuple[Item, ...]
    is_timed: bool
    speakers: tuple[Participant, ...]  # each once; people without a talk come last

    @property
    def featured_speakers(self) -> tuple[Participant, ...]:
        """The speakers that are shown beside the title."""
        return self.speakers if self.has_few_speakers else self.speakers[:FEATURED_SPEAKERS]

    @property
    def has_few_speakers(self) -> bool:
        """Whether all speakers are shown beside the title."""
        return len(self.speakers) <= MAX_FEATURED_SPEAKERS


@read_only
def event_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show an event."""
    now = timezone.now()
    return render_event(request, find_event(current_language(), year, slug, now), now)


def render_event(
    request: HttpRequest,
    event: Event,
    now: datetime,
    *,
    translation_path: str = "",
    calendar_path: str = "",
    **more: Any,
) -> HttpResponse:
    """Show an event, fetched `with_facts`.

    A preview has a `translation_path` and a `calendar_path` of its own.
    """
    language = current_language()
    facts = facts_of(event, language)
    if calendar_path:
        facts = replace(facts, calendar_path=calendar_path)
    shown, centre = event_at(facts, now), get_centre(language)
    others = _neighbours_in_series(event, language, now)
    if shown.progress.is_past and others["following"] == others["upcoming"]:
        others["following"] = None  # The page shows it directly below the title.
    context = {
        "centre": centre,
        "event": shown,
        "this_year": "" if shown.progress.is_past else str(timezone.localdate(now).year),
        "changes": (changes := changes_of(event, language)),
        "links": add_links(facts) if shown.progress.takes_place else (),
        "feed": feed_of_all_events(centre),
        "about": about_atmp(language),
        **_card(shown, centre),
        "material_links": _recording_and_slides(facts) if shown.progress.took_place else (),
        "poster_path": facts.path_to("poster"),
        **_lead(shown, notes=bool(changes) + bool(facts.untranslated)),
        "programme": _programme(facts),
        "series_feeds": entity_feed_links("series", facts.series.slug) if facts.series else (),
        **others,
        **more,
    }
    path = translation_path or facts.translation_path
    return render_page(request, "public/pages/event.html", context, translation_path=path)


def _card(event: EventAtMoment, centre: CentreFacts) -> dict[str, str]:
    """Return the address of an event's card, and its text alternative."""
    facts = event.facts
    card = card_of(facts, centre, event.news, took_place=event.progress.took_place)
    return {
        "card": f"{settings.SITE_URL}{facts.path_to('card')}?v={card.version}",
        "card_alt": card_in_words(card, facts, centre),
    }


def _lead(event: EventAtMoment, *, notes: int) -> dict[str, Any]:
    """Return the lead, and whether telephones show it below the buttons: much text is above."""
    facts, lead = event.facts, lead_of(event.facts.summary)
    above: list[str] = [facts.title, lead.text]
    if not event.progress.took_place:
        above += [facts.status_note, event.news.sentence if event.news else ""]
        above += [it.text for it in facts.details]
    return {
        "lead": lead,
        "lead_is_below": sum(map(len, above)) + notes * LETTERS_PER_NOTE
        > MAX_LETTERS_ABOVE_BUTTONS,
    }


def _recording_and_slides(facts: EventFacts) -> list[LinkFacts]:
    """Return links to the recording and the slides, or to the programme where there are several."""
    several = (gettext("See the recordings"), gettext("See the slides"))
    return [
        found[0]
        if len(found) == 1 or found[0] in facts.links
        else replace(found[0], text=words, url="#programme")
        for found, words in zip(facts.materials, several, strict=True)
        if found
    ]


def _programme(facts: EventFacts) -> Programme:
    """Return the programme of an event. Its bars have one scale, so that the longest fits."""
    talks = facts.talks
    lengths = [_minutes(talk.starts_at, end) for talk, end in zip(talks, _ends(facts), strict=True)]
    scale, longest = 1.0, max((it or 0 for it in lengths), default=0)
    while longest * scale > MAX_BAR:
        scale /= 2
    items = tuple(_item(talk, it, scale) for talk, it in zip(talks, lengths, strict=True))
    contact = facts.contact.slug if facts.contact else ""
    # A host who is also the contact is shown there, with both roles.
    hosts = (it for it in facts.hosts if it.slug != contact)
    is_timed = any(talk.starts_at for talk in talks)
    return Programme(items, is_timed, unique_people((*facts.speakers, *hosts)))


def _ends(facts: EventFacts) -> list[datetime | None]:
    """Return when each talk ends: when the next one begins, or the event ends."""
    end = facts.when.ends_at if facts.when and not facts.when.all_day else None
    return [*(talk.starts_at for talk in facts.talks), end][1:]


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    """Return the length of a talk, if it is known and plausible."""
    if start is None or end is None or start.date() != end.date():
        return None
    minutes = int((end - start).total_seconds() // 60)
    return minutes if 0 < minutes <= MAX_TALK else None


def _item(talk: TalkFacts, minutes: int | None, scale: float) -> Item:
    is_bare = not talk.speakers and not talk.abstract
    steps = max(1, round((minutes or 0) * scale / STEP))
    return Item(
        talk,
        minutes,
        is_pause=is_bare and (minutes or 1000) <= MAX_PAUSE,
        bar=steps * STEP if minutes else 0,
    )


def _neighbours_in_series(
    event: Event, language: Language, now: datetime
) -> dict[str, EventLink | None]:
    """Return the events before and after this one in its series, and the next that takes place."""
    names = ("previous", "following", "upcoming")
    if event.series_id is None or event.starts_at is None:
        return dict.fromkeys(names)
    rows = NEIGHBOURS.filter(series=event.series_id)
    dated = [it for it in rows if it["starts_at"]]
    place, here = itemgetter("starts_at", "id"), (event.starts_at, event.pk)
    dated.sort(key=place)
    earlier = (it for it in reversed(dated) if place(it) < here)
    later = [it for it in dated if place(it) > here]
    coming = (it for it in later if it["ends_at"] > now and it["status"] not in NOT_HELD)
    found = (_first_public(it, now) for it in (earlier, later, coming))
    links = (event_link(it, language) if it else None for it in found)
    return dict(zip(names, links, strict=True))


def _first_public(rows: Iterable[dict[str, Any]], now: datetime) -> Event | None:
    events = (Event.from_db(None, list(it), list(it.values())) for it in rows)
    return next((it for it in events if it.is_public(now)), None)


@read_only
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect from the short address of an event to its page, in the reader's language.

    Readers type it from posters: in upper or lower case, with or without a last slash.
    """
    event = find_by_code(code.lower(), timezone.now())
    language = accepted_language(request) or get_centre(current_language()).first_language
    return HttpResponseRedirect(page_path(event, language))

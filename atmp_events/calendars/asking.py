"""What a feed is asked for: which events, and what it is called."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from ..facts.addresses import holder_path
from ..facts.alarm import PARAMETER, with_alarm
from ..facts.choosing import PARAMETER as CODE
from ..facts.choosing import codes_of, with_codes
from ..models import Event, EventQuerySet, Language
from ..models.identity import readable_slug
from ..selection import Options, Selection, selection_of, selection_of_holder

FILE_NAME: Final = "atmp-centrum-uppsala"
ALL: Final = "all"  # parameter that asks for what is long past, too


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed before its events are told. Its addresses are paths."""

    public: EventQuerySet
    withdrawn: list[Event]
    name: str
    description: str
    page: str
    source: str
    file_name: str
    now: datetime
    by_words: bool = False  # it holds what was found by words
    with_all_past: bool = False


def asked_of_all(params: QueryDict, language: Language, now: datetime) -> Asked:
    """Return the feed of the list, filters kept; raise Http404 for a filter nobody knows."""
    selection = selection_of(params, language, Options(now, with_withdrawn=True))
    page = selection.put_to(reverse("events"))
    source = selection.put_to(reverse("all_events_calendar"))
    return _with_extras(_selected(selection, page, source, now), params)


def asked_of_holder(
    name: str, slug: str, params: QueryDict, language: Language, now: datetime
) -> Asked:
    """Return the feed at a holder's own address; raise Http404 for one that nobody knows."""
    options = Options(now, with_withdrawn=True)
    selection = selection_of_holder(name, slug, params, language, options)
    if selection is None:
        raise Http404
    slug = selection.values[name]  # which is another where the one asked for has left it
    further = {key: value for key, value in selection.values.items() if key != name}
    source = reverse(f"{name}_calendar", kwargs={"slug": slug})
    source = f"{source}?{urlencode(further)}" if further else source
    page = selection.put_to(reverse("events")) if further else holder_path(name, slug, language)
    return _with_extras(_selected(selection, page, source, now), params)


def asked_by_hand(params: QueryDict, now: datetime) -> Asked:
    """Return the feed of the events whose codes are in the address; unknown ones are left out."""
    codes = codes_of(params.getlist(CODE))
    asked = Asked(
        public=Event.objects.public(now).filter(code__in=codes),
        withdrawn=list(Event.objects.mourned(now).filter(code__in=codes)),
        name=gettext("ATMP-centrum Uppsala: my choice"),
        description=gettext("Events chosen one by one"),
        page=with_codes(reverse("chosen"), codes),
        source=with_codes(reverse("chosen_calendar"), codes),
        file_name=f"{FILE_NAME}-{readable_slug(gettext('My choice'))}.ics",
        now=now,
    )
    return replace(_with_extras(asked, params), with_all_past=True)


def _selected(selection: Selection, page: str, source: str, now: datetime) -> Asked:
    if selection.ignored:  # All events instead of some would fill a reader's calendar.
        raise Http404
    centre, title = gettext("ATMP-centrum Uppsala"), selection.title(selection.language)
    about = gettext("Seminars and network meetings on advanced therapies")
    everything, is_all = gettext("ATMP-centrum Uppsala: events"), selection.is_empty
    return Asked(
        public=selection.events(Event.objects.public(now)),
        withdrawn=selection.withdrawn(Event.objects.mourned(now)),
        name=everything if is_all else f"{centre}: {title}",
        description=about if is_all else f"{title}. {about}",
        page=page,
        source=source,
        file_name=f"{FILE_NAME if is_all else f'{FILE_NAME}-{readable_slug(title)}'}.ics",
        now=now,
        by_words=bool(selection.text),
    )


def _with_extras(asked: Asked, params: QueryDict) -> Asked:
    """Keep in the feed's own address what it is asked for beside its events."""
    source, with_all_past = asked.source, params.get(ALL) == "1"
    if with_all_past:
        source = f"{source}{'&' if '?' in source else '?'}{ALL}=1"
    source = with_alarm(source, params.get(PARAMETER, ""))
    return replace(asked, source=source, with_all_past=with_all_past)

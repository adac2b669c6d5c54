"""The programme of an event as its page draws it: the speakers, and talks as long as they take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Final

from ..facts.event import EventFacts
from ..facts.who import Participant, TalkFacts, united

MOST_FACES: Final = 8  # of more speakers the first are shown
FIRST_FACES: Final = 6
LONGEST_PAUSE: Final = 30  # minutes
LONGEST_TALK: Final = 180  # minutes; what seems longer has a pause in it that is not told
LONGEST_BAR, STEP = 60, 5  # the bars of static/site.css: `m5` to `m60`


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the programme with its length."""

    talk: TalkFacts
    minutes: int | None  # until the next item; None if that is not known
    is_pause: bool  # a short item without speakers: a welcome, coffee
    bar: int = 0  # the length of its bar: a multiple of `STEP`; 0 for none


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme of an event."""

    items: tuple[Item, ...]
    is_timed: bool
    speakers: tuple[Participant, ...]  # each once; those who appear at no talk come last

    @property
    def faces(self) -> tuple[Participant, ...]:
        """The speakers that are shown beside the title."""
        return self.speakers if self.has_few else self.speakers[:FIRST_FACES]

    @property
    def has_few(self) -> bool:
        """Whether all speakers are shown beside the title."""
        return len(self.speakers) <= MOST_FACES


def programme_of(facts: EventFacts) -> Programme:
    """Return the programme of an event."""
    talks = facts.talks
    is_timed = any(talk.starts_at for talk in talks)
    items = [_item(talk, end) for talk, end in zip(talks, _ends(facts), strict=True)]
    speakers = (it for talk in talks for it in talk.speakers)
    contact = facts.contact.slug if facts.contact else ""
    # A moderator who answers questions stands there, with both roles.
    hosts = (it for it in facts.hosts if it.slug != contact)
    return Programme(tuple(_drawn(items)), is_timed, united((*speakers, *hosts)))


def _ends(facts: EventFacts) -> list[datetime | None]:
    """Return when each talk ends: as the next begins, or as the event does."""
    starts = [talk.starts_at for talk in facts.talks]
    end = facts.when.ends_at if facts.when and not facts.when.all_day else None
    return [after for _start, after in zip_longest(starts, [*starts[1:], end])][: len(starts)]


def _item(talk: TalkFacts, end: datetime | None) -> Item:
    minutes = None
    if talk.starts_at and end and talk.starts_at.date() == end.date():
        minutes = int((end - talk.starts_at).total_seconds() // 60)
        minutes = minutes if 0 < minutes <= LONGEST_TALK else None
    is_bare = not talk.speakers and not talk.abstract
    return Item(talk, minutes, is_pause=is_bare and (minutes or 1000) <= LONGEST_PAUSE)


def _drawn(items: Sequence[Item]) -> Iterable[Item]:
    """Give the items their bars, all to one scale: the longest that fits."""
    scale, longest = 1.0, max((it.minutes or 0 for it in items), default=0)
    while longest * scale > LONGEST_BAR:
        scale /= 2
    for item in items:
        steps = max(1, round((item.minutes or 0) * scale / STEP))
        yield replace(item, bar=steps * STEP if item.minutes else 0)

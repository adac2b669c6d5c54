"""A letter to those who were to come: what has changed, and how it is now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext, override

from ..models import Language, Status
from .changes import Difference
from .event import EventFacts
from .status import status_words

CALLED_OFF: Final = {Status.CANCELLED, Status.POSTPONED}


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter, ready to be sent as plain text."""

    language: Language
    subject: str
    body: str


def notice_of(facts: EventFacts, differences: Iterable[Difference], *, site_url: str) -> Notice:
    """Return the letter in the facts' language. `site_url` is the public origin."""
    news = status_words(facts)
    with override(facts.language):
        word = news.word if news else gettext("Changed")
        blocks = (
            f"{word}: {facts.title}",
            "\n".join(filter(None, (news.sentence if news else "", facts.status_note))),
            *(_details(facts, differences) if facts.status not in CALLED_OFF else ()),
            gettext("What has been put into a calendar may still show what held before."),
            f"{site_url}{facts.path}",
        )
    return Notice(facts.language, blocks[0], "\n\n".join(filter(None, blocks[1:])))


def _details(facts: EventFacts, differences: Iterable[Difference]) -> Iterator[str]:
    yield "\n".join(_changed(differences, is_told=status_words(facts) is not None))
    yield "\n".join(_now(facts))


def _changed(differences: Iterable[Difference], *, is_told: bool) -> Iterator[str]:
    """Say what was and what is; a status that `is_told` already is not said again."""
    for difference in differences:
        if is_told and difference.what == gettext("Status"):
            continue
        yield f"{difference.what}: {difference.new}"
        yield gettext("Before: %(old)s") % {"old": difference.old}


def _now(facts: EventFacts) -> Iterator[str]:
    yield gettext("This holds now:")
    yield str(facts.title)
    if facts.when:
        yield ", ".join(filter(None, (facts.when.in_words, facts.when.zone_note)))
    if facts.where.line:
        yield facts.where.line
    if facts.where.online_url:
        yield facts.where.online_url

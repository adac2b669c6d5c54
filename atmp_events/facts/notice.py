"""An email to participants about a change: what has changed, and what holds now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, override

from ..models import Language
from .changes import Difference
from .event import EventFacts
from .status import status_words


@dataclass(frozen=True, slots=True)
class Notice:
    """An email in plain text."""

    language: Language
    subject: str
    body: str


def notice_of(facts: EventFacts, differences: Iterable[Difference], *, site_url: str) -> Notice:
    """Return the email in the facts' language. `site_url` is the public origin."""
    news = status_words(facts)
    with override(facts.language):
        word = news.word if news else gettext("Changed")
        blocks = (
            f"{word}: {facts.title}",
            "\n".join(filter(None, (news.sentence if news else "", facts.status_note))),
            *(_details(facts, differences) if not facts.is_struck else ()),
            gettext("What has been put into a calendar may still show what held before."),
            f"{site_url}{facts.path}",
        )
    return Notice(facts.language, blocks[0], "\n\n".join(filter(None, blocks[1:])))


def _details(facts: EventFacts, differences: Iterable[Difference]) -> Iterator[str]:
    yield "\n".join(_changed(differences, in_subject=status_words(facts) is not None))
    yield "\n".join(_now(facts))


def _changed(differences: Iterable[Difference], *, in_subject: bool) -> Iterator[str]:
    """Yield each change; without the status if it is `in_subject`."""
    for difference in differences:
        if in_subject and difference.what == gettext("Status"):
            continue
        yield f"{difference.what}: {difference.new}"
        yield gettext("Before: %(old)s") % {"old": difference.old}


def _now(facts: EventFacts) -> Iterator[str]:
    yield gettext("What applies now:")
    yield str(facts.title)
    if facts.when:
        yield facts.when.in_full
    if facts.where.line:
        yield facts.where.line
    if facts.where.online_url:
        yield facts.where.online_url

"""Letters when the time, the place or the status of an event changes.

`queue_due` is called by the command that sends the letters, every minute: it compares what each
recipient was last told with what holds now. So three saves are one letter, and what is taken back
is none. What was told is stored in the transaction that queues the letter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext, override

from ..facts.changes import differences_of
from ..facts.event import EventFacts, facts_of
from ..facts.status import status_words
from ..facts.when import when_of_schedule
from ..facts.withdrawn import WithdrawnFacts, withdrawn_of
from ..mail.letters import Letter
from ..mail.outbox import queue
from ..models import NOT_HELD, Attendee, Event, Follower, Status, settings_of
from .following import leave_url
from .invitations import invitation
from .registration_letters import own_path
from .schedules import (
    LINK,
    Schedule,
    has_changed,
    is_withdrawn,
    link_now,
    schedule_now,
)

REST: Final = timedelta(minutes=5)  # without a further change
LONGEST_WAIT: Final = timedelta(minutes=30)  # after the first change
BATCH: Final = 100  # recipients in one transaction

Recipient = Follower | Attendee
Facts = EventFacts | WithdrawnFacts


def queue_due(now: datetime) -> None:
    """Queue the letters about all changes that have rested."""
    due = defaultdict[int, list[Recipient]](list)
    for recipient in (*_behind(), *_with_another_link(now)):
        due[recipient.event_id or 0].append(recipient)
    events = Event.objects.with_facts().in_bulk(due)
    for key, recipients in due.items():
        for start in range(0, len(recipients), BATCH):
            _tell(events[key], recipients[start : start + BATCH], now)


def recipients_of(event: Event) -> int:
    """Return how many are told of a change of an event."""
    follow, attend = (rows.filter(event=event) for rows in _told())
    only_follow = follow.exclude(email_folded__in=attend.values("email_folded"))
    return only_follow.count() + attend.count()


def letter_of(
    facts: Facts,
    before: Schedule,
    after: Schedule,
    *,
    to: Recipient,
    calendar: bytes = b"",
    private_url: str = "",
) -> Letter:
    """Return the letter that says what has changed, in the language of `facts`.

    `private_url` is for those who have a place; of an event that is off it is left out.
    """
    language = facts.language
    with override(language):
        word = _word(facts, before, after)
        is_off = is_withdrawn(after) or after["status"] in NOT_HELD
        was = when_of_schedule(before, language) if is_off else None
        sentences = tuple(_sentences(facts, before, after))
    return Letter(
        to=to.email,
        language=language,
        subject=f"{word}: {facts.title}",
        template="letters/follow_changed.html",
        context={
            "facts": facts,
            "sentences": sentences,
            "is_off": is_off,
            "was": was.in_full if was else "",
            "is_withdrawn": is_withdrawn(after),
            "has_calendar": bool(calendar),
            "private_url": private_url,
            "own_url": settings.SITE_URL + own_path(to, language)
            if isinstance(to, Attendee)
            else "",
        },
        calendar=calendar,
        leave_url=leave_url(to) if isinstance(to, Follower) and to.pk else "",
    )


def _told() -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Return those who are told of changes: also who waits, and has nothing in a calendar yet."""
    return Follower.objects.confirmed(), Attendee.objects.registered().with_address()


def _behind() -> Iterator[Recipient]:
    """Yield the recipients of events whose SEQUENCE has risen since they were told."""
    for rows in _told():
        changed = rows.filter(event__version__sequence__gt=0)
        for recipient in changed.annotate(sequence=F("event__version__sequence")):
            if (recipient.told or {}).get("sequence") != recipient.sequence:
                yield recipient


def _with_another_link(now: datetime) -> Iterator[Attendee]:
    """Yield those with a place who were told another link for taking part, or that there is none.

    Where there is none any more nobody is told: the event says so if it matters.
    """
    coming = Event.objects.public(now).filter(ends_at__gt=now).exclude(status__in=NOT_HELD)
    linked = coming.filter(registration_settings__private_url__gt="")
    links = {it.pk: link_now(it) for it in linked.select_related("registration_settings")}
    having = Attendee.objects.filter(state=Attendee.State.CONFIRMED, event__in=links)
    for attendee in having.with_address():
        if (attendee.told or {}).get(LINK) != links[attendee.event_id]:
            yield attendee


@transaction.atomic
def _tell(event: Event, recipients: Sequence[Recipient], now: datetime) -> None:
    """Queue the letters to recipients of one event, and store what they say, under a lock."""
    letters, told = list[Letter](), list[Recipient]()
    registered = set(event.attendees.registered().values_list("email_folded", flat=True))
    for recipient in _locked(recipients):
        present = _present(event, recipient, now)
        if not _has_rested(event, recipient.told, present, now):
            continue
        is_told_elsewhere = isinstance(recipient, Follower) and recipient.email_folded in registered
        if (
            recipient.told is not None
            and (has_changed(recipient.told, present) or _is_new_link(recipient.told, present))
            and not is_told_elsewhere
            and (recipient.told["status"] == Status.POSTPONED or not _is_over(present, now))
        ):
            letters += _letters(event, recipient, recipient.told, present, now)
        if recipient.told != present:
            recipient.told = present
            told.append(recipient)
    queue(*letters)
    Follower.objects.bulk_update([it for it in told if isinstance(it, Follower)], ["told"])
    Attendee.objects.bulk_update([it for it in told if isinstance(it, Attendee)], ["told"])


def _present(event: Event, to: Recipient, now: datetime) -> Schedule:
    """Return what holds, as it is stored when it has been told."""
    present, link = schedule_now(event, now, told=to.told), (to.told or {}).get(LINK)
    if isinstance(to, Attendee) and to.state == Attendee.State.CONFIRMED:
        link = link_now(event)
    return present if link is None else {**present, LINK: link}


def _is_new_link(told: Schedule | None, present: Schedule) -> bool:
    """Return whether there is another link for taking part than was told, or now is one."""
    link = "" if is_withdrawn(present) or present["status"] in NOT_HELD else present.get(LINK, "")
    return bool(told and link) and (told or {}).get(LINK, link) != link


def _locked(recipients: Iterable[Recipient]) -> Iterator[Recipient]:
    """Yield those that are still there: another process may be telling them, or they leave."""
    for rows in _told():
        keys = [it.pk for it in recipients if isinstance(it, rows.model)]
        yield from rows.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")


def _letters(
    event: Event, to: Recipient, before: Schedule, after: Schedule, now: datetime
) -> Iterator[Letter]:
    """Yield the letter, unless nothing is known that readers may read."""
    language = to.reads()
    facts: Facts | None = facts_of(event, language)
    if is_withdrawn(after):
        facts = withdrawn_of(event, language)
    if facts is None:
        return
    own: dict[str, Any] = {}
    if isinstance(to, Follower) or to.state == Attendee.State.CONFIRMED:
        if has_changed(before, after):
            own["calendar"] = invitation(event, to, now)
        own["private_url"] = settings_of(event).private_url if isinstance(to, Attendee) else ""
    yield letter_of(facts, before, after, to=to, **own)


def _is_over(present: Schedule, now: datetime) -> bool:
    ends_at = present["ends_at"]
    is_past = ends_at is not None and datetime.fromisoformat(ends_at) <= now
    return is_past and present["status"] != Status.POSTPONED


def _has_rested(event: Event, told: Schedule | None, present: Schedule, now: datetime) -> bool:
    """Return whether the last change is `REST` ago, or the first `LONGEST_WAIT`."""
    if _is_new_link(told, present) and event.updated_at > now - REST:
        return False
    version = event.version
    first = last = version.withdrawn_at if is_withdrawn(present) else None
    if last is None:
        changes = list(event.changes.all())  # the latest first
        last = changes[0].changed_at if changes else None
        untold = (it.changed_at for it in changes if told and not _differ(it.before, told))
        first = next(untold, last)
        if told and is_withdrawn(told):
            first, last = version.visible_at, max(filter(None, (last, version.visible_at)))
    if first is None or last is None:
        return True
    return last <= now - REST or first <= now - LONGEST_WAIT


def _differ(one: Schedule, another: Schedule) -> bool:
    return has_changed({**one, "is_withdrawn": is_withdrawn(another)}, another)


def _word(facts: Facts, before: Schedule, after: Schedule) -> str:
    """Return the first word of the subject, in the active language."""
    if isinstance(facts, WithdrawnFacts):
        return facts.news.word
    is_news = before["status"] != after["status"] or before["starts_at"] != after["starts_at"]
    news = status_words(facts) if is_news else None
    return news.word if news else gettext("Changed")


def _sentences(facts: Facts, before: Schedule, after: Schedule) -> Iterator[str]:
    """Yield what has changed, old and new, in sentences in the active language."""
    if isinstance(facts, WithdrawnFacts):
        yield f"{facts.news.word}. {facts.news.sentence}"
        return
    news = status_words(facts)
    was_off = is_withdrawn(before) or before["status"] in NOT_HELD
    is_off = after["status"] in NOT_HELD
    if is_off and news:
        yield f"{news.word}. {news.sentence}"
    elif was_off and not is_off:
        yield gettext("The event takes place after all.")
    elif after["status"] == Status.MOVED_ONLINE != before["status"] and news:
        yield news.sentence
    if not is_off:
        yield from _moves(facts, before, after)
    if _is_new_link(before, after) and before[LINK]:
        yield gettext("The link for taking part online has changed.")
    elif _is_new_link(before, after):
        yield gettext("There is now a link for taking part online.")
    if facts.status_note:
        yield str(facts.status_note)


def _moves(facts: EventFacts, before: Schedule, after: Schedule) -> Iterator[str]:
    found = {it.name: it for it in differences_of(before, after, facts.language)}
    if "time" in found:
        said = gettext("The time was %(old)s and is now %(new)s.")
        yield said % {"old": found["time"].old, "new": found["time"].new}
    if "place" in found and not facts.where.line:
        yield gettext("The place is not yet set.")
    elif "place" in found:
        said = gettext("The place was %(old)s and is now %(new)s.")
        if not before["line"][facts.language]:
            said = gettext("The place is now %(new)s.")
        yield said % {"old": found["place"].old, "new": found["place"].new}
    if before["place"][-1] != after["place"][-1] and facts.where.online_url:
        said = gettext("The link for taking part online is now %(link)s")
        yield said % {"link": facts.where.online_url}
    elif not found and before["place"] != after["place"]:
        yield gettext("What we say of the place has changed: %(place)s.") % {
            "place": facts.where.line
        }

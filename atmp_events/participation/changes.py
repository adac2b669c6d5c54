"""Letters when the time, the place or the status of an event changes.

The command that sends letters calls `queue_change_letters` every minute. It compares what each
recipient was last told with the present state. So three saves give one letter, and a change that is
taken back gives none. What a letter tells is stored in the transaction that queues it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext, override

from ..facts.changes import differences_of, former_value
from ..facts.event import EventFacts, facts_of
from ..facts.status import status_words
from ..facts.when import when_of_schedule
from ..facts.withdrawn import Facts, WithdrawnFacts, withdrawn_facts_of
from ..mail.letters import Letter
from ..mail.outbox import queue
from ..models import NOT_HELD, Attendee, Event, Follower, Status, registration_settings_of
from .following import leave_url
from .invitations import invitation
from .registration_letters import own_path
from .schedules import LINK, Schedule, has_changed, is_withdrawn, link_digest, present_schedule

QUIET_TIME: Final = timedelta(minutes=5)  # without a further change, before a letter
MAX_WAIT: Final = timedelta(minutes=30)  # after the first change
BATCH: Final = 100  # recipients in one transaction

Recipient = Follower | Attendee


def queue_change_letters(now: datetime) -> None:
    """Queue the letters about all changes that are `QUIET_TIME` old."""
    due = defaultdict[int, list[Recipient]](list)
    for recipient in (*_with_old_schedule(), *_with_old_link(now)):
        due[recipient.event_id or 0].append(recipient)
    events = Event.objects.with_facts().in_bulk(due)
    for key, recipients in due.items():
        for start in range(0, len(recipients), BATCH):
            _queue_letters(events[key], recipients[start : start + BATCH], now)


def count_recipients(event: Event) -> int:
    """Return how many people get a letter when an event changes."""
    follow, attend = (rows.filter(event=event) for rows in _recipients())
    only_follow = follow.exclude(email_folded__in=attend.values("email_folded"))
    return only_follow.count() + attend.count()


def change_letter(
    facts: Facts,
    before: Schedule,
    after: Schedule,
    *,
    to: Recipient,
    calendar: bytes = b"",
    private_url: str = "",
) -> Letter:
    """Return the letter that says what has changed, in the language of `facts`.

    `private_url` is for attendees with a place, unless the event does not take place.
    """
    language = facts.language
    with override(language):
        word = _subject_word(facts, before, after)
        is_called_off = is_withdrawn(after) or after["status"] in NOT_HELD
        was = when_of_schedule(before, language) if is_called_off else None
        sentences = tuple(_sentences(facts, before, after))
    return Letter(
        to=to.email,
        language=language,
        subject=f"{word}: {facts.title}",
        template="letters/follow_changed.html",
        context={
            "facts": facts,
            "sentences": sentences,
            "is_called_off": is_called_off,
            "former_time": was.in_full if was else "",
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


def _recipients() -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Return the followers and attendees who get letters, also those on the waiting list."""
    return Follower.objects.confirmed(), Attendee.objects.registered().with_address()


def _with_old_schedule() -> Iterator[Recipient]:
    """Yield the recipients of events whose SEQUENCE has risen since they were told."""
    for rows in _recipients():
        changed = rows.filter(event__version__sequence__gt=0)
        for recipient in changed.annotate(sequence=F("event__version__sequence")):
            if (recipient.told or {}).get("sequence") != recipient.sequence:
                yield recipient


def _with_old_link(now: datetime) -> Iterator[Attendee]:
    """Yield attendees with a place who were told no link for taking part, or an old one.

    If an event no longer has a link, no letter is sent.
    """
    coming = Event.objects.public(now).filter(ends_at__gt=now).exclude(status__in=NOT_HELD)
    linked = coming.filter(registration_settings__private_url__gt="")
    links = {it.pk: link_digest(it) for it in linked.select_related("registration_settings")}
    having = Attendee.objects.filter(state=Attendee.State.CONFIRMED, event__in=links)
    for attendee in having.with_address():
        if (attendee.told or {}).get(LINK) != links[attendee.event_id]:
            yield attendee


@transaction.atomic
def _queue_letters(event: Event, recipients: Sequence[Recipient], now: datetime) -> None:
    """Queue the letters to recipients of one event, and store what they say, under a lock."""
    letters, told = list[Letter | None](), list[Recipient]()
    with_place = event.attendees.filter(state=Attendee.State.CONFIRMED)
    have_place = set(with_place.values_list("email_folded", flat=True))
    follow = set(event.followers.confirmed().values_list("email_folded", flat=True))
    for recipient in _lock(recipients):
        present = _present_schedule(event, recipient, now)
        if not _has_settled(event, recipient.told, present, now):
            continue
        # An address gets one letter: that which updates the calendar.
        others = have_place if isinstance(recipient, Follower) else follow - have_place
        is_told_elsewhere = recipient.email_folded in others
        if (
            recipient.told is not None
            and (has_changed(recipient.told, present) or _is_new_link(recipient.told, present))
            and not is_told_elsewhere
            and (recipient.told["status"] == Status.POSTPONED or not _is_over(present, now))
        ):
            letters.append(_letter(event, recipient, recipient.told, present, now))
        if recipient.told != present:
            recipient.told = present
            told.append(recipient)
    queue(*filter(None, letters))
    Follower.objects.bulk_update([it for it in told if isinstance(it, Follower)], ["told"])
    Attendee.objects.bulk_update([it for it in told if isinstance(it, Attendee)], ["told"])


def _present_schedule(event: Event, to: Recipient, now: datetime) -> Schedule:
    """Return the present schedule, as stored once it has been told."""
    present, link = present_schedule(event, now, told=to.told), (to.told or {}).get(LINK)
    if isinstance(to, Attendee) and to.state == Attendee.State.CONFIRMED:
        link = link_digest(event)
    return present if link is None else {**present, LINK: link}


def _is_new_link(told: Schedule | None, present: Schedule) -> bool:
    """Return whether there is a link for taking part that was not told."""
    link = "" if is_withdrawn(present) or present["status"] in NOT_HELD else present.get(LINK, "")
    return bool(told and link) and (told or {}).get(LINK, link) != link


def _lock(recipients: Iterable[Recipient]) -> Iterator[Recipient]:
    """Lock and yield recipients who still exist: they may leave, or others may write to them."""
    for rows in _recipients():
        keys = [it.pk for it in recipients if isinstance(it, rows.model)]
        yield from rows.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")


def _letter(
    event: Event, to: Recipient, before: Schedule, after: Schedule, now: datetime
) -> Letter | None:
    """Return the letter; None if there are no facts that readers may see."""
    read = withdrawn_facts_of if is_withdrawn(after) else facts_of
    facts: Facts | None = read(event, to.get_language())
    if facts is None:
        return None
    calendar, private_url = b"", ""
    has_place = isinstance(to, Attendee) and to.state == Attendee.State.CONFIRMED
    if has_place:
        private_url = registration_settings_of(event).private_url
    if (has_place or isinstance(to, Follower)) and has_changed(before, after):
        calendar = invitation(event, to, now)
    return change_letter(facts, before, after, to=to, calendar=calendar, private_url=private_url)


def _is_over(present: Schedule, now: datetime) -> bool:
    ends_at = present["ends_at"]
    is_past = ends_at is not None and datetime.fromisoformat(ends_at) <= now
    return is_past and present["status"] != Status.POSTPONED


def _has_settled(event: Event, told: Schedule | None, present: Schedule, now: datetime) -> bool:
    """Return whether the last change is `QUIET_TIME` old, or the first `MAX_WAIT`."""
    if _is_new_link(told, present) and event.updated_at > now - QUIET_TIME:
        return False
    version = event.version
    first = last = version.withdrawn_at if is_withdrawn(present) else None
    if last is None:
        changes = list(event.changes.all())  # the latest first
        last = changes[0].changed_at if changes else None
        untold = (it.changed_at for it in changes if told and not has_changed(it.before, told))
        first = next(untold, last)
        if told and is_withdrawn(told):
            first, last = version.visible_at, max(filter(None, (last, version.visible_at)))
    if first is None or last is None:
        return True
    return last <= now - QUIET_TIME or first <= now - MAX_WAIT


def _subject_word(facts: Facts, before: Schedule, after: Schedule) -> str:
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
    was_called_off = is_withdrawn(before) or before["status"] in NOT_HELD
    is_called_off = after["status"] in NOT_HELD
    if is_called_off and news:
        yield f"{news.word}. {news.sentence}"
    elif was_called_off:
        yield gettext("The event takes place after all.")
    elif after["status"] == Status.MOVED_ONLINE != before["status"] and news:
        yield news.sentence
    yield from _time_and_place_sentences(facts, before, after)
    if _is_new_link(before, after) and before[LINK]:
        yield gettext("The link for taking part online has changed.")
    elif _is_new_link(before, after):
        yield gettext("There is now a link for taking part online.")
    if facts.status_note:
        yield str(facts.status_note)


def _time_and_place_sentences(
    facts: EventFacts, before: Schedule, after: Schedule
) -> Iterator[str]:
    found = {it.name: it for it in differences_of(before, after, facts.language)}
    if "time" in found:
        words = gettext("The time was %(old)s and is now %(new)s.")
        yield words % {"old": found["time"].old, "new": found["time"].new}
    if "place" in found and not facts.where.line:
        yield gettext("The place is not yet set.")
    elif "place" in found:
        place = found["place"]
        words = f"{place.what}: {place.new}."
        yield f"{words} {former_value(place)}." if before["line"][facts.language] else words
    if before["place"][-1] != after["place"][-1] and facts.where.online_url:
        words = gettext("The link for taking part online is now %(link)s")
        yield words % {"link": facts.where.online_url}
    elif not found and before["place"] != after["place"]:
        yield gettext("What we say of the place has changed: %(place)s.") % {
            "place": facts.where.line
        }

"""Rules for an event's fields: what it needs, its place, people, registration and materials."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from ..facts.event import LECTURE_KINDS
from ..models import (
    LANGUAGES,
    NOT_HELD,
    AttendanceMode,
    Attendee,
    Event,
    Kind,
    Language,
    Registration,
    registration_settings_of,
)
from .finding import Finding

# The heading in a draft's text above the list of what an import could not read.
HEADING: Final = gettext_lazy("To look over after the import")
MAX_LISTED: Final = 5  # other events in the same place
FORM = "registration_settings-0-"  # the prefix of the settings in the event's form


def blocking(event: Event) -> Iterator[Finding]:
    """Find what stops an event from being published, in the active language."""
    if not event.title:
        yield _blocking_finding(
            "title_sv", _("A published event needs a title in at least one language.")
        )
    if event.starts_at is None:
        yield _blocking_finding("starts_at_0", _("A published event needs a start and an end."))
    for language in LANGUAGES:
        if event.image and not event.image_alt.written(language):
            yield _blocking_finding(
                f"image_alt_{language}", _("Say in both languages what the picture shows.")
            )
    closes_at = event.registration_closes_at
    if closes_at and event.ends_at and closes_at > event.ends_at:
        yield _blocking_finding("registration_closes_at_0", _("Registration closes after the end."))
    words = _("What the import did not know stands in the text: mend it, and take the list away.")
    for language in LANGUAGES:
        with override(language):
            heading = str(HEADING)
        if heading in event.body.written(language):
            yield _blocking_finding(f"body_{language}", words)


def _blocking_finding(field: str, words: str) -> Finding:
    return Finding(field, words, blocks_publishing=True)


def missing_basics(event: Event) -> Iterator[Finding]:
    """Find an event with nothing to read, and one whose spoken language is not stated."""
    if not (event.summary or event.body or event.talks.all()):
        yield Finding("summary_sv", _("There is nothing to read but the title."))
    if not event.languages():
        yield Finding("spoken_languages", _("It is not said which language is spoken."))


def without_venue(event: Event) -> Iterator[Finding]:
    """Find an event on site that has no venue."""
    if event.attendance_mode != AttendanceMode.ONLINE and event.venue_id is None:
        yield Finding("venue", _("No venue"))


def others_in_venues(events: Collection[Event]) -> list[Event]:
    """Return the events in the venues of these, between the first start and the last end."""
    held = [it for it in events if _is_in_venue(it)]
    if not held:
        return []
    return list(
        Event.objects.filter(
            venue__in={it.venue_id for it in held},
            starts_at__lt=max(it.ends_at for it in held if it.ends_at),
            ends_at__gt=min(it.starts_at for it in held if it.starts_at),
            deleted_at=None,
        )
        .exclude(status__in=NOT_HELD)
        .exclude(attendance_mode=AttendanceMode.ONLINE)
        .order_by("starts_at", "pk")
    )


def double_bookings(event: Event, others: Collection[Event]) -> Iterator[Finding]:
    """Find other events in the same place at the same time."""
    for other in [it for it in others if _overlap(event, it)][:MAX_LISTED]:
        one, two = _rooms(event), _rooms(other)
        if one & two:
            message = _("In the same room at the same time as “%(title)s”")
            yield Finding("room_sv", message % {"title": other})
        elif not (one and two):
            yield Finding("venue", _("“%s” is in this venue at the same time.") % other)


def _is_in_venue(event: Event) -> bool:
    """Return whether an event is held in a venue at a known time."""
    is_on_site = event.attendance_mode != AttendanceMode.ONLINE
    has_time = event.starts_at is not None and event.ends_at is not None
    return is_on_site and has_time and bool(event.venue_id) and event.status not in NOT_HELD


def _overlap(one: Event, other: Event) -> bool:
    if one.pk == other.pk or one.venue_id != other.venue_id or not _is_in_venue(one):
        return False
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _rooms(event: Event) -> set[str]:
    names = (name.strip().casefold() for name in (event.room_sv, event.room_en))
    return {name for name in names if name}


def doubtful_organiser_names(event: Event) -> Iterator[Finding]:
    """Find organisers with a small first letter, or with several organisers in one name."""
    for organiser in event.organisers_in_order:
        name = organiser.name.read("sv")
        if name[:1].islower():
            yield Finding(
                "organiser_links-0-organiser", _("“%s” begins with a small letter.") % name
            )
        if re.search(r", | och | and ", name):
            several = _("“%s” looks like several organisers. Give each a row of its own.")
            yield Finding("organiser_links-0-organiser", several % name)


def incomplete_people(event: Event) -> Iterator[Finding]:
    """Find people without an affiliation, a contact without email or phone, and no speakers."""
    for place, row in enumerate(event.appearances_in_order):
        if not row.affiliation:
            message = _("%s has no affiliation.") % row.person.name
            yield Finding(f"appearances-{place}-affiliation_sv", message)
    contact = event.contact
    if contact and not (contact.email or contact.phone):
        yield Finding("contact", _("%s has neither email nor telephone.") % contact.name)
    if event.talks_in_order and not event.appearances_in_order:
        yield Finding("talks-0-title_sv", _("The programme has no speakers."))


def without_speaker(event: Event) -> Iterator[Finding]:
    """Find a lecture without a speaker."""
    is_lecture = event.kind in {*LECTURE_KINDS, Kind.DISSERTATION}
    if is_lecture and not event.appearances_in_order:
        yield Finding("appearances-group", _("No speaker"))


def portraits_without_alternative(event: Event) -> Iterator[Finding]:
    """Find portraits without an alternative text."""
    people = {row.person_id: row.person for row in event.appearances_in_order}
    for person in people.values():
        if person.portrait and not (person.portrait_alt_sv and person.portrait_alt_en):
            language = "en" if person.portrait_alt_sv else "sv"
            message = _("The portrait of %(name)s is not described") % {"name": person.name}
            yield Finding(f"portrait_alt_{language}", message, person=person)


def registration_here(event: Event) -> Iterator[Finding]:
    """Find what is missing for a registration on this site, and a private link that is public."""
    if event.registration != Registration.HERE:
        return
    if not settings.EMAIL_URL:
        yield Finding("registration", _("Nobody can register: this site sends no mail."))
    if event.capacity is None:
        yield Finding("capacity", _("No number of places is given: everybody gets one."))
    if event.contact_id is None:
        yield Finding("contact", _("There is nobody to ask about registration."))
    asks = registration_settings_of(event)
    if bool(asks.question_sv) != bool(asks.question_en):
        missing = "en" if asks.question_sv else "sv"
        words = _("Your own question is asked in one language only.")
        yield Finding(f"{FORM}question_{missing}", words, is_translation=True)
    public = (event.online_url, event.web_page, event.body_sv, event.body_en)
    if asks.private_url and any(asks.private_url in it for it in public):
        yield Finding(f"{FORM}private_url", _("The link for those registered is public."))


def numbers_with_place(events: Collection[Event]) -> dict[int, int]:
    """Return how many attendees have a place, by primary key of the event; without zeros."""
    if not settings.EMAIL_URL:
        return {}
    theirs = Attendee.objects.with_place().filter(event__in=[it.pk for it in events if it.pk])
    return dict(theirs.order_by().values_list("event").annotate(Count("pk")))


def more_attendees_than_places(event: Event, with_place: Mapping[int, int]) -> Iterator[Finding]:
    """Find more attendees than places, and attendees of an event without registration here."""
    number = with_place.get(event.pk, 0)
    if event.registration != Registration.HERE:
        if number:
            words = ngettext(
                "%(number)s person has registered here and keeps the place, but nobody is offered "
                "one that becomes free.",
                "%(number)s people have registered here and keep their places, but nobody is "
                "offered one that becomes free.",
                number,
            )
            yield Finding("registration", words % {"number": number})
    elif event.capacity is not None and number > event.capacity:
        words = _("%(number)s people have a place: more than there are. All of them keep it.")
        yield Finding("capacity", words % {"number": number})


def materials(event: Event, language: Language) -> Iterator[Finding]:
    """Find materials without the speaker's consent, and recordings whose captions are not stated.

    `language` is that of the message.
    """
    for place, talk in enumerate(event.talks_in_order):
        title = {"talk": talk.title.read(language)}
        if talk.has_materials and talk.consent_on is None:
            message = _(
                "Slides and recording of “%(talk)s” are not shown: "
                "it is not noted that the speaker agrees."
            )
            yield Finding(f"talks-{place}-consent_on", message % title)
        if talk.recording_url and not talk.caption_languages:
            message = _(
                "It is not said in which language the recording of “%(talk)s” has captions."
            )
            yield Finding(f"talks-{place}-caption_languages", message % title)

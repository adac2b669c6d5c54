"""Rules for registration on this site."""

from collections.abc import Collection, Iterator, Mapping

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Attendee, Event, Registration, settings_of
from .finding import Finding

FORM = "registration_settings-0-"  # the prefix of the settings in the event's form


def registration_here(event: Event) -> Iterator[Finding]:
    """Find what those who register on this site, or wish to ask, would miss."""
    if event.registration != Registration.HERE:
        return
    if not settings.EMAIL_URL:
        yield Finding("registration", _("Nobody can register: this site sends no mail."))
    if event.capacity is None:
        yield Finding("capacity", _("No number of places is given: everybody gets one."))
    if event.contact_id is None:
        yield Finding("contact", _("There is nobody to ask about registration."))
    asks = settings_of(event)
    if bool(asks.question_sv) != bool(asks.question_en):
        missing = "en" if asks.question_sv else "sv"
        words = _("Your own question is asked in one language only.")
        yield Finding(f"{FORM}question_{missing}", words, is_translation=True)
    public = (event.online_url, event.web_page, event.body_sv, event.body_en)
    if asks.private_url and any(asks.private_url in it for it in public):
        yield Finding(f"{FORM}private_url", _("The link for those registered is public."))


def numbers_with_place(events: Collection[Event]) -> dict[int, int]:
    """Return how many have a place at events, by primary key, where there are such."""
    if not settings.EMAIL_URL:
        return {}
    theirs = Attendee.objects.with_place().filter(event__in=[it.pk for it in events if it.pk])
    return dict(theirs.order_by().values_list("event").annotate(Count("pk")))


def more_than_places(event: Event, with_place: Mapping[int, int]) -> Iterator[Finding]:
    """Find fewer places than people who have one, and people whose event takes none here."""
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

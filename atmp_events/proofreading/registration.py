"""Rules for registration on this site."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from ..models import Event, Registration, settings_of
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

"""The secret address of an attendee's own registration."""

from django.core.signing import BadSignature, Signer
from django.http import Http404

from ..facts.addresses import route_path
from ..models import Attendee, Language
from ..models.bilingual import other
from ..models.recipient import mark_of

# The address has no end: an attendee needs it until the data are erased.
SIGNER = Signer(sep="~", salt="registration")


def token_of(attendee: Attendee) -> str:
    """Return the secret part of an attendee's addresses."""
    return SIGNER.sign(f"{attendee.pk}-{mark_of(attendee.email)}")


def own_path(attendee: Attendee, language: Language, name: str = "own_registration") -> str:
    """Return the path of the page that shows a registration to its attendee, in a language."""
    return route_path(name, language, token=token_of(attendee))


def twin_path(attendee: Attendee, language: Language) -> str:
    """Return the path of the same page in the other language."""
    return own_path(attendee, other(language))


def find_attendee(token: str) -> Attendee:
    """Return the attendee with an address. Raises Http404 if it was made for nobody who is here.

    Of one who is erased there is nothing to show, and the address stays.
    """
    try:
        key, mark = SIGNER.unsign(token).split("-")
        attendee = Attendee.objects.get(pk=key)
    except (BadSignature, Attendee.DoesNotExist) as error:
        raise Http404 from error
    if not attendee.erased_at and mark != mark_of(attendee.email):
        raise Http404
    return attendee

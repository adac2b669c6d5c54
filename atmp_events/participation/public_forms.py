"""Protection of the public forms, which have no cookie and no script.

They are exempt from Django's CSRF protection: no cookie gives rights there, so a form of another
site can do only what anybody can. A signed time proves that the form was opened; only programs fill
the hidden field; and each source and each address has a limit.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, cast

from allauth.core import ratelimit
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from ..error_pages import allow_methods
from ..headers import forbid_storing
from ..models.recipient import folded_email

SIGNER: Final = Signer(salt="public form", sep=".")
MIN_TIME_OPEN: Final = timedelta(seconds=1)  # People do not fill a form faster.
MAX_TIME_OPEN: Final = timedelta(days=1)

View = Callable[..., HttpResponse]


def public_form(view: View) -> View:
    """Decorate a view with a form: GET and HEAD show it, POST acts.

    No cache stores the response. Django's CSRF protection is not used (see above).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return forbid_storing(view(request, *args, **kwargs))

    return cast(View, allow_methods("GET", "HEAD", "POST")(guarded))


def sign_opening_time(now: datetime) -> str:
    """Return the value of the field `opened` for a form that is shown at `now`."""
    return SIGNER.sign(str(int(now.timestamp())))


def has_valid_opening_time(sent: Mapping[str, str], now: datetime) -> bool:
    """Return whether this site showed a sent form, `MIN_TIME_OPEN` to `MAX_TIME_OPEN` ago."""
    try:
        seconds = int(SIGNER.unsign(sent.get("opened", "")))
    except (BadSignature, ValueError):
        return False
    return MIN_TIME_OPEN <= timedelta(seconds=int(now.timestamp()) - seconds) <= MAX_TIME_OPEN


def is_honeypot_filled(sent: Mapping[str, str]) -> bool:
    """Return whether a program has filled the hidden field."""
    return bool(sent.get("website"))


def may_send(request: HttpRequest) -> bool:
    """Count a form of this source; return False above the limit (ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="form"))


def may_send_letter_to(request: HttpRequest, email: str) -> bool:
    """Count a letter to an address that anybody may have typed; return False above the limit."""
    return bool(ratelimit.consume(request, action="letter", key=folded_email(email)))

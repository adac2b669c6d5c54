"""What guards the public forms, which have no cookie and no script.

No cookie authorises anything there, so a form of another site could do no more than anybody can:
they are exempt from Django's CSRF protection. A signed time says that the form was opened, a field
that people do not see is filled by programs only, and how much one source or address can cause is
limited.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, cast

from allauth.core import ratelimit
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ..error_pages import refuse
from ..headers import forbid_storing
from ..models.recipient import folded_email

AT_LEAST: Final = timedelta(seconds=1)  # Nobody reads and fills a form faster.
AT_MOST: Final = timedelta(days=1)
METHODS: Final = ("GET", "HEAD", "POST")

View = Callable[..., HttpResponse]


def public_form(view: View) -> View:
    """Decorate a view with a form: GET and HEAD show it, POST acts.

    What it answers is stored by no cache. Django's CSRF protection is not used (see above).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in METHODS:
            response = refuse(request, 405)
            response.headers["Allow"] = ", ".join(METHODS)
            return response
        return forbid_storing(view(request, *args, **kwargs))

    return cast(View, csrf_exempt(guarded))


def opened(now: datetime) -> str:
    """Return the value of the field `opened` for a form that is shown at `now`."""
    return _signer().sign(str(int(now.timestamp())))


def was_opened(sent: Mapping[str, str], now: datetime) -> bool:
    """Return whether a sent form was shown by this site a while ago."""
    try:
        seconds = int(_signer().unsign(sent.get("opened", "")))
    except (BadSignature, ValueError):
        return False
    return AT_LEAST <= timedelta(seconds=int(now.timestamp()) - seconds) <= AT_MOST


def is_trapped(sent: Mapping[str, str]) -> bool:
    """Return whether a program has filled the field that people do not see."""
    return bool(sent.get("website"))


def may_send(request: HttpRequest) -> bool:
    """Count a form of this source; return False above the limit (ACCOUNT_RATE_LIMITS)."""
    return bool(ratelimit.consume(request, action="form"))


def may_be_written_to(request: HttpRequest, email: str) -> bool:
    """Count a letter that a stranger causes to an address; return False above the limit."""
    return bool(ratelimit.consume(request, action="letter", key=folded_email(email)))


def _signer() -> Signer:
    return Signer(salt="public form", sep=".")

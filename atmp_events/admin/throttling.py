"""Whoever guesses waits: five wrong passwords or codes, then a quarter of an hour.

What is counted is an account and an address together: a stranger elsewhere locks nobody out. A
browser in which somebody has signed in before is counted by itself (OWASP calls it a device
cookie), so that a stranger behind the same address, a hospital's say, does not lock her out either.
"""

import math
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import ngettext_lazy

from ..error_pages import refuse

KNOWN_FOR: Final = 180 * 24 * 3600  # seconds
WAIT: Final = ngettext_lazy(
    "The password or the code was wrong too many times. Try again in %(minutes)d minute.",
    "The password or the code was wrong too many times. Try again in %(minutes)d minutes.",
    "minutes",
)


def address_of(request: HttpRequest) -> str:
    """Return the address that asks: the proxy's word where one is trusted, which is the last one.

    Of IPv6 it is the network (/64), since one machine has all addresses of it.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUST_PROXY else ""
    named = told.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(named)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def whence(request: HttpRequest) -> str:
    """Return what stands for a browser or an address when failures are counted.

    It looks like an IPv6 address of nowhere (RFC 4193): the database learns nobody's own.
    """
    username = who_asks(request)
    token = request.COOKIES.get(_cookie(username), "") if username else ""
    try:
        source = f"browser {_signer(username).unsign(token, max_age=KNOWN_FOR)}"
    except signing.BadSignature:
        source = f"address {address_of(request)}"
    digest = salted_hmac("whence", source, algorithm="sha256").digest()
    return str(IPv6Address(b"\xfd" + digest[:15]))


def who_asks(request: HttpRequest) -> str:
    """Return the name of the account that a sign-in is about: known already, or as typed."""
    return getattr(request, "signing_in", "") or request.POST.get("username", "")[:150]


def know_browser(response: HttpResponse, username: str) -> None:
    """Let the browser that has just signed somebody in be told from others' for half a year."""
    response.set_cookie(
        _cookie(username),
        _signer(username).sign(get_random_string(22)),
        max_age=KNOWN_FOR,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def seconds_to_wait(request: HttpRequest) -> int:
    """Return how long whoever asks is still locked out; at least one second."""
    attempts = AccessAttempt.objects.filter(
        username=who_asks(request), ip_address=whence(request)
    ).order_by("-attempt_time")
    last = attempts.values_list("attempt_time", flat=True).first() or timezone.now()
    return max(1, math.ceil((last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()))


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """Answer 429 (RFC 6585, 4), and say when to come back; a page that says so already stays."""
    if response is not None and response.status_code == 429:
        return response
    seconds = seconds_to_wait(request)
    answer = refuse(request, 429, advice=words_to_wait(seconds))
    answer.headers["Retry-After"] = str(seconds)
    return answer


def words_to_wait(seconds: int) -> Any:
    """Return, lazily, what somebody is told who must wait."""
    return WAIT % {"minutes": math.ceil(seconds / 60)}


def _cookie(username: str) -> str:
    digest = salted_hmac("known browser", username, algorithm="sha256").hexdigest()
    return f"known-{digest[:12]}"


def _signer(username: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"known browser of {username}")

"""Slow guessing down: after five failures a quarter of an hour's wait (django-axes).

Failures are counted for an account and a source together. The source is the browser's known
account, or else the address: so a stranger locks out nobody who has signed in with a browser
before, not even from the same address, a hospital's say (OWASP calls it a device cookie).
"""

import math
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from allauth.account.adapter import get_adapter
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import User

KNOWN_ACCOUNT: Final = "known_account"  # cookie
KNOWN_FOR: Final = timedelta(days=180)


def source_of(request: HttpRequest) -> str:
    """Return the source that failures are counted for.

    It is a keyed digest in the form of a private IPv6 address (RFC 4193), which django-axes can
    store: the database has no address of anybody.
    """
    account = known_account(request)
    source = f"account {account}" if account else f"address {_network(request)}"
    digest = salted_hmac("throttling", source, algorithm="sha256").digest()
    return str(IPv6Address(b"\xfd" + digest[:15]))


def known_account(request: HttpRequest) -> str:
    """Return the key of the account that last signed in with this browser, or ""."""
    known = request.get_signed_cookie(KNOWN_ACCOUNT, default="", max_age=KNOWN_FOR)
    return str(known)


def set_known_account(response: HttpResponse, user: User) -> None:
    """Set the signed cookie by which the browser is known."""
    response.set_signed_cookie(
        KNOWN_ACCOUNT,
        str(user.pk),
        max_age=KNOWN_FOR,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def seconds_to_wait(request: HttpRequest, username: str) -> int:
    """Return how long an account is still locked for the request's source; at least a second."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=source_of(request))
    last = attempts.order_by("attempt_time").values_list("attempt_time", flat=True).last()
    ends_at = (last or timezone.now()) + settings.AXES_COOLOFF_TIME
    return max(1, math.ceil((ends_at - timezone.now()).total_seconds()))


def _network(request: HttpRequest) -> str:
    """Return the client's IPv4 address or its IPv6 network (/64), all of which one machine has."""
    try:
        address = ip_address(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # It has none, at a Unix socket for example.
        return ""
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(IPv6Network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)

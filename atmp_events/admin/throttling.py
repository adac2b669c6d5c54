"""Slow guessing down, with django-axes: who fails too often waits for a quarter of an hour.

Failures are counted in the database for an account and a source together, for each source and
for each account. The source is the browser's known account, or else the address. From a source
where an account has signed in before, only its own failures there count: so a stranger locks out
nobody from her usual browser or address (OWASP calls the former a device cookie).
"""

import math
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from allauth.account.adapter import get_adapter
from axes.handlers.base import AxesHandler
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import User

KNOWN_ACCOUNT: Final = "known_account"  # cookie
KNOWN_FOR: Final = timedelta(days=180)
# Failures within AXES_COOLOFF_TIME, after which one waits until it is over.
PER_ACCOUNT_AND_SOURCE: Final = 5
PER_SOURCE: Final = 30
PER_IPV6_SITE: Final = 100  # a /48, which one customer may have
PER_ACCOUNT: Final = 100


class ThrottlingHandler(AxesHandler):  # type: ignore[misc]
    """Counts failures for django-axes, and says whether somebody must wait."""

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        """Return whether no password or code is tried."""
        return seconds_to_wait(request, (credentials or {}).get("username", "")) > 0

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        """Count a failure, unless its password was not tried at all."""
        username = credentials.get("username") or ""
        request.axes_credentials = credentials
        if request.axes_locked_out:
            return
        counters, since = _counters(request, username), timezone.now() - settings.AXES_COOLOFF_TIME
        AccessAttempt.objects.filter(ip_address__in=counters, attempt_time__lte=since).delete()
        for key, (counted_for, _limit) in counters.items():
            AccessAttempt.objects.update_or_create(
                **_row(key, counted_for),
                defaults={"failures_since_start": F("failures_since_start") + 1},
                create_defaults={"failures_since_start": 1},
            )
        if seconds_to_wait(request, username):
            request.axes_locked_out = True
            user_locked_out.send("axes", request=request, username=username, ip_address="")

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """Forget the account's failures at this source, and remember the source."""
        username, source = user.get_username(), _source(request)
        AccessAttempt.objects.filter(ip_address=_key(source, username)).delete()
        for usual in (source, f"account {user.pk}"):
            AccessAttempt.objects.update_or_create(
                **_row(_key("usual", usual, username), username),
                defaults={"failures_since_start": 0, "attempt_time": timezone.now()},
            )

    def reset_attempts(self, *, username: str | None = None, **kwargs: Any) -> int:
        """Forget the failures of an account, or all; return how many counters there were."""
        counted = AccessAttempt.objects.filter(failures_since_start__gt=0)
        if username is not None:
            counted = counted.filter(username=username)
        return int(counted.delete()[0])

    def post_save_access_attempt(self, instance: AccessAttempt, **kwargs: Any) -> None:
        """Do nothing; django-axes calls it for each row."""

    post_delete_access_attempt = post_save_access_attempt


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
    """Return how long nobody may try this account from the request's source; 0 if one may."""
    counters, since = _counters(request, username), timezone.now() - settings.AXES_COOLOFF_TIME
    left = timedelta(0)
    for row in AccessAttempt.objects.filter(ip_address__in=counters, attempt_time__gt=since):
        _counted_for, limit = counters[row.ip_address or ""]
        if row.failures_since_start >= limit:
            left = max(left, row.attempt_time - since)
    return math.ceil(left.total_seconds())


def delete_old_counters(*, now: datetime) -> None:
    """Delete what no longer locks out anyone, and sources where nobody has come for long."""
    counters = AccessAttempt.objects.all()
    old = now - settings.AXES_COOLOFF_TIME
    counters.filter(failures_since_start__gt=0, attempt_time__lt=old).delete()
    counters.filter(attempt_time__lt=now - KNOWN_FOR).delete()


def _counters(request: HttpRequest, username: str) -> dict[str, tuple[str, int]]:
    """Return the key of each counter of failures, with the account it is of, or "", and its limit.

    One that has signed in from this source before has only its own counter there.
    """
    source = _source(request)
    counters = {_key(source, username): (username, PER_ACCOUNT_AND_SOURCE)}
    if AccessAttempt.objects.filter(ip_address=_key("usual", source, username)).exists():
        return counters
    counters[_key(source)] = "", PER_SOURCE
    counters[_key("everywhere", username)] = username, PER_ACCOUNT
    if not known_account(request) and (site := _network(request, 48)) != _network(request):
        counters[_key("site", site)] = "", PER_IPV6_SITE
    return counters


def _row(key: str, username: str) -> dict[str, str]:
    return {"ip_address": key, "username": username[:255], "user_agent": ""}


def _source(request: HttpRequest) -> str:
    account = known_account(request)
    return f"account {account}" if account else f"address {_network(request)}"


def _key(*parts: str) -> str:
    """Return a keyed digest of a text in the form of a private IPv6 address (RFC 4193).

    django-axes can store it; the database has no address of anybody.
    """
    digest = salted_hmac("throttling", " ".join(parts), algorithm="sha256").digest()
    return str(IPv6Address(b"\xfd" + digest[:15]))


def _network(request: HttpRequest, prefix: int = 64) -> str:
    """Return the client's IPv4 address or its IPv6 network; one machine has a whole /64."""
    try:
        address = ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):  # It has none, at a Unix socket for example.
        return ""
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(IPv6Network((address, prefix), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)

"""Protection against password guessing, with django-axes: too many failures lock out for a while.

The database counts failures per account and source, per source, and per account. The source is the
account that the browser's cookie names, or without a cookie the IP address. At a source where an
account has signed in before, only its own failures there count. So an attacker cannot lock a user
out of the usual browser or address (OWASP: device cookies).
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
KNOWN_ACCOUNT_MAX_AGE: Final = timedelta(days=180)
# The number of failures within AXES_COOLOFF_TIME that locks out.
PER_ACCOUNT_AND_SOURCE: Final = 5
PER_SOURCE: Final = 30
PER_IPV6_SITE: Final = 100  # a /48, which one customer may have
PER_ACCOUNT: Final = 100


class ThrottlingHandler(AxesHandler):  # type: ignore[misc]
    """The handler of django-axes: it counts failures and locks out."""

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        """Return whether the account or source is locked out."""
        return seconds_to_wait(request, (credentials or {}).get("username", "")) > 0

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        """Count a failure, unless the lock-out has prevented the check of the password."""
        username = credentials.get("username") or ""
        request.axes_credentials = credentials
        if request.axes_locked_out:
            return
        counters, since = _counters(request, username), timezone.now() - settings.AXES_COOLOFF_TIME
        AccessAttempt.objects.filter(ip_address__in=counters, attempt_time__lte=since).delete()
        for key, (counted_for, _limit) in counters.items():
            AccessAttempt.objects.update_or_create(
                **_counter_columns(key, counted_for),
                defaults={"failures_since_start": F("failures_since_start") + 1},
                create_defaults={"failures_since_start": 1},
            )
        if seconds_to_wait(request, username):
            request.axes_locked_out = True
            user_locked_out.send("axes", request=request, username=username, ip_address="")

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """Delete the account's failures at this source, and store that the account has used it."""
        username, source = user.get_username(), _source(request)
        AccessAttempt.objects.filter(ip_address=_key(source, username)).delete()
        for usual in (source, f"account {user.pk}"):
            AccessAttempt.objects.update_or_create(
                **_counter_columns(_key("usual", usual, username), username),
                defaults={"failures_since_start": 0, "attempt_time": timezone.now()},
            )

    def reset_attempts(self, *, username: str | None = None, **kwargs: Any) -> int:
        """Delete the failures of an account, or of all. Returns the number of deleted counters."""
        counted = AccessAttempt.objects.filter(failures_since_start__gt=0)
        if username is not None:
            counted = counted.filter(username=username)
        return int(counted.delete()[0])

    def post_save_access_attempt(self, instance: AccessAttempt, **kwargs: Any) -> None:
        """Do nothing. django-axes calls this for each row."""

    post_delete_access_attempt = post_save_access_attempt


def known_account(request: HttpRequest) -> str:
    """Return the key of the account that last signed in with this browser, or ""."""
    known = request.get_signed_cookie(KNOWN_ACCOUNT, default="", max_age=KNOWN_ACCOUNT_MAX_AGE)
    return str(known)


def set_known_account(response: HttpResponse, user: User) -> None:
    """Set the signed cookie that names the account of this browser."""
    response.set_signed_cookie(
        KNOWN_ACCOUNT,
        str(user.pk),
        max_age=KNOWN_ACCOUNT_MAX_AGE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def seconds_to_wait(request: HttpRequest, username: str) -> int:
    """Return how long the account is locked out at the request's source; 0 if it is not."""
    counters, since = _counters(request, username), timezone.now() - settings.AXES_COOLOFF_TIME
    wait = timedelta(0)
    for row in AccessAttempt.objects.filter(ip_address__in=counters, attempt_time__gt=since):
        _counted_for, limit = counters[row.ip_address or ""]
        if row.failures_since_start >= limit:
            wait = max(wait, row.attempt_time - since)
    return math.ceil(wait.total_seconds())


def delete_old_counters(*, now: datetime) -> None:
    """Delete expired counters, and sources that have not been used for `KNOWN_ACCOUNT_MAX_AGE`."""
    counters = AccessAttempt.objects.all()
    old = now - settings.AXES_COOLOFF_TIME
    counters.filter(failures_since_start__gt=0, attempt_time__lt=old).delete()
    counters.filter(attempt_time__lt=now - KNOWN_ACCOUNT_MAX_AGE).delete()


def _counters(request: HttpRequest, username: str) -> dict[str, tuple[str, int]]:
    """Return by key the account ("" for none) and the limit of each counter for a request.

    An account that has signed in at this source before has only its own counter there.
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


def _counter_columns(key: str, username: str) -> dict[str, str]:
    return {"ip_address": key, "username": username[:255], "user_agent": ""}


def _source(request: HttpRequest) -> str:
    account = known_account(request)
    return f"account {account}" if account else f"address {_network(request)}"


def _key(*parts: str) -> str:
    """Return a keyed digest of a text as a private IPv6 address (RFC 4193).

    django-axes can store it in its column, and the database contains no real address.
    """
    digest = salted_hmac("throttling", " ".join(parts), algorithm="sha256").digest()
    return str(IPv6Address(b"\xfd" + digest[:15]))


def _network(request: HttpRequest, prefix: int = 64) -> str:
    """Return the client's IPv4 address, or its IPv6 network: a single machine has a whole /64."""
    try:
        address = ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):  # A client at a Unix socket has no address.
        return ""
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(IPv6Network((address, prefix), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)

"""Letting somebody in again who has lost phone, key and codes; and forgetting who was in."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from ..models import User


@transaction.atomic
def forget_second_factors(user: User) -> int:
    """Remove somebody's app, passkeys and recovery codes, and return how many there were.

    Whoever is signed in with this account is signed out, and failures are forgotten: what was lost
    may be in somebody else's hands, and its owner may have tried too often.
    """
    factors = Authenticator.objects.filter(user=user)
    count = len(factors)
    factors.delete()
    AccessAttempt.objects.filter(username=user.get_username()).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
    return count


def forget_what_has_ended(*, now: datetime) -> None:
    """Delete sessions that have ended, and failures that lock nobody out any more."""
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()

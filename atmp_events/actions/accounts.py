"""Removal of the second factors of an account, when they are lost."""

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from ..models import User


@transaction.atomic
def remove_second_factors(user: User) -> int:
    """Remove an account's app, passkeys and recovery codes; return how many there were.

    The account is signed out everywhere, since somebody else may have the lost device. Its failed
    sign-ins are deleted, since its owner may have been locked out.
    """
    factors = Authenticator.objects.filter(user=user)
    count = len(factors)
    factors.delete()
    AccessAttempt.objects.filter(username=user.get_username()).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
    return count

"""User accounts: creation of the first one, and removal of a lost second factor."""

import secrets
from typing import Final

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction

from ..models import User

FIRST_USERNAME: Final = "koordinator"
FIRST_ROLES: Final = ("Coordinator", "Administrator")
PASSWORD_BYTES: Final = 15  # 20 characters of base64, 120 random bits


@transaction.atomic
def create_first_coordinator() -> str | None:
    """Create a coordinator who may create other accounts, unless any account exists.

    Return the password, of which only the hash is stored, or None.
    """
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = User.objects.create_user(FIRST_USERNAME, password=password, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=FIRST_ROLES))
    return password


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

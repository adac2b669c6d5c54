"""Lets in the first person who is to work in the admin."""

import secrets
from typing import Final

from django.contrib.auth.models import Group
from django.db import transaction

from ..models import User

FIRST_USERNAME: Final = "koordinator"
FIRST_ROLES: Final = ("Coordinator", "Administrator")
PASSWORD_BYTES: Final = 15  # 20 characters of base64, 120 random bits


@transaction.atomic
def admit_first_coordinator() -> str | None:
    """Create a coordinator who may admit others, unless anybody exists.

    Return the password, which is kept nowhere else, or None.
    """
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = User.objects.create_user(FIRST_USERNAME, password=password, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=FIRST_ROLES))
    return password

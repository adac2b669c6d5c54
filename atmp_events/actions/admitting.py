"""Lets in the first person who is to work in the admin."""

import secrets
from typing import Final

from django.db import transaction

from ..models import User

FIRST_USERNAME: Final = "koordinator"
PASSWORD_BYTES: Final = 15  # 20 characters of base64, 120 random bits


@transaction.atomic
def admit_first_coordinator() -> str | None:
    """Create a superuser and return its password, kept nowhere else; None if anybody exists."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    User.objects.create_superuser(FIRST_USERNAME, password=password)
    return password

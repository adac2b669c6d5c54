"""Secret links to drafts, for example for a speaker to check."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Final

from django.db import models

from .event import Event


def new_token() -> str:
    """Return a random token of 24 bytes, safe in a URL."""
    return token_urlsafe(24)


class Preview(models.Model):
    """The secret link to an event. It expires at `ends_at`; deleting the row revokes it."""

    LIFETIME: Final = timedelta(days=7)

    event = models.OneToOneField(Event, models.CASCADE, related_name="preview")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    ends_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return str(self.event)

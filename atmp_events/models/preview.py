"""A secret link to a draft, for a speaker to read before it is public."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Final

from django.db import models

from .event import Event


def new_token() -> str:
    """Return what nobody can guess: 24 random bytes, as an address may hold them."""
    return token_urlsafe(24)


class Preview(models.Model):
    """An event's secret link. It ends by itself; deleting the row ends it at once."""

    LASTS: Final = timedelta(days=7)

    event = models.OneToOneField(Event, models.CASCADE, related_name="preview")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    ends_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return str(self.event)

"""What is kept of an event once readers have seen it, for when they no longer may."""

from datetime import timedelta
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES

TOLD_FOR: Final = timedelta(days=365)  # how long calendars are told that an event is gone
# What `actions.revising` keeps about an event. Whoever saves one leaves it as it is.
REVISED: Final = frozenset(
    {"fingerprint", "changed_at", "schedule", "sequence", "visible_at", "withdrawn_at"}
    | {"left_at", "last_seen"}
)
RESTORED_WITHIN: Final = timedelta(days=30)  # how long a deletion can be undone


class Withdrawable(models.Model):
    """A row that leaves a tombstone: what was public stays known as withdrawn.

    Unpublished, deleted or postponed to a later publishing, it is no longer read; its `last_seen`
    is what readers saw last, so that nothing of a later draft is told.
    """

    visible_at = models.DateTimeField(null=True, editable=False)  # since when readers see it
    withdrawn_at = models.DateTimeField(null=True, editable=False, db_index=True)
    left_at = models.DateTimeField(null=True, editable=False)  # when it last left a selection
    last_seen = models.JSONField(null=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False, db_index=True)

    class Meta:
        abstract = True


def one_address_each() -> list[models.UniqueConstraint]:
    """Return the constraints that give each address of a year to one event that is not deleted."""
    return [
        models.UniqueConstraint(
            fields=("year", f"slug_{language}"),
            condition=~Q(**{f"slug_{language}": ""}) & Q(deleted_at__isnull=True),
            name=f"event_address_{language}_once",
            violation_error_message=_("Another event of that year has this address."),
        )
        for language in LANGUAGES
    ]


def values_lost(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Tell whether something that an event could be chosen by is no longer its own."""
    return any(set(values) - set(after[name]) for name, values in before.items())

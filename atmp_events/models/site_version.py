"""The version of all public content."""

from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import F


class SiteVersion(models.Model):
    """One row with a number, which each transaction that changes public content increments.

    The number is in the keys of cached pages (`middleware`), so that a save is visible at the
    next request to any process.
    """

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the present number, in one query."""
        with connection.cursor() as cursor:
            cursor.execute(*_statement())
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def increment(cls) -> None:
        """Increment the number. Call it in the transaction that writes."""
        row = cls.objects.filter(pk=1)
        if not row.update(number=F("number") + 1):
            cls.objects.get_or_create(pk=1)  # The first of two saves at once creates it.
            row.update(number=F("number") + 1)


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of `current`, and its parameters.

    Every request needs it, and to compile it anew takes half of the time of a cached page.
    """
    return SiteVersion.objects.filter(pk=1).values_list("number").query.sql_with_params()

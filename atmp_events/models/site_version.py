"""The version of everything that readers see."""

from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import F


class SiteVersion(models.Model):
    """One row with one number, raised in the transaction of whatever changes what readers see.

    Kept answers carry the number they were made at (`middleware`), so that the next reader of
    each process and machine finds what was saved.
    """

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the number now: one query."""
        with connection.cursor() as cursor:
            cursor.execute(*_statement())
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def increment(cls) -> None:
        """Raise the number by one. Call it in the transaction that writes."""
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            cls.objects.create(pk=1, number=1)


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Return SQL and parameters of `current`.

    They are compiled once: each request asks for the number, and compiling took most of its time.
    """
    return SiteVersion.objects.filter(pk=1).values_list("number").query.sql_with_params()

"""Rows that stand in an order under another: talks, appearances, organisers, affiliations.

Positions are not unique in the database: exchanging two rows would break the constraint
half-way, and SQLite cannot defer it.
"""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def first_of(rows: models.QuerySet[Row]) -> Row:
    """Return the first of some rows; raise the model's DoesNotExist when there is none."""
    return rows.order_by("pk")[:1].get()

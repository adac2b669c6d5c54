"""Natural keys: the values by which fixtures name a row (`dumpdata --natural-foreign`)."""

from functools import reduce
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound="NaturalKeyModel")


class NaturalKeyManager(models.Manager[Row]):
    """Finds rows by their natural key."""

    def get_by_natural_key(self, *values: Any) -> Row:
        """Return the first row with this natural key.

        There may be two: positions are not unique in the database, since exchanging two rows
        would break the constraint half-way and SQLite cannot defer it.
        """
        lookups = dict(zip(self.model.NATURAL_KEY, values, strict=True))
        return self.filter(**lookups).order_by("pk")[:1].get()


class NaturalKeyModel(models.Model):
    """A model with a natural key; its foreign keys are loaded first, as Django sorts them."""

    NATURAL_KEY: ClassVar[tuple[str, ...]]  # lookups, as "event__uid"

    objects: ClassVar[NaturalKeyManager[Self]] = NaturalKeyManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return ", ".join(map(str, self.natural_key()))

    def natural_key(self) -> tuple[Any, ...]:
        """Return the values of the natural key."""
        return tuple(reduce(getattr, name.split("__"), self) for name in self.NATURAL_KEY)

"""Alphabetical order of lists, and search without case and accents.

Both work alike on PostgreSQL and on SQLite, which itself orders and folds only ASCII letters.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.http import HttpRequest

from ..languages import current_language
from ..models.collation import COLLATIONS
from ..search.words import fold, query_words, with_variants

TEXTS: Final = (models.CharField, models.TextField)


class AlphabeticalChangeList(ChangeList):
    """A list that orders text columns by the alphabet of the user's language."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the columns to order by. The columns that the user has clicked come first."""
        return alphabetical_ordering(self.model, super().get_ordering(request, queryset))


def alphabetical_ordering(model: type[models.Model], columns: Iterable[Any]) -> list[Any]:
    """Return an ordering that compares text columns by the alphabet of the active language."""
    return [_collated(model, it) if isinstance(it, str) else it for it in columns]


def _collated(model: type[models.Model], column: str) -> Any:
    name = column.removeprefix("-")
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:  # "pk", or an annotation
        return column
    if not isinstance(field, TEXTS) or field.choices:
        return column
    collated = Collate(name, COLLATIONS[current_language()])
    return collated.desc() if column.startswith("-") else collated


def folded_search(rows: QuerySet[Any], columns: Collection[str], query: str) -> QuerySet[Any]:
    """Return the rows that contain each word of a query in some column, as in the public search."""
    if not query.strip():
        return rows
    words = [re.compile(with_variants(word)) for word in query_words(query)]
    texts: dict[int, list[str]] = defaultdict(list)
    for key, *values in rows.order_by().values_list("pk", *columns):
        texts[key] += filter(None, values)
    folded = {key: fold(" ".join(values)) for key, values in texts.items()}
    found = [key for key, text in folded.items() if all(it.search(text) for it in words)]
    return rows.filter(pk__in=found) if words else rows.none()

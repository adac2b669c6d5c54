"""SQL by hand, for the tables of the index, which are no models."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import connection

Item = TypeVar("Item")
Parameters = Sequence[str] | Sequence[int] | Sequence[str | int] | Sequence[list[str]]
AT_ONCE: Final = 500  # parameters of one statement; databases allow some thousands


def rows(statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def run(statement: str, *parameters: Parameters) -> None:
    """Run a statement once for each list of parameters."""
    if parameters:
        with connection.cursor() as cursor:
            cursor.executemany(statement, parameters)


def chunks(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """Return items in lists of at most `size`."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some


def places(items: Sequence[object]) -> str:
    """Return the placeholders for a list of at least one parameter: "%s, %s, %s"."""
    return ", ".join(["%s"] * len(items))

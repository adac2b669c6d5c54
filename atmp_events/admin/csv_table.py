"""Tables as CSV files (RFC 4180) that a spreadsheet opens rightly and without running formulas."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse

# Excel splits at the list separator of its user's region. In Sweden that is a semicolon.
DELIMITER: Final = ";"
# Excel takes a file without it for Windows-1252.
BYTE_ORDER_MARK: Final = "\ufeff"
# A cell that begins so is a formula (CWE-1236), unless an apostrophe stands before it.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
MARK: Final = "'"


class _Line:
    """A file that only returns what is written: `csv.writer` makes one line at a time."""

    def write(self, line: str) -> str:
        return line


def harmless(value: Any) -> str:
    """Return a cell that no spreadsheet reads as a formula; None is empty."""
    text = "" if value is None else str(value)
    return f"{MARK}{text}" if text.startswith(FORMULA_STARTS) else text


def without_mark(cell: str) -> str:
    """Return the text of a cell that `harmless` wrote."""
    text = cell.removeprefix(MARK)
    return text if text.startswith(FORMULA_STARTS) else cell


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the byte order mark, then each row as a line."""
    writer = csv.writer(_Line(), delimiter=DELIMITER)
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])


def csv_response(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    """Return rows as a file to download, sent while they are read. `name` is without “.csv”."""
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response

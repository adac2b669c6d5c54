"""Tables as CSV files (RFC 4180) that a spreadsheet opens rightly and without running formulas."""

import csv
from collections.abc import Iterable
from typing import Any, Final

from django.http import HttpResponse

# Excel splits at the list separator of its user's region. In Sweden that is a semicolon.
DELIMITER: Final = ";"
# Excel takes a file without it for Windows-1252.
BYTE_ORDER_MARK: Final = "\ufeff"
# A cell that begins so is a formula (CWE-1236), unless an apostrophe stands before it.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
MARK: Final = "'"


def harmless(value: Any) -> str:
    """Return a cell that no spreadsheet reads as a formula; None is empty."""
    text = "" if value is None else str(value)
    return f"{MARK}{text}" if text.startswith(FORMULA_STARTS) else text


def without_mark(cell: str) -> str:
    """Return the text of a cell that `harmless` wrote."""
    text = cell.removeprefix(MARK)
    return text if text.startswith(FORMULA_STARTS) else cell


def csv_response(rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    """Return rows as a file to download. `name` is without “.csv”."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response, delimiter=DELIMITER)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return response

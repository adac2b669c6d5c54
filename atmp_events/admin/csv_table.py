"""Tables as CSV files (RFC 4180) that a spreadsheet opens correctly and without formulas."""

import csv
from collections.abc import Iterable
from typing import Any, Final

from django.http import HttpResponse

# Excel splits at the list separator of the user's region. In Sweden that is a semicolon.
DELIMITER: Final = ";"
# Excel reads a file without it as Windows-1252.
BYTE_ORDER_MARK: Final = "\ufeff"
# A spreadsheet runs a cell that starts like this as a formula (CWE-1236). An apostrophe before it
# prevents that.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
APOSTROPHE: Final = "'"


def escape_formula(value: Any) -> str:
    """Return a value as a cell that no spreadsheet runs as a formula. None is an empty cell."""
    text = "" if value is None else str(value)
    return f"{APOSTROPHE}{text}" if text.startswith(FORMULA_STARTS) else text


def unescape_formula(cell: str) -> str:
    """Return the text of a cell that `escape_formula` wrote."""
    text = cell.removeprefix(APOSTROPHE)
    return text if text.startswith(FORMULA_STARTS) else cell


def csv_response(rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    """Return rows as a CSV file to download. `name` has no “.csv”."""
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response, delimiter=DELIMITER)
    writer.writerows([escape_formula(value) for value in row] for row in rows)
    return response

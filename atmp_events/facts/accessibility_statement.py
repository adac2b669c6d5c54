"""The accessibility statement in one language, and what it lacks.

The items are those of Digg's regulation MDFFS 2019:1 and of the model statement in the
Commission's decision (EU) 2018/1523.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Language, Operator, Text
from ..models.operator import Conformity

REPORT_FORM: Final = "https://www.digg.se/tdosanmalan"


@dataclass(frozen=True, slots=True)
class AccessibilityStatement:
    """An accessibility statement: a draft while anything is `missing`."""

    missing: tuple[str, ...]
    body: Text  # the public body responsible for the site
    email: str
    phone: str
    conformity: str  # "full", "partial", "none" or ""
    faults: Text
    burden: Text
    outside: Text
    method: str
    method_note: Text
    assessed_on: str  # in words
    stated_on: str
    report_form: str = REPORT_FORM

    @property
    def is_draft(self) -> bool:
        """Whether something that the law requires is missing."""
        return bool(self.missing)


def statement_of(operator: Operator | None, language: Language) -> AccessibilityStatement:
    """Return the statement in a language, with what the operator has filled in."""
    known = operator or Operator(name_sv="", name_en="")
    with override(language):
        return AccessibilityStatement(
            missing=tuple(_missing(known)),
            body=known.name.read(language),
            email=known.email,
            phone=known.phone,
            conformity=known.conformity,
            faults=known.faults.read(language),
            burden=known.burden.read(language),
            outside=known.outside.read(language),
            method=str(known.get_method_display()) if known.method else "",
            method_note=known.method_note.read(language),
            assessed_on=_in_words(known.assessed_on),
            stated_on=_in_words(known.stated_on),
        )


def _missing(operator: Operator) -> Iterator[str]:
    if not operator.name:
        yield _("which public body is responsible for the website")
    if not (operator.email or operator.phone):
        yield _("how to report a problem to the public body")
    if not operator.conformity:
        yield _("whether the website is fully, partially or not compliant with the law")
    elif operator.conformity != Conformity.FULL and not _reasons(operator):
        yield _("which content is not accessible, and why")
    if not (operator.method and operator.assessed_on):
        yield _("how and on what day the website was assessed")
    if not operator.stated_on:
        yield _("on what day the statement was last reviewed")


def _reasons(operator: Operator) -> bool:
    return bool(operator.faults or operator.burden or operator.outside)


def _in_words(day: date | None) -> str:
    return formatted(day, "j F Y") if day else ""

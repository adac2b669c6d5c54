"""The accessibility statement in one language, and what it lacks.

The items are those of Digg's regulation MDFFS 2019:1 and of the model statement in the
Commission's decision (EU) 2018/1523.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Language, Text, Website
from ..models.website import Conformity


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


def statement_of(website: Website, language: Language) -> AccessibilityStatement:
    """Return the statement in a language, with what the public body has filled in."""
    with override(language):
        return AccessibilityStatement(
            missing=tuple(_missing(website)),
            body=website.public_body.read(language),
            email=website.email,
            phone=website.phone,
            conformity=website.conformity,
            faults=website.faults.read(language),
            burden=website.burden.read(language),
            outside=website.outside.read(language),
            method=str(website.get_method_display()) if website.method else "",
            method_note=website.method_note.read(language),
            assessed_on=_in_words(website.assessed_on),
            stated_on=_in_words(website.stated_on),
        )


def _missing(website: Website) -> Iterator[str]:
    if not website.public_body:
        yield _("which public body is responsible for the website")
    if not (website.email or website.phone):
        yield _("how to report a problem to the public body")
    if not website.conformity:
        yield _("whether the website is fully, partially or not compliant with the law")
    elif website.conformity != Conformity.FULL and not _reasons(website):
        yield _("which content is not accessible, and why")
    if not (website.method and website.assessed_on):
        yield _("how and on what day the website was assessed")
    if not website.stated_on:
        yield _("on what day the statement was last reviewed")


def _reasons(website: Website) -> bool:
    return bool(website.faults or website.burden or website.outside)


def _in_words(day: date | None) -> str:
    return formatted(day, "j F Y") if day else ""

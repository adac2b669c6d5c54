"""Texts in two languages.

Each text is two columns, `title_sv` and `title_en`, so that the database can constrain them and
a type checker knows them; `title = Bilingual()` reads the pair.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, overload

from django.db import models
from django.db.models.expressions import Combinable
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Language = Literal["sv", "en"]
SWEDISH: Final = "sv"
ENGLISH: Final = "en"
LANGUAGES: Final[tuple[Language, Language]] = (SWEDISH, ENGLISH)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as _StrOrPromise

    Column = models.Field[str | Combinable, str]


def other_language(language: Language) -> Language:
    """Return the other of the two languages."""
    return ENGLISH if language == SWEDISH else SWEDISH


def column_pair(
    field: "type[models.Field[Any, Any]]",
    name: "_StrOrPromise",
    *,
    blank: bool = False,
    blank_en: bool = False,
    **options: Any,
) -> "tuple[Column, Column]":
    """Return one text's two columns, Swedish first, for `title_sv, title_en = …`.

    `name` is the name of the text for the coordinator; `blank_en` lets the English be left out.
    """
    swedish = field(label(name, SWEDISH), blank=blank, **options)
    english = field(label(name, ENGLISH), blank=blank or blank_en, **options)
    return swedish, english


def label(name: "_StrOrPromise", language: Language) -> "_StrOrPromise":
    """Return a column's name for the coordinator: "Title (Swedish)", "Rubrik (svenska)"."""
    languages = {SWEDISH: _("Swedish"), ENGLISH: _("English")}
    return format_lazy("{} ({})", name, languages[language])


class Text(str):
    """A string with its language (RDF's language-tagged string)."""

    __slots__ = ("language",)
    language: Language

    def __new__(cls, value: str, language: Language) -> "Text":
        """Tag `value` with its BCP 47 language."""
        text = super().__new__(cls, value)
        text.language = language
        return text


# Shared, since most texts of most events are empty.
EMPTY: Final[dict[Language, Text]] = {language: Text("", language) for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class BilingualText:
    """A text in both languages; either may be empty."""

    sv: str
    en: str

    def written(self, language: Language) -> str:
        """Return the text in `language` only; it may be empty."""
        return self.sv if language == SWEDISH else self.en

    def read(self, language: Language) -> Text:
        """Return the text in `language`, or else in the other, tagged with its own language."""
        if self.written(language):
            return Text(self.written(language), language)
        fallback = other_language(language)
        if self.written(fallback):
            return Text(self.written(fallback), fallback)
        return EMPTY[language]

    def __str__(self) -> str:
        """Return the text as `read` in the active language. For the admin only."""
        return self.read("en" if get_language() == ENGLISH else "sv")

    def __bool__(self) -> bool:
        """Whether the text is written in any language."""
        return bool(self.sv or self.en)


class Bilingual:
    """Reads `<name>_sv` and `<name>_en` of a model as one value: `event.title.read("sv")`."""

    name: str

    def __set_name__(self, owner: type, name: str) -> None:
        """Set the name of the pair."""
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "Bilingual": ...
    @overload
    def __get__(self, instance: Any, owner: type) -> BilingualText: ...
    def __get__(self, instance: Any, owner: type) -> "Bilingual | BilingualText":
        """Return the pair of one row."""
        if instance is None:
            return self
        return BilingualText(
            getattr(instance, f"{self.name}_sv"), getattr(instance, f"{self.name}_en")
        )

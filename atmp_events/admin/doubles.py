"""Forms of shared records: a likely double is named before it is made, addresses are made unique.

A double is a record of the same name, without case and accents, or a person of the same email.
"""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..models import LANGUAGES, Addressed, Language, Organiser, Person, Series, Venue
from ..models.identity import made_from, new_code, readable_slug
from ..search.words import fold
from .bilingual_fields import pair

NAMES: Final[dict[type[Addressed], tuple[str, ...]]] = {
    Person: ("name",),
    Venue: pair("name"),
    Organiser: pair("name"),
    Series: pair("title"),
}
ANOTHER: Final = "another"  # Sent when the coordinator says that it is not the same.


class SharedRecordForm(forms.ModelForm[Any]):
    """A new record is refused once if there is one like it already."""

    doubles: tuple[Addressed, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Require no web address: one is made from the name."""
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            column = self._meta.model.slug_column(language)
            if column in self.fields:
                self.fields[column].required = False

    def clean(self) -> dict[str, Any]:
        """Make the web addresses, and name the records that this one may be."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self._make_slugs()
        if self.instance.pk is None and ANOTHER not in self.data:
            self.doubles = tuple(_doubles(self._meta.model, given))
            for column, row in _at_fields(self.doubles, given).items():
                said = _("%(name)s is there already.") % {"name": row}
                self.add_error(column, ValidationError(said, code="double"))
        return given

    def _make_slugs(self) -> None:
        """Fill each empty web address; one that was made from the name gets a free number."""
        made: set[str] = set()
        for language in LANGUAGES:
            column = self._meta.model.slug_column(language)
            if column not in self.fields or column in made or column in self.errors:
                continue
            name, typed = self._name(language), self.cleaned_data.get(column, "")
            if not typed or (self.instance.pk is None and made_from(name, typed)):
                slug = typed or readable_slug(name) or new_code()
                self.cleaned_data[column] = self.instance.free_slug(slug, language)
            made.add(column)

    def _name(self, language: Language) -> str:
        names = NAMES[self._meta.model]
        own = [it for it in names if it.endswith(f"_{language}")]
        texts = [self.cleaned_data.get(it) or "" for it in (*own, *names)]
        return next(filter(None, texts), "")


def _doubles(model: type[Addressed], given: dict[str, Any]) -> list[Addressed]:
    """Return the stored records with one of these names, or with this email."""
    columns = NAMES[model]
    names = {_folded(given.get(it)) for it in columns} - {""}
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    keys = [
        pk for pk, *texts in rows.values_list("pk", *columns) if names & set(map(_folded, texts))
    ]
    if model is Person and given.get("email"):
        keys += rows.filter(email__iexact=given["email"]).values_list("pk", flat=True)
    return list(rows.filter(pk__in=keys))


def _at_fields(doubles: tuple[Addressed, ...], given: dict[str, Any]) -> dict[str, Addressed]:
    """Return the first double at each field in which it is like the new record."""
    found: dict[str, Addressed] = {}
    for row in doubles:
        same = [it for it in NAMES[type(row)] if _folded(given.get(it)) in _names_of(row)]
        found.setdefault(same[0] if same else "email", row)
    return found


def _names_of(row: Addressed) -> set[str]:
    return {_folded(getattr(row, it)) for it in NAMES[type(row)]} - {""}


def _folded(name: Any) -> str:
    return " ".join(fold(name or "").split())

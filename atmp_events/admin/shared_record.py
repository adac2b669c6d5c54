"""The admin of records that many events name: people, venues, organisers and series.

Before a likely duplicate is saved, the form names the stored record. A duplicate has the same name
without case and accents, or is a person with the same email.
"""

from typing import Any, Final

from django import forms
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import ValidationError
from django.db import router
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models import (
    LANGUAGES,
    Event,
    Language,
    Organiser,
    Person,
    Series,
    SluggedModel,
    Venue,
)
from ..models.identifiers import is_made_from, new_code, readable_slug
from ..search.words import fold_name
from .admin_page import page_url, row_path
from .autocomplete import label_of
from .bilingual_admin import BilingualAdmin
from .bilingual_fields import pair
from .merging import merge_page, merge_ticked
from .soft_delete import link_to, records_that_name

NAMES: Final[dict[type[SluggedModel], tuple[str, ...]]] = {
    Person: ("name",),
    Venue: pair("name"),
    Organiser: pair("name"),
    Series: pair("title"),
}
ANOTHER: Final = "another"  # the checkbox by which the user confirms that it is not a duplicate


class SharedRecordForm(forms.ModelForm[Any]):
    """The form refuses a new record that may be a duplicate, until the user confirms it."""

    duplicates: dict[SluggedModel, str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the slug optional: an empty one is made from the name."""
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            column = self._meta.model.slug_column(language)
            if column in self.fields:
                self.fields[column].required = False

    def clean(self) -> dict[str, Any]:
        """Make the slugs, and add an error for each possible duplicate."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self._make_slugs()
        if self.instance.pk is None and ANOTHER not in self.data:
            self.duplicates = _find_duplicates(self._meta.model, given)
            for row, column in self.duplicates.items():
                if not self.has_error(column, "duplicate"):
                    message = _("%(name)s is there already.") % {"name": row}
                    self.add_error(column, ValidationError(message, code="duplicate"))
        return given

    def _make_slugs(self) -> None:
        """Fill in empty slugs. Make a new record's slug unique if it was made from the name."""
        # A slug for both languages is made from the Swedish name.
        columns = {self._meta.model.slug_column(it): it for it in reversed(LANGUAGES)}
        for column, language in columns.items():
            if column not in self.fields or column in self.errors:
                continue
            name, typed = self._typed_name(language), self.cleaned_data.get(column, "")
            if not typed or (self.instance.pk is None and is_made_from(name, typed)):
                slug = typed or readable_slug(name) or new_code()
                self.cleaned_data[column] = self.instance.free_slug(slug, language)

    def _typed_name(self, language: Language) -> str:
        names = NAMES[self._meta.model]
        own = [it for it in names if it.endswith(f"_{language}")]
        texts = [self.cleaned_data.get(it) or "" for it in (*own, *names)]
        return next(filter(None, texts), "")


class SharedRecordAdmin(BilingualAdmin):
    """Two records can be merged. A record cannot be deleted while others name it."""

    actions = (merge_ticked,)
    form = SharedRecordForm

    def get_urls(self) -> list[URLPattern]:
        """Add the page that merges two records."""
        route = "<int:pk>/merge/<int:other>/"
        merge = page_url(self, route, merge_page, "merge", permission="merge")
        return [merge, *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Require the permissions to change and to delete: merging does both."""
        may_change = self.has_change_permission(request, obj)
        return may_change and self.has_delete_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add possible duplicates, with the paths of their forms."""
        form = context["adminform"].form
        context["duplicates"] = [(label_of(row), row_path(row)) for row in form.duplicates or ()]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the rows that prevent a deletion, each once; events instead of their parts."""
        _deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
            collector.collect(objs)
            protected = [_link_with_kind(row) for row in records_that_name(collector.protected)]
        return [label_of(row) for row in objs], counts, lacking, protected


def _link_with_kind(row: Any) -> SafeString:
    """Return a link to a record, with the kind of the record or the date of the event."""
    beside = capfirst(row._meta.verbose_name)
    if isinstance(row, Event):
        start = row.starts_at
        beside = f"{row.local(start):%Y-%m-%d}" if start else _("no date yet")
    return format_html("{}, {}", link_to(row), beside)


def _find_duplicates(model: type[SluggedModel], given: dict[str, Any]) -> dict[SluggedModel, str]:
    """Return the stored records with the same name or email, each with the name of that field."""
    columns = NAMES[model]
    typed = {it: name for it in columns if (name := fold_name(given.get(it) or ""))}
    found: dict[int, str] = {}
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    for pk, *texts in rows.values_list("pk", *columns):
        names = set(map(fold_name, texts))
        if same := [column for column, name in typed.items() if name in names]:
            found[pk] = same[0]
    if model is Person and given.get("email"):
        for pk in rows.filter(email__iexact=given["email"]).values_list("pk", flat=True):
            found.setdefault(pk, "email")
    return {row: found[row.pk] for row in rows.filter(pk__in=found)}

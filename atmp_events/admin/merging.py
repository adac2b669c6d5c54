"""The page that merges two records of the same person, venue, organiser or series."""

from collections.abc import Iterator
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.merging import differing_columns, merge, references_to
from ..actions.versions import PARTS
from ..images.storage import mark_unused
from ..models import SluggedModel, User
from .admin_page import get_row, render_admin_page, row_path
from .differences import in_words, language_of_column
from .soft_delete import link_to, records_that_name

KEPT, OTHER = "kept", "other"
MAX_LISTED: Final = 12  # The page lists at most so many rows that name the other record.


class MergeForm(forms.Form):
    """For each column that differs, the value that the remaining record gets."""

    def __init__(self, data: Any, kept: SluggedModel, other: SluggedModel) -> None:
        super().__init__(data)
        self.kept, self.other = kept, other
        self.fields |= {
            it.name: _choice_field(it, kept, other) for it in differing_columns(kept, other)
        }
        self.texts = list(self.fields)
        self.parts = [part for it in PARTS.get(type(kept), ()) for part in getattr(other, it).all()]
        if self.parts:
            has_own = any(getattr(kept, it).exists() for it in PARTS[type(kept)])
            self.fields["parts"] = forms.MultipleChoiceField(
                label=capfirst(str(self.parts[0]._meta.verbose_name_plural)),
                choices=[(str(part.pk), str(part)) for part in self.parts],
                widget=forms.CheckboxSelectMultiple,
                initial=[] if has_own else [str(part.pk) for part in self.parts],
                required=False,
                help_text=_("Those that are ticked come along, after those that are there."),
            )


@admin.action(description=gettext_lazy("Merge the two that are ticked"), permissions=["merge"])
def merge_ticked(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """Open the page that shows two records side by side. The older one is kept."""
    keys = sorted(queryset.values_list("pk", flat=True))
    if len(keys) != 2:
        messages.warning(request, _("Tick two, the two that are to become one."))
        return None
    return redirect(_merge_path(queryset.model, *keys))


def merge_page(
    model_admin: Any, request: HttpRequest, stays: SluggedModel, other: int
) -> HttpResponse:
    """Show two records side by side and the consequences, and merge them on POST."""
    goes = get_row(model_admin, request, other, model_admin.has_merge_permission)
    if stays.pk == goes.pk:
        raise Http404
    form = MergeForm(request.POST if request.method == "POST" else None, stays, goes)
    if form.is_valid() and _try_to_merge(model_admin, request, form):
        return redirect(row_path(stays))
    named = records_that_name(_rows_that_refer_to(goes, kept=stays))
    return render_admin_page(
        model_admin,
        request,
        "admin/merge.html",
        title=_("Merge two records of the same"),
        original=stays,
        names=_distinct_names(stays, goes),
        form=form,
        boxes=form["parts"] if form.parts else None,
        texts=[form[name] for name in form.texts],
        references=[link_to(row) for row in named[:MAX_LISTED]],
        more=max(0, len(named) - MAX_LISTED),
        swapped_path=_merge_path(type(stays), goes.pk, stays.pk),
    )


def _try_to_merge(model_admin: Any, request: HttpRequest, form: MergeForm) -> bool:
    """Merge the records, or add an error to the form. Returns whether they were merged."""
    name, goes, given = str(form.kept), str(form.other), form.cleaned_data
    try:
        replaced = merge(
            form.kept,
            form.other,
            taken={column for column in form.texts if given[column] == OTHER},
            parts={int(key) for key in given.get("parts", ())},
            by=cast(User, request.user),
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        form.kept.refresh_from_db()
        return False
    mark_unused(replaced)
    model_admin.log_change(request, form.kept, _("Merged with “%s”.") % goes)
    messages.success(request, _("The two are now one: “%s”.") % name)
    return True


def _merge_path(model: type[models.Model], kept: int, other: int) -> str:
    return reverse(f"admin:events_{model._meta.model_name}_merge", args=[kept, other])


def _distinct_names(kept: SluggedModel, other: SluggedModel) -> tuple[str, str]:
    """Return the two names, with the slugs if the names are equal."""
    if str(kept) != str(other):
        return str(kept), str(other)
    return f"{kept} ({kept.slugs.sv})", f"{other} ({other.slugs.sv})"


def _choice_field(
    column: "models.Field[Any, Any]", kept: SluggedModel, other: SluggedModel
) -> forms.ChoiceField:
    zone = ZoneInfo(settings.TIME_ZONE)
    values = [column.value_from_object(row) for row in (kept, other)]
    words = [in_words(column, value, zone) or _("(empty)") for value in values]
    field = forms.ChoiceField(
        label=capfirst(str(column.verbose_name)),
        choices=list(zip((KEPT, OTHER), words, strict=True)),
        widget=forms.RadioSelect,
        initial=OTHER if values[0] in (None, "") or not str(values[0]) else KEPT,
    )
    # The values are in the language of the column, the label in the user's language.
    field.language = language_of_column(column)  # type: ignore[attr-defined]
    return field


def _rows_that_refer_to(other: SluggedModel, *, kept: SluggedModel) -> Iterator[models.Model]:
    for links in references_to(other, kept=kept):
        keys = links.moving + links.superfluous
        yield from links.column.model._default_manager.filter(pk__in=keys)

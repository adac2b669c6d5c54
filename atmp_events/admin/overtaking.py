"""Two people write in the same row at once: whoever saves second is told, and loses nothing.

What only the other changed is taken over into the form; what both changed stays as it was typed,
with the other's beside it. Nothing is saved until that has been seen.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict

from ..actions.remembering import Content, columns_of, content_of, digest_of, versions_of
from ..models import User
from .comparing import Difference, differences

SEEN: Final = "seen_version"  # the digest of what stood in the form when it was opened


@dataclass(frozen=True, slots=True)
class Overtaken:
    """What somebody else saved while the form was open."""

    by: User | None  # None where a command or an unknown hand did
    saved_at: datetime | None
    taken_over: tuple[Difference, ...]
    left: tuple[Difference, ...]  # the form says something else, and goes on doing so


class AsksWhenOvertaken(forms.ModelForm[Any]):
    """A form that is first shown again when somebody else has saved the row meanwhile."""

    overtaken: Overtaken | None = None

    def is_valid(self) -> bool:
        """Tell whether it may be saved: without errors, and on top of what stands there now."""
        return super().is_valid() and self.overtaken is None


class WarningOfOthers(admin.ModelAdmin[Any]):
    """Compares what stood in the form with what stands in the database, before saving."""

    form = AsksWhenOvertaken

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Find out whether the row has changed since the form was opened."""
        seen = request.POST.get(SEEN) if object_id else None
        row = self.get_object(request, str(object_id)) if seen else None
        if row is not None and digest_of(content_of(row)) != seen:
            self._take_over(request, row, str(seen))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Let the form know, so that it asks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        overtaken = getattr(request, "overtaken", None)
        return type(form.__name__, (form,), {"overtaken": overtaken}) if overtaken else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Write into the form what stands there now, and tell what the other did."""
        row = kwargs.get("obj")
        context["overtaken"] = getattr(request, "overtaken", None)
        context["seen_version"] = digest_of(content_of(self._stored(row))) if row else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def _stored(self, row: models.Model) -> models.Model:
        """Return a row as the database has it: the form has written into the one at hand."""
        stored: models.Model = self.model._default_manager.get(pk=row.pk)
        return stored

    def _take_over(self, request: HttpRequest, row: models.Model, seen: str) -> None:
        last = versions_of(row).select_related("by").first()
        base = versions_of(row).filter(digest=seen).first()
        there = content_of(row)
        taken: set[str] = set()
        if base:
            form = self.get_form(request, row, change=True)
            typed = request.POST.copy()
            taken = set(take_over(form, row, base.content, typed))
            cast(Any, request).POST = typed
        changed = list(differences(self.model, base.content, there)) if base else []
        cast(Any, request).overtaken = Overtaken(
            by=last.by if last else None,
            saved_at=last.saved_at if last else None,
            taken_over=tuple(it for it in changed if it.field in taken),
            left=tuple(it for it in changed if it.field not in taken),
        )


def take_over(form_class: Any, row: models.Model, base: Content, typed: QueryDict) -> Iterator[str]:
    """Write into what was typed the fields that only the other changed; yield their names.

    `base` is what both began with, `row` what the other made of it.
    """
    before, there = form_class(instance=_as_it_was(row, base)), form_class(instance=copy.copy(row))
    for name, field in there.fields.items():
        mine = field.widget.value_from_datadict(typed, {}, name)
        theirs = there.get_initial_for_field(field, name)
        began = before.get_initial_for_field(field, name)
        is_file = isinstance(field, forms.FileField)  # What nobody chose anew stays as it is.
        if is_file or not field.has_changed(theirs, mine):
            yield name
        elif not field.has_changed(began, mine):
            _type(typed, name, field, theirs)
            yield name


def _as_it_was(row: models.Model, base: Content) -> models.Model:
    before = copy.copy(row)
    for column in columns_of(type(row)):
        if column.name in base["fields"] and not isinstance(column, models.FileField):
            setattr(before, column.attname, column.to_python(base["fields"][column.name]))
    return before


def _type(typed: QueryDict, name: str, field: forms.Field, value: Any) -> None:
    """Fill in a field as a browser would."""
    widget: Any = field.widget
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    if isinstance(widget, forms.MultiWidget):
        values = value if isinstance(value, list) else widget.decompress(value) or []
        for number, (part, shown) in enumerate(zip(widget.widgets, values, strict=False)):
            typed[f"{name}_{number}"] = part.format_value(shown) or ""
    elif isinstance(widget, forms.CheckboxInput):
        typed.pop(name, None)
        if value:
            typed[name] = "on"
    else:
        shown = widget.format_value(field.prepare_value(value))
        typed.setlist(name, shown if isinstance(shown, list) else ["" if shown is None else shown])

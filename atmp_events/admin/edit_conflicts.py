"""Two people edit one row at once: the second to save is told, and neither loses anything.

What only the other changed is filled in; what both changed stays as it was typed, with the
other's beside it. Nothing is saved until that has been seen.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.contrib.admin import ModelAdmin
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse

from ..actions.versions import PARTS, content_in, content_of, fingerprint, versions_of
from ..models import User
from ..models.identity import as_key
from .differences import Difference, differences
from .field_merge import merge_fields

SEEN: Final = "seen_version"  # the form's input: the fingerprint of what stood in it at first
LOOKED_THROUGH: Final = 20  # versions among which the one is sought that the form began with


@dataclass(frozen=True, slots=True)
class EditConflict:
    """What somebody else saved while the form was open."""

    by: User | None  # None where a command did
    saved_at: datetime | None
    filled_in: list[Difference]  # from what stood in the form at first; empty if not known
    left: list[Difference]  # the form says something else, and goes on doing so


class UnsavedForm:
    """Mixed into a form that is shown again as it was typed, whatever it says."""

    def is_valid(self) -> bool:
        """Tell that it may not be saved."""
        super().is_valid()  # type: ignore[misc]  # the form that it is mixed into
        return False


class EditConflictAdmin(ModelAdmin[Any]):
    """Saves only on top of what stood in the form when it was opened."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Lock the row, look whether it is as it was, and save, in one transaction."""
        seen = request.POST.get(SEEN) if object_id else None
        if seen is None:  # A form that is only looked at needs no lock, and no transaction.
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic(savepoint=False):
            row = self._lock(request, str(object_id))
            if row is not None and (conflict := self._conflict(request, row, seen)):
                extra_context = (extra_context or {}) | {"conflict": conflict}
                request.edit_conflict = True  # type: ignore[attr-defined]  # for `get_form`
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the row that was locked for this request, if it was: it is read once."""
        row = getattr(request, "locked_row", None)
        if row is not None and from_field is None and str(row.pk) == object_id:
            return row
        return super().get_object(request, object_id, from_field)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form, one that is not saved where somebody else was first."""
        form = super().get_form(request, obj, change=change, **kwargs)
        is_conflict = getattr(request, "edit_conflict", False)
        return type(form.__name__, (UnsavedForm, form), {}) if is_conflict else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Write into the form the fingerprint of what stands there now."""
        row = kwargs.get("obj")
        if row is not None:
            stored = self.model._default_manager.get(pk=row.pk)  # The form has written into `row`.
            context[SEEN] = fingerprint(content_of(stored))
        return super().render_change_form(request, context, *args, **kwargs)

    def _lock(self, request: HttpRequest, object_id: str) -> Any:
        """Lock a row until the end of the transaction; return it with its parts, if it is there."""
        # Not against rows that name it: they are saved in the other order.
        locked = self.get_queryset(request).select_for_update(of=("self",), no_key=True)
        row = locked.filter(pk=as_key(object_id)).first()
        if row is not None:
            models.prefetch_related_objects([row], *PARTS[self.model])
        request.locked_row = row  # type: ignore[attr-defined]  # for `get_object`
        return row

    def _conflict(self, request: HttpRequest, row: models.Model, seen: str) -> EditConflict | None:
        """Return what somebody else has made of a locked row since it was seen."""
        there = content_of(row)
        request.content_there = there  # type: ignore[attr-defined]  # for what keeps versions
        if fingerprint(there) == seen:
            return None
        versions = list(versions_of(row)[:LOOKED_THROUGH])
        contents = (content_in(version) for version in versions)
        began = next((content for content in contents if fingerprint(content) == seen), None)
        changed = list(differences(self.model, began, there)) if began else []
        filled_in = set[str]()
        if began:
            sent = request.POST.copy()
            form = self.get_form(request, row, change=True)
            filled_in = set(merge_fields(form, row, began, sent))
            cast(Any, request).POST = sent
        last = versions[0].revision if versions else None
        return EditConflict(
            by=last.user if last else None,
            saved_at=last.date_created if last else None,
            filled_in=[it for it in changed if it.field in filled_in],
            left=[it for it in changed if it.field not in filled_in],
        )

"""The admin of all our models: how a row is opened, saved, deleted, and its history shown."""

from typing import Any, Final, cast

from csp.decorators import csp_update
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from js_asset import Media

from ..actions.versions import delete_restorably, restorable, save_version
from ..images.storage import mark_unused
from ..models import User
from .bilingual_fields import BilingualFields
from .change_list import AlphabeticalChangeList, folded_search, in_alphabet
from .edit_conflicts import SEEN, UnsavedForm, lock_row, locked_row, stored_fingerprint
from .history import deleted_page, history_page, history_urls
from .language_switch import ShownForm, forget_errors, is_switched, switch
from .picture_field import ask_for_files_again
from .soft_delete import deleted_path, offer_undo, show_undo

# The editor writes a style into the page unless it finds one of that name there. Ours is empty,
# this is the hash of nothing (CSP 3, 2.3.1), and the rules are in admin.css.
EMPTY_STYLE: Final = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


class BilingualAdmin(BilingualFields, ModelAdmin[Any]):
    """A form in two languages, with a history, that overwrites nothing that others saved."""

    change_form_template = "admin/bilingual_form.html"
    deleted_view = staticmethod(deleted_page)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of the history."""
        return [*history_urls(self), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AlphabeticalChangeList]:
        """Return the list that is ordered by the alphabet, whichever column is clicked."""
        return AlphabeticalChangeList

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Return the order of the list, and of search fields that offer these rows."""
        return in_alphabet(self.model, super().get_ordering(request) or self.model._meta.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search without case and accents; return the rows, each of them once."""
        return folded_search(queryset, self.get_search_fields(request), search_term), False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Lock the row, look whether it is as it was in the form, and save, in one transaction."""
        # Sent to an address without the name of a field: the page that follows begins at its top.
        form_url = form_url or request.get_full_path()
        if is_switched(request):
            switch(request)
        if object_id is None or request.method != "POST" or is_switched(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic(savepoint=False):
            lock_row(self, request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the row that was locked for this request, if one was: it is read once."""
        there = locked_row(request)
        if there and from_field is None and str(there.row.pk) == object_id:
            return there.row
        return super().get_object(request, object_id, from_field)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; one that is not saved after an edit conflict, or in a new language."""
        form = super().get_form(request, obj, change=change, **kwargs)
        there = locked_row(request)
        if is_switched(request):
            return type(form.__name__, (ShownForm, form), {})
        is_conflict = there is not None and there.conflict is not None
        return type(form.__name__, (UnsavedForm, form), {}) if is_conflict else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add what is stored, a conflict, and what the text editor needs under the strict CSP."""
        row, there = kwargs.get("obj"), locked_row(request)
        context |= {"keeps_typed": True, "is_switched": is_switched(request)}
        if is_switched(request):
            forget_errors(context)
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.forms
        asked = [error for form in forms for error in ask_for_files_again(form)]
        if context["errors"]:
            context["errors"].extend(asked)  # Their number is told above the list.
        context["conflict"] = there.conflict if there else None
        if there:
            context |= {"original": there.shown, "subtitle": str(there.shown)}
        seen = request.POST.get(SEEN) if is_switched(request) else None
        context[SEEN] = seen or (stored_fingerprint(row) if row else "")
        nonce = str(cast(Any, request).csp_nonce)  # Put there by django-csp.
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        response = super().render_change_form(request, context, *args, **kwargs)
        allow = csp_update({"style-src": EMPTY_STYLE})
        return cast(HttpResponse, allow(lambda _request: response)(request))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and give up pictures that were replaced."""
        super().save_model(request, obj, form, change)
        for name in form.changed_data if change else ():
            mark_unused(form.initial.get(name))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep the first version of a new row."""
        save_version(obj, by=cast(User, request.user), now=timezone.now())
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep a version of what was saved, if anything has changed, and of what stood there."""
        there = locked_row(request)
        before = there.stored if there else None
        save_version(obj, by=cast(User, request.user), now=timezone.now(), before=before)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a row, so that it can be restored, and give up its pictures."""
        key = obj.pk
        delete_restorably(obj, by=cast(User, request.user), now=timezone.now())
        for column in obj._meta.concrete_fields:
            mark_unused(getattr(obj, column.attname))
        versions = restorable(self.model, now=timezone.now()).filter(object_id=str(key))
        offer_undo(request, self.model, versions.values_list("pk", flat=True)[:1])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the ticked rows, so that they can be restored."""
        for obj in queryset:
            self.delete_model(request, obj)

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Say what was done, and then offer to undo it."""
        super().message_user(request, *args, **kwargs)
        show_undo(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Link to what was deleted, if there is any, for those who may restore it."""
        is_linked = self.has_delete_permission(request) and self.has_deleted()
        own = {"deleted_path": deleted_path(self.model) if is_linked else ""}
        return super().changelist_view(request, own | (extra_context or {}))

    def has_deleted(self) -> bool:
        """Check whether a deleted row can be restored."""
        return restorable(self.model, now=timezone.now()).exists()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the versions of a row instead of Django's log."""
        return history_page(self, request, object_id)

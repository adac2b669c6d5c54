"""The base class of our models' admins: forms, edit conflicts, history and deletion."""

from typing import Any, cast

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
from .admin_page import page_url
from .bilingual_fields import BilingualFields
from .change_list import AlphabeticalChangeList, alphabetical_ordering, folded_search
from .differences import write_in_words
from .edit_conflicts import SEEN, UnsavedForm, lock_row, locked_row, stored_fingerprint
from .history import deleted_page, history_page, version_page
from .language_switch import UnvalidatedForm, forget_errors, is_switched, switch
from .soft_delete import deleted_meanwhile_page, deleted_path, offer_undo, show_undo
from .upload_fields import ask_for_files_again


class BilingualAdmin(BilingualFields, ModelAdmin[Any]):
    """The admin of a model: a form in two languages, with a history and edit conflicts."""

    deleted_view = staticmethod(deleted_page)

    def get_urls(self) -> list[URLPattern]:
        """Add a page for versions and one for deleted rows."""
        version = "<int:pk>/history/<int:version>/"
        return [
            page_url(self, version, version_page, "version", permission="change"),
            page_url(self, "deleted/", self.deleted_view, "deleted", permission="delete"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[AlphabeticalChangeList]:
        """Return the list that orders each column by the alphabet."""
        return AlphabeticalChangeList

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Return the order of the list and of search fields for this model."""
        return alphabetical_ordering(
            self.model, super().get_ordering(request) or self.model._meta.ordering
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search without case and accents. The rows contain no duplicates."""
        return folded_search(queryset, self.get_search_fields(request), search_term), False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Lock the row, look for an edit conflict, and save, in one transaction."""
        # The form's action has no fragment, so that the next page opens at its top.
        form_url = form_url or request.get_full_path()
        if is_switched(request):
            switch(request)
        if object_id is None or request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic(savepoint=False):
            if not is_switched(request):
                lock_row(self, request, object_id)
            if self.get_object(request, object_id) is None:
                return deleted_meanwhile_page(self, request)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return the row that was locked for this request, without another query."""
        locked = locked_row(request)
        if locked and from_field is None and str(locked.row.pk) == object_id:
            return locked.row
        return super().get_object(request, object_id, from_field)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form. After an edit conflict or a change of language it is not saved."""
        form = super().get_form(request, obj, change=change, **kwargs)
        locked = locked_row(request)
        if is_switched(request):
            return type(form.__name__, (UnvalidatedForm, form), {})
        is_conflict = locked is not None and locked.conflict is not None
        return type(form.__name__, (UnsavedForm, form), {}) if is_conflict else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the fingerprint, a conflict, and the nonce for the text editor."""
        row, locked = kwargs.get("obj"), locked_row(request)
        context |= {"keeps_typed": True, "is_switched": is_switched(request)}
        if is_switched(request):
            forget_errors(context)
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.forms
        lost_files = [error for form in forms for error in ask_for_files_again(form)]
        if context["errors"]:
            context["errors"].extend(lost_files)  # The page counts them.
        context["conflict"] = locked.conflict if locked else None
        if locked:
            context |= {"original": locked.shown, "subtitle": str(locked.shown)}
        seen = request.POST.get(SEEN) if is_switched(request) else None
        context[SEEN] = seen or (stored_fingerprint(row) if row else "")
        if row and not self.has_change_permission(request, row):
            for form in forms:
                write_in_words(form.instance)
        nonce = str(cast(Any, request).csp_nonce)  # django-csp sets it.
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Save the first version of a new row."""
        save_version(obj, by=cast(User, request.user), now=timezone.now())
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Save a version of the row, if it has changed, and of the row before the change.

        Mark the files as unused that the change has replaced or removed.
        """
        locked, by = locked_row(request), cast(User, request.user)
        before = locked.stored if locked else None
        mark_unused(save_version(obj, by=by, now=timezone.now(), before=before))
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a row so that it can be restored, and mark its files as unused."""
        key = obj.pk
        mark_unused(delete_restorably(obj, by=cast(User, request.user), now=timezone.now()))
        versions = restorable(self.model, now=timezone.now()).filter(object_id=str(key))
        offer_undo(request, self.model, versions.values_list("pk", flat=True)[:1])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the ticked rows, so that they can be restored."""
        for obj in queryset:
            self.delete_model(request, obj)

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Show a message, and then the button to undo a deletion."""
        super().message_user(request, *args, **kwargs)
        show_undo(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Add a link to the deleted rows, if there are any and the user may restore them."""
        is_linked = self.has_delete_permission(request) and self.has_deleted()
        own = {"deleted_path": deleted_path(self.model) if is_linked else ""}
        return super().changelist_view(request, own | (extra_context or {}))

    def has_deleted(self) -> bool:
        """Return whether a deleted row can be restored."""
        return restorable(self.model, now=timezone.now()).exists()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the versions of a row instead of Django's log."""
        return history_page(self, request, object_id)

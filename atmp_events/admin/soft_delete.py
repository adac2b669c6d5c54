"""Deleting events in the admin, so that it can be undone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.soft_delete import delete, restorable, restore
from ..models import Event

PARAMETER = "deleted"


class DeletedFilter(admin.SimpleListFilter):
    """Shows what was deleted and can be restored, instead of what is there."""

    title = _("deleted")
    parameter_name = PARAMETER

    def lookups(
        self, request: HttpRequest, model_admin: "ModelAdmin[Any]"
    ) -> list[tuple[str, Any]]:
        """Offer one thing beside all that is there."""
        return [("yes", _("Deleted in the last thirty days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what can be restored, or what is there."""
        if self.value() == "yes":
            return restorable(queryset, now=timezone.now())  # type: ignore[arg-type]
        return queryset.filter(deleted_at=None)


class SoftDeleteAdmin(ModelAdmin[Any]):
    """Deletes softly, and restores."""

    actions = ("restore_events",)
    delete_confirmation_template = "admin/delete_event.html"
    delete_selected_confirmation_template = "admin/delete_events.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what is deleted, unless the list is asked for it."""
        events = super().get_queryset(request)
        return events if PARAMETER in request.GET else events.filter(deleted_at=None)

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Let nobody edit what is deleted: it must be restored first."""
        if PARAMETER in request.GET:
            return None
        return super().get_list_display_links(request, list_display)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Tell whether the user may delete; what is deleted cannot be deleted again."""
        return PARAMETER not in request.GET and super().has_delete_permission(request, obj)

    def has_restore_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may restore what the list shows: those who may delete may."""
        return PARAMETER in request.GET and super().has_delete_permission(request)

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        """Delete one event from its form."""
        delete(Event.objects.filter(pk=obj.pk), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete what is ticked in the list."""
        delete(queryset, now=timezone.now())  # type: ignore[arg-type]

    @admin.action(description=_("Restore what is ticked"), permissions=["restore"])
    def restore_events(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Undo the deletion of what is ticked."""
        count = restore(queryset, now=timezone.now())  # type: ignore[arg-type]
        said = ngettext("%(count)d event is restored.", "%(count)d events are restored.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

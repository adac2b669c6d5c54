"""Deleted events in the admin: a filter that lists them, and an action that restores them."""

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.soft_delete import restorable, restore
from ..models import State
from .roles import may_publish

PARAMETER: Final = "deleted"


class DeletedFilter(admin.SimpleListFilter):
    """Lists what was deleted and can be restored, instead of what is there."""

    title = _("deleted")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer one choice beside “all”."""
        return [("yes", _("Deleted in the last thirty days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the events that can be restored, or those that are not deleted."""
        if self.value() == "yes":
            return restorable(queryset, now=timezone.now())  # type: ignore[arg-type]
        return queryset.filter(deleted_at=None)


def shows_deleted(request: HttpRequest) -> bool:
    """Check whether the list is of deleted events."""
    return PARAMETER in request.GET


@admin.action(description=_("Restore what is ticked"), permissions=["restore"])
def restore_events(model_admin: Any, request: HttpRequest, queryset: Any) -> None:
    """Undo the deletion of the ticked events; of drafts only without the right to publish."""
    if not may_publish(request) and queryset.exclude(state=State.DRAFT).exists():
        raise PermissionDenied
    count = restore(queryset, now=timezone.now())
    said = ngettext("%(count)d event is restored.", "%(count)d events are restored.", count)
    messages.success(request, said % {"count": count})

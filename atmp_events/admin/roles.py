"""What each role may do in the admin. The roles themselves are made by a migration."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Event, State
from .stock import ModelAdmin

# Stored in English; shown in the language of whoever gives somebody a role.
ROLE_NAMES: Final[dict[str, Any]] = {
    "Coordinator": _("Coordinator: everything about events"),
    "Editor": _("Editor: drafts, no publishing"),
    "Administrator": _("Administrator: users and settings"),
}
PUBLISH: Final = "events.publish_event"


class OnlyDraftsUnlessTrusted(ModelAdmin):
    """Leaves publishing, and what is published, to those who may publish."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let an editor read what is published, and change drafts."""
        return super().has_change_permission(request, obj) and may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let an editor delete drafts only."""
        return super().has_delete_permission(request, obj) and may_touch(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show an editor the state and the moment of publishing; what is sent is not read."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if may_publish(request) else (*fields, "state", "publish_at")


def may_publish(request: HttpRequest) -> bool:
    """Tell whether whoever asks may publish events and change published ones."""
    return bool(request.user.has_perm(PUBLISH))


def may_touch(request: HttpRequest, event: Event | None) -> bool:
    """Tell whether an event is a draft, or whoever asks may publish."""
    return event is None or event.state == State.DRAFT or may_publish(request)

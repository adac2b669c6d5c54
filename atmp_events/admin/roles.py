"""What each role may do in the admin. The roles themselves are made by a migration."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Event, State

# Stored in English; shown in the language of whoever gives somebody a role.
ROLE_NAMES: Final[dict[str, Any]] = {
    "Coordinator": _("Coordinator: everything about events"),
    "Editor": _("Editor: drafts, no publishing"),
    "Administrator": _("Administrator: users and settings"),
}
PUBLISH: Final = "events.publish_event"


def may_publish(request: HttpRequest) -> bool:
    """Tell whether whoever asks may publish events and change published ones."""
    return bool(request.user.has_perm(PUBLISH))


def may_touch(request: HttpRequest, event: Event | None) -> bool:
    """Tell whether an event is a draft, or whoever asks may publish."""
    return event is None or event.state == State.DRAFT or may_publish(request)

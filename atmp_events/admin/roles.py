"""The roles of the admin, and the right to publish. A migration creates the roles."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# The database has the English names. The form shows these labels.
ROLE_NAMES: Final[dict[str, Any]] = {
    "Coordinator": _("Coordinator: everything about events"),
    "Editor": _("Editor: drafts, no publishing"),
    "Administrator": _("Administrator: users and settings"),
}


def role_name(stored: str) -> str:
    """Return the name of a role in the active language, without its description."""
    return str(ROLE_NAMES.get(stored, stored)).partition(":")[0]


def may_publish(request: HttpRequest) -> bool:
    """Return whether the user may publish events and change published ones."""
    return bool(request.user.has_perm("events.publish_event"))

"""What each role may do in the admin. The roles themselves are made by a migration."""

from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# Stored in English; shown in the language of the person who gives a role.
ROLE_NAMES: Final[dict[str, Any]] = {
    "Coordinator": _("Coordinator: everything about events"),
    "Editor": _("Editor: drafts, no publishing"),
    "Administrator": _("Administrator: users and settings"),
}


def role_name(stored: str) -> str:
    """Return the name of a role in the active language, without what it may do."""
    return str(ROLE_NAMES.get(stored, stored)).partition(":")[0]


PUBLISH: Final = "events.publish_event"


def may_publish(request: HttpRequest) -> bool:
    """Check the right to publish events and to change published ones."""
    return bool(request.user.has_perm(PUBLISH))

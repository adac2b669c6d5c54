"""Deletion in the admin: said in plain words before, undone by one press after.

Deleted events stay in the list behind a filter; other records are restored from their versions.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.soft_delete import restorable, restore
from ..models import Event, State, Status
from ..models.identity import as_key
from .desk import starts
from .roles import may_publish
from .row_page import row_path
from .short_notice import who_is_told

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
    """Undo the deletion of the ticked events."""
    _restore(request, queryset)


def _restore(request: HttpRequest, events: Any) -> None:
    """Undo the deletion of events; without the right to publish, of drafts only."""
    if not may_publish(request) and events.exclude(state=State.DRAFT).exists():
        raise PermissionDenied
    count = restore(events, now=timezone.now())
    said = ngettext("%(count)d event is restored.", "%(count)d events are restored.", count)
    messages.success(request, said % {"count": count})


def undo_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Undo the deletion of the events that are posted, and go to the list, or to the one event."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not model_admin.has_undo_permission(request):
        raise PermissionDenied
    keys = filter(None, map(as_key, request.POST.getlist("key")))
    events = Event.objects.filter(pk__in=keys)
    _restore(request, events)
    restored = list(events.filter(deleted_at=None))
    return redirect(
        row_path(restored[0]) if len(restored) == 1 else "admin:events_event_changelist"
    )


def offer_undo(request: HttpRequest, path: str, name: str, keys: Iterable[int]) -> None:
    """Offer a button that posts the keys, by this name, to the path, once it is told what is done.

    Of several calls for one request, all keys go to the path of the last.
    """
    kept: Any = request
    kept.undo = (path, name, [*getattr(request, "undo", ("", "", []))[2], *keys])


def show_undo(request: HttpRequest) -> None:
    """Show the button that was offered, if one was."""
    if not hasattr(request, "undo"):
        return
    path, name, keys = request.undo
    inputs = format_html_join("", '<input type="hidden" name="{}" value="{}">', _pairs(name, keys))
    message = format_html(
        '<form method="post" action="{}" class="undo">{} <input type="hidden" '
        'name="csrfmiddlewaretoken" value="{}">{}<button type="submit" class="check">{}</button>'
        "</form>",
        path,
        _("For thirty days the deletion can be undone."),
        get_token(request),
        inputs,
        _("Undo"),
    )
    messages.info(request, message)


def _pairs(name: str, keys: Iterable[int]) -> list[tuple[str, int]]:
    return [(name, key) for key in keys]


def what_goes(event: Event) -> list[Any]:
    """Return an event in words, and what goes with it, as nested lists."""
    talks = [f"{capfirst(_('talk'))}: {talk}" for talk in event.talks_in_order]
    people = dict.fromkeys(str(row.person) for row in event.appearances.select_related("person"))
    speakers = [_("Speakers: %(names)s") % {"names": ", ".join(people)}] if people else []
    parts = [*talks, *map(str, speakers), *who_is_told(event, timezone.now())]
    return [f"{event}, {starts(event)}", *([parts] if parts else [])]


def should_be_cancelled(event: Event, now: datetime) -> bool:
    """Return whether readers wait for an event: it is better cancelled than deleted."""
    is_coming = event.ends_at is None or event.ends_at > now
    return event.is_public(now) and is_coming and event.status != Status.CANCELLED

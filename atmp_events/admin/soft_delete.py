"""Deletion in the admin: said in plain words before, undone by one press after.

A deleted event is still there, and is shown again; other records are restored from their versions.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..actions.soft_delete import restorable, restore
from ..models import Event, State, Status
from ..models.identity import as_key
from .desk import starts
from .questions import who_is_told
from .roles import may_publish
from .row_page import row_page, row_path


def deleted_events_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show the events that can be restored; restore those that are posted, and go there.

    Without the right to publish, only drafts are restored.
    """
    if not model_admin.has_delete_permission(request):
        raise PermissionDenied
    now = timezone.now()
    if request.method == "POST":
        keys = filter(None, map(as_key, request.POST.getlist("key")))
        events = Event.objects.filter(pk__in=keys)
        if not may_publish(request) and events.exclude(state=State.DRAFT).exists():
            raise PermissionDenied
        count = restore(events, now=now)
        said = ngettext("%(count)d event is restored.", "%(count)d events are restored.", count)
        messages.success(request, said % {"count": count})
        restored = list(events.filter(deleted_at=None))
        return redirect(
            row_path(restored[0]) if len(restored) == 1 else "admin:events_event_changelist"
        )
    deleted = restorable(Event.objects.all(), now=now).order_by("-deleted_at")
    return show_deleted(
        model_admin, request, [(it.pk, f"{it}, {starts(it)}", _deleted_on(it)) for it in deleted]
    )


def _deleted_on(event: Event) -> str:
    day = timezone.localdate(event.deleted_at).isoformat()
    return gettext("Deleted on %(day)s") % {"day": day}


def show_deleted(
    model_admin: Any, request: HttpRequest, rows: Iterable[tuple[int, str, str]]
) -> HttpResponse:
    """Show what can be restored: the key to post, the name, and when it was deleted, in words."""
    title = _("Deleted in the last thirty days")
    return row_page(model_admin, request, "admin/deleted.html", title=title, rows=rows)


def deleted_path(model: type[Model]) -> str:
    """Return the path of the page on which deleted rows of a model are restored."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_deleted")


def offer_undo(request: HttpRequest, model: type[Model], keys: Iterable[int]) -> None:
    """Offer a button that restores what has these keys, once it is told what is done.

    Of several calls for one request, the keys are added up.
    """
    kept: Any = request
    kept.undo = (deleted_path(model), [*getattr(request, "undo", ("", []))[1], *keys])


def show_undo(request: HttpRequest) -> None:
    """Show the button that was offered, if one was."""
    if not hasattr(request, "undo"):
        return
    path, keys = request.undo
    inputs = format_html_join("", '<input type="hidden" name="key" value="{}">', zip(keys))
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

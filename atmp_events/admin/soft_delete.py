"""Deletion in the admin: a summary before it, a button to undo it, and forms of deleted rows.

A deleted event keeps its row and is shown again. Other records are restored from their versions.
"""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..actions.soft_delete import is_lost, kept_until, restorable, restore
from ..facts.progress import is_over
from ..models import Event, Series, State, Status, WebsiteOrganiser
from ..models.identifiers import parse_number
from .admin_page import render_admin_page, row_path
from .questions import recipients_in_words
from .resubmission import form_data
from .roles import may_publish
from .start_page import start_in_words

NOT_RESTORABLE: Final = _("It has been restored already, or it can no longer be restored.")


def deleted_events_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Show the events that can be restored. A POST restores the chosen ones.

    A user without the right to publish can restore only drafts.
    """
    now = timezone.now()
    if request.method == "POST":
        keys = filter(None, map(parse_number, request.POST.getlist("key")))
        events = Event.objects.filter(pk__in=keys)
        if not may_publish(request) and events.exclude(state=State.DRAFT).exists():
            raise PermissionDenied
        count = restore(events, now=now)
        message = ngettext("%(count)d event is restored.", "%(count)d events are restored.", count)
        if count:
            messages.success(request, message % {"count": count})
        else:
            messages.warning(request, NOT_RESTORABLE)
        restored = list(events.filter(deleted_at=None).select_related("series"))
        for event in restored:
            warn_of_shared_number(request, event)
        is_single = len(restored) == 1
        return redirect(row_path(restored[0]) if is_single else "admin:events_event_changelist")
    deleted = restorable(Event.objects.all(), now=now).order_by("-deleted_at")
    words = gettext("Deleted on %(day)s")
    rows = [
        (it.pk, f"{it}, {start_in_words(it)}", words % {"day": timezone.localdate(it.deleted_at)})
        for it in deleted
    ]
    return show_deleted(model_admin, request, rows)


def warn_of_shared_number(request: HttpRequest, event: Event) -> None:
    """Show a message if another event of that year has the restored event's number in the series.

    The event may have got its number back after another event was given it.
    """
    if event.series is None or event.number is None:
        return
    same_number = event.series.other_events(event.pk).filter(year=event.year, number=event.number)
    if other := same_number.first():
        words = gettext(
            "“%(event)s” and “%(other)s” now have the same number in the series: %(number)s."
        )
        messages.warning(request, words % {"event": event, "other": other, "number": event.number})


def show_deleted(
    model_admin: Any, request: HttpRequest, rows: Iterable[tuple[int, str, str]]
) -> HttpResponse:
    """Show rows to restore: the key to post, the name, and the moment of deletion in words."""
    title = _("Deleted in the last thirty days")
    return render_admin_page(model_admin, request, "admin/deleted.html", title=title, rows=rows)


def deleted_meanwhile_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Answer a form whose row has been deleted meanwhile (409, RFC 9110, 15.5.10).

    The page keeps the sent form: the user sends it again when the row is restored.
    """
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    may_restore = model_admin.has_delete_permission(request)
    response = render_admin_page(
        model_admin,
        request,
        "admin/deleted_meanwhile.html",
        title=_("This has been deleted meanwhile"),
        kept_form=form_data(request, str(request.user.pk)),
        deleted_path=deleted_path(model_admin.model) if may_restore else "",
    )
    response.status_code = HTTPStatus.CONFLICT
    return response


def deleted_path(model: type[Model]) -> str:
    """Return the path of the page that restores deleted rows of a model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_deleted")


def link_to(row: Model) -> SafeString:
    """Return the name of a row, with a link to its form.

    For a deleted event the name says so. It links to the page that restores it, as long as it can
    be restored.
    """
    if not isinstance(row, Event) or row.deleted_at is None:
        return format_html('<a href="{}">{}</a>', row_path(row), row)
    if is_lost(row, timezone.now()):
        words = gettext("deleted; the site keeps it until %(day)s, for calendars")
        day = timezone.localdate(kept_until(row)).isoformat()
        return format_html("{} ({})", row, words % {"day": day})
    words = gettext("deleted, can be restored")
    return format_html('<a href="{}">{} ({})</a>', deleted_path(Event), row, words)


def records_that_name(rows: Iterable[Model]) -> list[Any]:
    """Return the records whose forms show `rows`, which refer to a person, a venue or the like.

    First the website and series, then events, also deleted ones, the latest first. A follower of
    a series is in no form.
    """
    events, others = set[int](), dict[Any, None]()  # an ordered set
    for row in rows:
        if isinstance(row, WebsiteOrganiser):
            others[row.website] = None
        elif isinstance(row, Series):
            others[row] = None
        elif key := row.pk if isinstance(row, Event) else getattr(row, "event_id", None):
            events.add(key)
    found = Event.objects.filter(pk__in=events).select_related("version")
    return [*others, *found.order_by("-starts_at", "-pk")]


def offer_undo(request: HttpRequest, model: type[Model], keys: Iterable[int]) -> None:
    """Store keys on the request for the button that `show_undo` adds after the message.

    Several calls for one request collect all keys.
    """
    keys_before: list[int] = getattr(request, "undo", ("", []))[1]
    cast(Any, request).undo = (deleted_path(model), [*keys_before, *keys])


def show_undo(request: HttpRequest) -> None:
    """Show a button that restores the rows of `offer_undo`, if it was called."""
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


def deletion_summary(event: Event) -> list[Any]:
    """Return the event and the parts that are deleted with it, in words, as nested lists."""
    talks = [f"{capfirst(_('talk'))}: {talk}" for talk in event.talks_in_order]
    people = dict.fromkeys(str(row.person) for row in event.appearances.select_related("person"))
    speakers = [_("Speakers: %(names)s") % {"names": ", ".join(people)}] if people else []
    parts = [*talks, *map(str, speakers), *recipients_in_words(event, timezone.now())]
    return [f"{event}, {start_in_words(event)}", *([parts] if parts else [])]


def should_be_cancelled(event: Event, now: datetime) -> bool:
    """Return whether readers expect an event. It is better to cancel it than to delete it."""
    is_expected = event.is_public(now) and not is_over(event, now)
    return is_expected and event.status != Status.CANCELLED

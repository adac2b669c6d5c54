"""The history of a row: who changed what, and when. A version or a deleted row can be restored."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from reversion.models import Version

from ..actions.versions import (
    content_in,
    content_of,
    restorable,
    restore,
    restored_fields,
    save_version_before,
    versions_of,
)
from ..models import Event
from ..models.identifiers import parse_number
from .admin_page import get_row, render_admin_page, row_path
from .differences import Difference, differences
from .questions import recipients_in_words
from .soft_delete import NOT_RESTORABLE, show_deleted, warn_of_shared_number

VERSIONS_PER_PAGE: Final = 20


def history_page(model_admin: "ModelAdmin[Any]", request: HttpRequest, pk: str) -> HttpResponse:
    """Show the versions of a row, the latest first, each with its changes."""
    row = get_row(model_admin, request, pk, model_admin.has_view_or_change_permission)
    page = Paginator(versions_of(row), VERSIONS_PER_PAGE).get_page(request.GET.get("p"))
    return render_admin_page(
        model_admin,
        request,
        "admin/history.html",
        title=_("History: %s") % row,
        original=row,
        page=page,
        entries=list(_versions_with_changes(row, page)),
        may_restore=model_admin.has_change_permission(request, row),
    )


def version_page(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, row: models.Model, version: int
) -> HttpResponse:
    """Show the changes that restoring a version makes. A POST restores it."""
    found = get_object_or_404(versions_of(row), pk=version)
    if request.method == "POST" and _restore(model_admin, request, found):
        return redirect(row_path(row))
    now, wanted = content_of(row), content_in(found)
    wanted["fields"] = now["fields"] | restored_fields(row, wanted["fields"])
    return render_admin_page(
        model_admin,
        request,
        "admin/version.html",
        title=_("Restore a version"),
        original=row,
        version=found,
        differences=list(differences(type(row), now, wanted)),
        recipients=list(recipients_in_words(row, timezone.now())) if isinstance(row, Event) else (),
    )


def deleted_page(model_admin: "ModelAdmin[Any]", request: HttpRequest) -> HttpResponse:
    """Show the rows that were deleted in the last thirty days. A POST restores the chosen ones."""
    deleted = restorable(model_admin.model, now=timezone.now())
    if request.method == "POST":
        sent = set(request.POST.getlist("key"))
        found = list(deleted.filter(pk__in=filter(None, map(parse_number, sent))))
        for version in found:
            _restore(model_admin, request, version)
        if len(found) < len(sent):
            messages.warning(request, NOT_RESTORABLE)
        return redirect(request.path)
    rows = [
        (it.pk, it.object_repr, date_format(localtime(it.revision.date_created), "DATETIME_FORMAT"))
        for it in deleted
    ]
    return show_deleted(model_admin, request, rows)


def _restore(model_admin: "ModelAdmin[Any]", request: HttpRequest, version: Version) -> bool:
    """Restore a version, or show why that is not possible. Returns whether it was restored."""
    row = model_admin.model._default_manager.filter(pk=version.object_id).first()
    try:
        if row:
            save_version_before(row, now=timezone.now())
        row = restore(version)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, _("It cannot be restored: %s") % message)
        return False
    model_admin.log_change(request, row, _("Restored a version."))
    messages.success(request, _("“%s” is as it was.") % row)
    if isinstance(row, Event):
        warn_of_shared_number(request, row)
    return True


def _versions_with_changes(
    row: models.Model, page: "Page[Any]"
) -> Iterator[tuple[Version, list[Difference] | None]]:
    """Yield the versions of a page with their changes (None for the first version of the row)."""
    versions: Sequence[Version] = list(page.object_list)
    last = versions_of(row).filter(pk__lt=versions[-1].pk)[:1] if versions else ()
    contents = [content_in(version) for version in (*versions, *last)]
    for version, after, before in zip(versions, contents, [*contents[1:], None], strict=False):
        yield version, list(differences(type(row), before, after)) if before else None

"""Who changed what and when; any version restored; and what was deleted restored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.models import Version

from ..actions.versions import (
    LEFT_ALONE,
    content_in,
    content_of,
    delete_restorably,
    keep,
    keep_before,
    restorable,
    restore,
    versions_of,
)
from ..images.unused import mark_unused
from ..models import Event, User
from ..models.identity import as_key
from .differences import Difference, differences

ON_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A version as the history shows it."""

    version: Version
    is_present: bool
    is_first: bool
    differences: list[Difference]  # from the version before


class HistoryAdmin(ModelAdmin[Any]):
    """Keeps a version at each save, shows them, and restores one."""

    def get_urls(self) -> list[URLPattern]:
        """Put the address of a version before the one that takes everything."""
        wrap, name = self.admin_site.admin_view, self.opts.model_name
        return [
            path(
                "<int:pk>/history/<int:version>/",
                wrap(self.version_view),
                name=f"events_{name}_version",
            ),
            path("deleted/", wrap(self.deleted_view), name=f"events_{name}_deleted"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep what stands there before it is written over."""
        if change:
            there = getattr(request, "content_there", None)  # as the check for conflicts read it
            keep_before(obj, now=timezone.now(), there=there)
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep the first version of what is new."""
        keep(obj, by=cast(User, request.user), now=timezone.now())
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep what was saved, unless it says what it said before."""
        last = getattr(request, "content_there", None)
        keep(obj, by=cast(User, request.user), now=timezone.now(), last=last)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete so that it can be undone."""
        delete_restorably(obj, by=cast(User, request.user), now=timezone.now())
        for column in obj._meta.concrete_fields:
            if isinstance(column, models.FileField):
                mark_unused(getattr(obj, column.name))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete each, so that it can be undone."""
        for obj in queryset:
            self.delete_model(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to what was deleted, where there is any."""
        found = restorable(self.model, now=timezone.now()).exists()
        return super().changelist_view(request, (extra_context or {}) | {"has_deleted": found})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the versions, the latest first, each beside what it replaced."""
        row = self._readable(request, object_id)
        page = Paginator(versions_of(row), ON_A_PAGE).get_page(request.GET.get("p"))
        return self._show(
            request,
            "admin/history.html",
            title=_("History: %s") % row,
            original=row,
            page=page,
            entries=_entries(row, page),
            may_restore=self.has_change_permission(request, row),
        )

    def version_view(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        """Show what restoring a version would change, and do it when that is pressed."""
        row = self._readable(request, str(pk))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        found = get_object_or_404(versions_of(row), pk=version)
        if request.method == "POST" and self._restored(request, found):
            return HttpResponseRedirect(
                reverse(f"admin:events_{self.opts.model_name}_change", args=[pk])
            )
        there, wanted = content_of(row), content_in(found)
        left_alone = {name: there["fields"][name] for name in LEFT_ALONE & there["fields"].keys()}
        wanted["fields"] |= left_alone
        return self._show(
            request,
            "admin/version.html",
            title=_("Restore a version"),
            original=row,
            version=found,
            differences=list(differences(self.model, there, wanted)),
            is_event=isinstance(row, Event),
        )

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Show what was deleted in the last thirty days, and restore what is chosen."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        deleted = restorable(self.model, now=timezone.now())
        if request.method == "POST":
            found = get_object_or_404(deleted, pk=as_key(request.POST.get("version", "")))
            self._restored(request, found)
            return HttpResponseRedirect(request.path)
        return self._show(
            request,
            "admin/deleted.html",
            title=_("Deleted in the last thirty days"),
            deleted=deleted,
        )

    def _restored(self, request: HttpRequest, version: Version) -> bool:
        """Restore a version and say so, or say why not."""
        row = self.model._default_manager.filter(pk=version.object_id).first()
        try:
            if row:
                keep_before(row, now=timezone.now())
            row = restore(version)
        except ValidationError as error:
            for said in error.messages:
                messages.error(request, _("It cannot be restored: %s") % said)
            return False
        self.log_change(request, row, _("Restored a version."))
        messages.success(request, _("“%s” is as it was.") % row)
        return True

    def _readable(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _show(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        common = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, template, common | context)


def _entries(row: models.Model, page: "Page[Any]") -> list[Entry]:
    """Return the versions of a page, each beside the one before it."""
    versions: Sequence[Version] = list(page.object_list)
    before = versions_of(row).filter(pk__lt=versions[-1].pk).first() if versions else None
    contents = [content_in(it) for it in (*versions, *filter(None, [before]))]
    return [
        Entry(
            version,
            is_present=page.number == 1 and place == 0,
            is_first=place + 1 == len(contents),
            differences=list(differences(type(row), contents[place + 1], contents[place]))
            if place + 1 < len(contents)
            else [],
        )
        for place, version in enumerate(versions)
    ]

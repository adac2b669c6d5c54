"""Who changed what and when; and any version back again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..actions.merging import MERGED, merged_into, unmerge
from ..actions.remembering import (
    LEFT_ALONE,
    content_of,
    delete_restorably,
    remember,
    restorable,
    restore,
    versions_of,
)
from ..images.unused import mark_unused
from ..models import Event, User, Version
from ..models.identity import as_key
from .comparing import Difference, differences
from .stock import ModelAdmin

ON_A_PAGE: Final = 20
# What a row is called by, whatever its model.
NAMING: Final = {"name", "name_sv", "name_en", "title_sv", "title_en", "key"}


@dataclass(frozen=True, slots=True)
class Told:
    """A version as the history shows it."""

    version: Version
    is_present: bool
    is_first: bool
    differences: list[Difference]  # from the version before


class Remembering(ModelAdmin):
    """Keeps a version at each save, shows them, and brings one back."""

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

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Remember what stands there before somebody writes over it, whoever wrote it."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST":
            remember(row, by=None, now=getattr(row, "updated_at", None) or timezone.now())
        return row

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep the first version of what is new."""
        remember(obj, by=cast(User, request.user), now=timezone.now())
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep what was saved, unless it says what it said before."""
        remember(obj, by=cast(User, request.user), now=timezone.now())
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
        pages = Paginator(versions_of(row).select_related("by"), ON_A_PAGE)
        page = pages.get_page(request.GET.get("p"))
        return self._show(
            request,
            "admin/history.html",
            title=_("History: %s") % row,
            original=row,
            page=page,
            versions=_told(self.model, page),
            may_restore=self.has_change_permission(request, row),
        )

    def version_view(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        """Show what bringing a version back would change, and do it when that is pressed."""
        row = self._readable(request, str(pk))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        found = get_object_or_404(versions_of(row), pk=version)
        if request.method == "POST" and self._restored(request, found):
            return HttpResponseRedirect(
                reverse(f"admin:events_{self.opts.model_name}_change", args=[pk])
            )
        there = content_of(row)
        wanted = {**found.content, "fields": _as_restored(there["fields"], found.content["fields"])}
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
        """Show what was deleted in the last thirty days, and bring back what is chosen."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        now = timezone.now()
        if request.method == "POST":
            asked = as_key(request.POST.get("version", ""))
            found = get_object_or_404(restorable(self.model, now=now), pk=asked)
            self._restored(request, found)
            return HttpResponseRedirect(request.path)
        versions = restorable(self.model, now=now).select_related("by")
        names = [
            (version, _name_of(self.model, version), merged_into(version)) for version in versions
        ]
        return self._show(
            request,
            "admin/deleted.html",
            title=_("Deleted in the last thirty days"),
            deleted=names,
        )

    def _restored(self, request: HttpRequest, version: Version) -> bool:
        try:
            row = (unmerge if MERGED in version.content else restore)(version)
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


def _told(model: Any, page: "Page[Any]") -> list[Told]:
    versions: Sequence[Version] = list(page.object_list)
    oldest = versions[-1] if versions else None
    before = (
        Version.objects.filter(kind=oldest.kind, row=oldest.row, pk__lt=oldest.pk).first()
        if oldest
        else None
    )
    return [
        Told(
            version,
            is_present=page.number == 1 and number == 0,
            is_first=earlier is None,
            differences=list(differences(model, earlier.content, version.content))
            if earlier
            else [],
        )
        for number, (version, earlier) in enumerate(
            zip(versions, [*versions[1:], before], strict=False)
        )
    ]


def _as_restored(there: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    return wanted | {name: there[name] for name in LEFT_ALONE & there.keys()}


def _name_of(model: Any, version: Version) -> str:
    """Return what a deleted row was called."""
    columns = {column.name for column in model._meta.concrete_fields}
    fields = version.content["fields"]
    return str(model(**{name: fields[name] for name in fields if name in columns & NAMING}))

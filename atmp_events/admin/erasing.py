"""A person's own data in the admin: handed out, and erased."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..actions.erasing import erase, erase_name, personal_data_of, rows_naming
from ..models import Event, Person


class ErasingAdmin(ModelAdmin[Any]):
    """Hands out what is held about a person, and erases it, for those who may delete."""

    def get_urls(self) -> list[URLPattern]:
        """Put these addresses before the one that takes everything."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/data/", wrap(self.data_view), name="events_person_data"),
            path("<int:pk>/erase/", wrap(self.erase_view), name="events_person_erase"),
            path("erase-name/", wrap(self.erase_name_view), name="events_person_erase_name"),
            *super().get_urls(),
        ]

    def data_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out a file with all of it."""
        person = self._person(request, pk)
        response = HttpResponse(
            personal_data_of(person), content_type="application/json; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{person.slug}.json"'
        return response

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what will go and what must be changed by hand, and do it when that is pressed."""
        person = self._person(request, pk)
        if request.method == "POST":
            # Without the name: the log of changes would hold what was to go.
            self.log_deletions(request, Person.objects.filter(pk=pk))
            erase(person, now=timezone.now())
            messages.success(request, _("Everything about the person has been erased."))
            if texts := _links(rows_naming(person.name)):
                return self._show(request, "admin/erase_name.html", name=person.name, texts=texts)
            return HttpResponseRedirect(reverse("admin:events_person_changelist"))
        return self._show(
            request,
            "admin/erase.html",
            original=person,
            texts=_links(rows_naming(person.name, but=person)),
        )

    def erase_name_view(self, request: HttpRequest) -> HttpResponse:
        """Erase a name from former versions, once the texts have been changed by hand."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        name = " ".join(request.POST.get("name", "").split())
        texts = _links(rows_naming(name)) if name else []
        if name:
            erase_name(name)
            messages.success(request, _("The name has been erased from all former versions."))
        return self._show(request, "admin/erase_name.html", name=name, texts=texts)

    def _show(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        common = self.admin_site.each_context(request) | {"opts": self.opts}
        title = {"title": _("Erase all personal data")}
        return TemplateResponse(request, template, common | title | context)

    def _person(self, request: HttpRequest, pk: int) -> Any:
        person = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        if not self.has_delete_permission(request, person):
            raise PermissionDenied
        return person


def _links(rows: Iterable[Model]) -> list[tuple[str, str]]:
    """Return what rows are called, and where each can be changed; what is deleted is restored."""
    found = []
    for row in rows:
        kind = row._meta.model_name
        path = reverse(f"admin:events_{kind}_change", args=[row.pk])
        if isinstance(row, Event) and row.deleted_at:
            path = reverse("admin:events_event_changelist") + "?deleted=yes"
            found.append((f"{row} ({_('deleted, can be restored')})", path))
        else:
            found.append((str(row), path))
    return found

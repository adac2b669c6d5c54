"""A person's own data in the admin: handed out, and erased."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..actions.erasing import erase, held_about, naming
from ..models import Person


class Erasing(admin.ModelAdmin[Any]):
    """Hands out what is held about a person, and erases it, for those who may delete."""

    def get_urls(self) -> list[URLPattern]:
        """Put both addresses before the one that takes everything."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/data/", wrap(self.data_view), name="events_person_data"),
            path("<int:pk>/erase/", wrap(self.erase_view), name="events_person_erase"),
            *super().get_urls(),
        ]

    def data_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out a file with all of it."""
        person = self._person(request, pk)
        response = HttpResponse(held_about(person), content_type="application/json; charset=utf-8")
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
            return HttpResponseRedirect(reverse("admin:events_person_changelist"))
        texts = [
            (event, reverse("admin:events_event_change", args=[event.pk]))
            for event in naming(person)
        ]
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Erase all personal data"),
            "original": person,
            "texts": texts,
        }
        return TemplateResponse(request, "admin/erase.html", context)

    def _person(self, request: HttpRequest, pk: int) -> Any:
        person = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        if not self.has_delete_permission(request, person):
            raise PermissionDenied
        return person

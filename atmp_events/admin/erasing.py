"""Pages on which a person's data are downloaded, and erased."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _

from ..actions.erasing import erase, erase_name, personal_data_of, rows_naming
from ..headers import json_file
from ..images.renditions import delete_picture
from ..models import Event, Person
from ..participation.personal_data import erase_address, held_about
from .resubmission import SESSION_KEY
from .row_page import found_row, page_url, row_page, row_path
from .soft_delete import deleted_path


def erasing_urls(model_admin: "ModelAdmin[Any]") -> list[URLPattern]:
    """Return the addresses of these pages."""
    return [
        page_url(model_admin, "<int:pk>/data/", data_page, "data"),
        page_url(model_admin, "<int:pk>/erase/", erase_page, "erase"),
        page_url(model_admin, "erase-name/", erase_name_page, "erase_name"),
    ]


def data_page(model_admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a JSON file of all that is stored about a person."""
    person: Person = found_row(model_admin, request, pk, model_admin.has_delete_permission)
    data = personal_data_of(person) | held_about(person.email).as_json()
    return json_file(data, person.slug)


def erase_page(model_admin: "ModelAdmin[Any]", request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will go and what must be changed by hand, and erase the person on POST."""
    person: Person = found_row(model_admin, request, pk, model_admin.has_delete_permission)
    if request.method == "POST":
        # Without the name: it would stay in the log of changes.
        model_admin.log_deletions(request, Person.objects.filter(pk=pk))
        request.session.pop(SESSION_KEY, None)  # A form that is kept may name the person.
        erase_address(person.email, timezone.now())
        for portrait in erase(person, now=timezone.now()):
            transaction.on_commit(partial(delete_picture, portrait))
        messages.success(request, _("Everything about the person has been erased."))
        texts = _links(rows_naming(person.name))
        if not texts:
            return redirect("admin:events_person_changelist")
        return _show(model_admin, request, "admin/erase_name.html", name=person.name, texts=texts)
    texts = _links(rows_naming(person.name, excluding=person))
    held = held_about(person.email)
    return _show(model_admin, request, "admin/erase.html", original=person, texts=texts, held=held)


def erase_name_page(model_admin: "ModelAdmin[Any]", request: HttpRequest) -> HttpResponse:
    """Erase a name from former versions, once the texts have been changed by hand."""
    if not model_admin.has_delete_permission(request):
        raise PermissionDenied
    name = " ".join(request.POST.get("name", "").split())
    texts = _links(rows_naming(name)) if name else []
    if name:
        request.session.pop(SESSION_KEY, None)
        erase_name(name)
        messages.success(request, _("The name has been erased from all former versions."))
    return _show(model_admin, request, "admin/erase_name.html", name=name, texts=texts)


def _show(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, template: str, **context: Any
) -> HttpResponse:
    title = _("Erase all personal data")
    return row_page(model_admin, request, template, title=title, **context)


def _links(rows: Iterable[Model]) -> list[tuple[str, str]]:
    """Return each row's name, and the path where it is changed, or restored if it is deleted."""
    found = []
    for row in rows:
        if isinstance(row, Event) and row.deleted_at:
            path = deleted_path(Event)
            found.append((f"{row} ({_('deleted, can be restored')})", path))
        else:
            found.append((str(row), row_path(row)))
    return found

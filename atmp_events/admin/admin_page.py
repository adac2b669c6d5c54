"""Routes, rows and responses of our own pages in the admin.

The first argument of their views is the admin of the model.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ..models import Event, Website
from ..models.identifiers import parse_number, uid_of


class MissingRow(Http404):
    """The row of a page is not there: it has been deleted, maybe by the same form sent before."""


def back_to_list(model_admin: "ModelAdmin[Any]", request: HttpRequest) -> HttpResponse:
    """Redirect to the list of a model, because the row of a page is not there."""
    opts = model_admin.opts
    messages.warning(request, _("That is no longer here: it has been deleted or merged."))
    return redirect(f"admin:{opts.app_label}_{opts.model_name}_changelist")


def page_url(
    model_admin: "ModelAdmin[Any]",
    route: str,
    view: Callable[..., HttpResponseBase],
    name: str,
    *,
    permission: str,
    is_post_only: bool = False,
    if_missing: Callable[..., HttpResponseBase] = back_to_list,
) -> URLPattern:
    """Return the URL pattern `admin:events_<model>_<name>` of a page.

    It must be before Django's own patterns: the last of them matches everything. The page needs
    `permission`, for which the admin has a method ("view", "change", "merge" …): for the row, if
    the route has `<int:pk>`, otherwise for the model. With `<int:pk>` the view takes the row
    instead of the key. With `is_post_only` the page accepts POST only. `if_missing` answers a POST
    whose row is not there.
    """
    opts, is_permitted = model_admin.opts, getattr(model_admin, f"has_{permission}_permission")

    def own(request: HttpRequest, pk: int | None = None, **kwargs: Any) -> HttpResponseBase:
        if pk is None and not is_permitted(request):
            raise PermissionDenied
        try:
            row = () if pk is None else (get_row(model_admin, request, pk, is_permitted),)
            return view(model_admin, request, *row, **kwargs)
        except MissingRow:
            if request.method != "POST":
                raise
            return if_missing(model_admin, request)

    wrapped = model_admin.admin_site.admin_view(require_POST(own) if is_post_only else own)
    return path(route, wrapped, name=f"{opts.app_label}_{opts.model_name}_{name}")


def get_row(
    model_admin: "ModelAdmin[Any]",
    request: HttpRequest,
    pk: object,
    is_permitted: Callable[..., bool],
) -> Any:
    """Return the row with a key. Raises MissingRow, or PermissionDenied unless `is_permitted`.

    A POST locks the row, so that it does not overwrite what another user saves meanwhile.
    """
    if request.method == "POST":
        rows = model_admin.model._default_manager.select_for_update(no_key=True)
        rows.filter(pk=parse_number(str(pk))).values_list("pk").first()
    row = model_admin.get_object(request, str(pk))
    if row is None:
        raise MissingRow
    if not is_permitted(request, row):
        raise PermissionDenied
    return row


def row_path(row: Model, page: str = "change") -> str:
    """Return the path of a page about a row, by default of its form."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def website_path(website: Website) -> str:
    """Return the path of the form of the website, which may not be saved yet."""
    return row_path(website) if website.pk else reverse("admin:events_website_add")


def render_admin_page(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, template: str, **context: Any
) -> HttpResponse:
    """Show a page with the admin's header. `original` in the context is its row, if any."""
    common = model_admin.admin_site.each_context(request) | {"opts": model_admin.opts}
    return TemplateResponse(request, template, common | context)


def log_and_redirect(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, row: Model, change: str, message: str
) -> HttpResponse:
    """Log a change of a row, show a message about it, and redirect to the row's form."""
    model_admin.log_change(request, row, change)
    messages.success(request, message)
    return redirect(row_path(row))


def uid_of_form(request: HttpRequest) -> str | None:
    """Return a UID for a sent form; None without its CSRF token.

    The token differs each time a form is shown. A form that is sent twice has the same UID twice,
    unless its event was deleted in between.
    """
    if request.method != "POST" or not request.POST.get("csrfmiddlewaretoken"):
        return None
    uid = uid_of(request.POST.urlencode())
    while Event.objects.filter(uid=uid, deleted_at__isnull=False).exists():
        uid = uid_of(uid)
    return uid


def event_of_form(request: HttpRequest) -> Event | None:
    """Return the event that the same form made before, and say so; None if there is none."""
    uid = uid_of_form(request)
    event = Event.objects.filter(uid=uid).first() if uid else None
    if event:
        messages.info(request, _("This event is already saved: the form was sent twice."))
    return event

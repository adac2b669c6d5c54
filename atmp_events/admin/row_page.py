"""Pages of our own in the admin: each is a function that takes the model's admin first."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from ..models.identity import as_key


def page_url(
    model_admin: "ModelAdmin[Any]",
    route: str,
    view: Callable[..., HttpResponseBase],
    name: str,
    *,
    is_posted: bool = False,
) -> URLPattern:
    """Return the address `admin:events_<model>_<name>` of a page, for those who have signed in.

    It must stand before Django's own addresses: the last of them matches everything. What
    `is_posted` is no page, but a button: it has no GET.
    """
    opts = model_admin.opts
    own = partial(view, model_admin)
    wrapped = model_admin.admin_site.admin_view(require_POST(own) if is_posted else own)
    return path(route, wrapped, name=f"{opts.app_label}_{opts.model_name}_{name}")


def found_row(
    model_admin: "ModelAdmin[Any]",
    request: HttpRequest,
    pk: object,
    is_permitted: Callable[..., bool],
) -> Any:
    """Return the row with a key; raise Http404, or PermissionDenied unless `is_permitted`.

    A page that is posted to locks it: what another saves meanwhile would be overwritten.
    """
    if request.method == "POST":
        rows = model_admin.model._default_manager.select_for_update(no_key=True)
        rows.filter(pk=as_key(str(pk))).values_list("pk").first()
    row = model_admin.get_object(request, str(pk))
    if row is None:
        raise Http404
    if not is_permitted(request, row):
        raise PermissionDenied
    return row


def row_path(row: Model, page: str = "change") -> str:
    """Return the path of a page about a row, of its form if no other is named."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def row_page(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, template: str, **context: Any
) -> HttpResponse:
    """Show a page in the admin's frame; `original` is the row that it is about, if any."""
    common = model_admin.admin_site.each_context(request) | {"opts": model_admin.opts}
    return TemplateResponse(request, template, common | context)

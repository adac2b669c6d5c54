"""The page “Erase an address”: what is held about an e-mail address, to hand out and to erase."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ..participation.address import as_json, erase_address, held_about
from .row_page import row_page


def address_page(model_admin: "ModelAdmin[Any]", request: HttpRequest) -> HttpResponse:
    """Show, hand out or erase what is held. The address is posted, so no log has it."""
    if not request.user.has_perm("events.change_attendee"):
        raise PermissionDenied
    email = request.POST.get("email", "").strip()
    if email and "file" in request.POST:
        response = HttpResponse(as_json(email), content_type="application/json; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="address.json"'
        return response
    if email and "erase" in request.POST:
        erase_address(email, timezone.now())
        messages.success(request, _("The address is erased."))
        return redirect("admin:events_event_address")
    held = held_about(email)
    return row_page(
        model_admin,
        request,
        "admin/address.html",
        title=_("Erase an address"),
        email=email,
        held=held,
        is_held=any(held.values()),
    )

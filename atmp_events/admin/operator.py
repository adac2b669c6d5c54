"""The organisation that runs the site, in the admin: one row, without a list."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Operator
from .bilingual_admin import BilingualAdmin
from .bilingual_fields import pair
from .site import site


@admin.register(Operator, site=site)
class OperatorAdmin(BilingualAdmin):
    """The facts that the law requires on the pages about accessibility and privacy."""

    fieldsets = (
        (None, {"fields": (pair("name"),)}),
        (
            _("The centre: whom to write to"),
            {"fields": ("contact_email", "contact_phone", pair("proposals"))},
        ),
        (
            _("Accessibility: the conclusion"),
            {"fields": ("conformity", pair("faults"), pair("burden"), pair("outside"))},
        ),
        (
            _("Accessibility: the assessment"),
            {"fields": ("method", pair("method_note"), "assessed_on", "stated_on")},
        ),
        (_("Accessibility: whom to tell"), {"fields": ("email", "phone")}),
        (_("Personal data"), {"fields": ("data_protection_email",)}),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Open the form of the one row."""
        there = Operator.objects.exists()
        name = "admin:events_operator_change" if there else "admin:events_operator_add"
        return HttpResponseRedirect(reverse(name, args=(1,) if there else ()))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow one row only."""
        return super().has_add_permission(request) and not Operator.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Operator | None = None) -> bool:
        """Refuse: the site always has an operator."""
        return False

"""The settings of the website, which are a single row, and the pages about the site."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from ..models import Page, Website, WebsiteOrganiser, get_website
from .admin_page import website_path
from .bilingual_admin import BilingualAdmin
from .bilingual_fields import pair
from .ordered_inlines import OrganisersInline
from .site import site


class WebsiteOrganiserInline(OrganisersInline):
    """The organisers of the site, in the order of the footer."""

    model = WebsiteOrganiser


class WebsiteForm(forms.ModelForm[Website]):
    """The website, with a slider for the hue."""

    class Meta:
        widgets = {
            "hue": forms.NumberInput({"type": "range", "min": 0, "max": 359, "class": "hue"}),
        }


@admin.register(Website, site=site)
class WebsiteAdmin(BilingualAdmin):
    """The name and looks of the site, and the facts that the law requires on its pages."""

    form = WebsiteForm
    inlines = (WebsiteOrganiserInline,)
    fieldsets = (
        (
            None,
            {"fields": (*map(pair, ("name", "short_name", "tagline", "description")),)},
        ),
        (_("Languages and looks"), {"fields": ("first_language", "hue", "icon")}),
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
        (_("Personal data"), {"fields": (pair("public_body"), "data_protection_email")}),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Open the form of the only row instead of a list."""
        return HttpResponseRedirect(website_path(get_website()))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Hide the button that adds another website."""
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow one row only."""
        return super().has_add_permission(request) and not Website.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Website | None = None) -> bool:
        """Return False: the site always needs this row."""
        return False


@admin.register(Page, site=site)
class PageAdmin(BilingualAdmin):
    """A page about the site or the centre."""

    list_display = ("key", "title_sv", "title_en", "updated_at")
    search_fields = (*pair("title"), "key")
    fieldsets = ((None, {"fields": ("key", pair("title"), pair("body"))}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        """Make the key of a stored page read-only: its address depends on it."""
        return ("key",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it while one of the fixed pages is missing."""
        return super().has_add_permission(request) and Page.objects.count() < len(Page.Key)

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Return False: every page of the site links to these."""
        return False

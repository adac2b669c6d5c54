"""The website in its own words, in the admin: one row, without a list; and its few pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..models import Page, Website, WebsiteOrganiser
from .bilingual_admin import BilingualAdmin
from .bilingual_fields import BilingualFields, pair, rows_to_begin_with
from .ordered_inlines import OrderedForm, OrderedFormSet
from .site import site


class WebsiteOrganiserInline(BilingualFields, admin.StackedInline[WebsiteOrganiser, Website]):
    """Who stands behind the site, in the order of the footer."""

    model = WebsiteOrganiser
    form, formset = OrderedForm, OrderedFormSet
    get_extra = rows_to_begin_with
    fields = (("organiser", "position"),)
    autocomplete_fields = ("organiser",)


class WebsiteForm(forms.ModelForm[Website]):
    """The site, with its hue chosen from a strip of all."""

    class Meta:
        widgets = {
            "hue": forms.NumberInput({"type": "range", "min": 0, "max": 359, "class": "hue"}),
        }


@admin.register(Website, site=site)
class WebsiteAdmin(BilingualAdmin):
    """What the site calls itself, and what the law requires on its pages."""

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
        """Open the form of the one row."""
        there = Website.objects.exists()
        name = "admin:events_website_change" if there else "admin:events_website_add"
        return HttpResponseRedirect(reverse(name, args=(1,) if there else ()))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer no second website."""
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow one row only."""
        return super().has_add_permission(request) and not Website.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Website | None = None) -> bool:
        """Refuse: the site is always there."""
        return False


@admin.register(Page, site=site)
class PageAdmin(BilingualAdmin):
    """A page about the site or the centre."""

    list_display = ("key", "title_sv", "title_en", "updated_at")
    search_fields = (*pair("title"), "key")
    fieldsets = ((None, {"fields": ("key", pair("title"), pair("body"))}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        """Let nobody change the key of a page: its address depends on it."""
        return ("key",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it while one of the fixed set is missing."""
        return super().has_add_permission(request) and Page.objects.count() < len(Page.Key)

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Refuse: every page of the site links to these."""
        return False

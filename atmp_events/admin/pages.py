"""The information pages in the admin: they are always there, only their texts change."""

from django.contrib import admin
from django.http import HttpRequest

from ..models import Page
from .bilingual_admin import BilingualAdmin
from .bilingual_fields import pair
from .site import site


@admin.register(Page, site=site)
class PageAdmin(BilingualAdmin):
    """A page about the site or the centre."""

    list_display = ("key", "title_sv", "title_en", "updated_at")
    search_fields = (*pair("title"), "key")
    fieldsets = ((None, {"fields": ("key", pair("title"), pair("body"))}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> tuple[str, ...]:
        """Which page it is never changes: its address follows from that."""
        return ("key",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let a page be written that is not there yet, but no other."""
        return super().has_add_permission(request) and Page.objects.count() < len(Page.Key)

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Every page of the site leads to these."""
        return False

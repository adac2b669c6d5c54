"""The information pages in the admin: a fixed set, whose texts can be edited."""

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
        """Let nobody change the key of a page: its address depends on it."""
        return ("key",) if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Allow it while one of the fixed set is missing."""
        return super().has_add_permission(request) and Page.objects.count() < len(Page.Key)

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Refuse: every page of the site links to these."""
        return False

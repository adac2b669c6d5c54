"""People in the admin: speakers and contacts."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..actions.affiliations import fill_appearances_of
from ..models import Affiliation, Appearance, Person, User
from .admin_page import page_url, row_path
from .bilingual_fields import pair
from .erasing import data_page, erase_name_page, erase_page
from .ordered_inlines import OrderedInline
from .shared_record import SharedRecordAdmin
from .site import site


class AffiliationsInline(OrderedInline):
    """The person's current roles and organisations."""

    model = Affiliation
    fields = (pair("role"), (*pair("organisation"), "position"))


class AppearancesInline(admin.TabularInline[Appearance, Person]):
    """The events at which the person appears, read-only: they are changed in the event's form."""

    model = Appearance
    verbose_name_plural = _("appears at")
    fields = readonly_fields = ("at", "of_talk", *pair("role"), *pair("affiliation"))
    can_delete = False
    extra = 0
    ordering = ("-event__starts_at", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        """Fetch the events and talks of all rows at once."""
        return super().get_queryset(request).select_related("event", "talk")

    @admin.display(description=_("event"))
    def at(self, appearance: Appearance) -> str:
        """Return the name of the event, with a link to its form unless it is deleted."""
        event = appearance.event
        if event.deleted_at:
            return str(event)
        return format_html('<a href="{}">{}</a>', row_path(event), event)

    @admin.display(description=_("talk"), empty_value="")
    def of_talk(self, appearance: Appearance) -> str | None:
        """Return the talk, None for the whole event."""
        return str(appearance.talk) if appearance.talk else None

    def has_add_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Return False: speakers are added in the event's form."""
        return False


@admin.register(Person, site=site)
class PersonAdmin(SharedRecordAdmin):
    """A person, as a speaker and as a contact."""

    inlines = (AffiliationsInline, AppearancesInline)
    list_display = ("name", "affiliations", "email", "phone")
    search_fields = ("name", "slug", "email", *pair("affiliations__organisation"))
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug")}),
        (_("For those who have questions"), {"fields": (("email", "phone"), "web_page")}),
        (
            _("About the person"),
            {
                "fields": (pair("bio"), "portrait", pair("portrait_alt")),
                "classes": ("collapse",),
            },
        ),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the affiliations, and copy newly added translations to the person's appearances."""
        super().save_related(request, form, formsets, change)
        if change:
            fill_appearances_of(form.instance, by=cast(User, request.user), now=timezone.now())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """Fetch the affiliations of all rows at once."""
        return super().get_queryset(request).prefetch_related("affiliations")

    @admin.display(description=_("roles and affiliations"))
    def affiliations(self, person: Person) -> str:
        """Return roles and affiliations, to distinguish people of the same name."""
        return "; ".join(map(str, person.affiliations.all()))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that download and erase personal data."""
        return [
            page_url(self, "<int:pk>/data/", data_page, "data"),
            page_url(self, "<int:pk>/erase/", erase_page, "erase"),
            page_url(self, "erase-name/", erase_name_page, "erase_name", permission="delete"),
            *super().get_urls(),
        ]

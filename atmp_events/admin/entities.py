"""Venues, organisers and series in the admin. Many events can name the same one."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..mail.outbox import sends_letters
from ..models import Follower, Organiser, Series, Venue
from .bilingual_fields import pair
from .shared_record import SharedRecordAdmin
from .site import site


@admin.register(Venue, site=site)
class VenueAdmin(SharedRecordAdmin):
    """A building, its address and the way to its entrance."""

    list_display = ("__str__", "street", "city")
    search_fields = (*pair("name"), "slug", "street", "city")
    prepopulated_fields = {"slug": ("name_sv",)}
    fieldsets = (
        (None, {"fields": (pair("name"), "slug")}),
        (_("Postal address"), {"fields": ("street", ("postal_code", "city", "country"))}),
        (
            _("The way to the door"),
            {"fields": (*map(pair, ("entrance", "directions", "nearest_stop")),)},
        ),
        (
            _("Accessibility"),
            {"fields": (("step_free", "hearing_loop"), pair("accessibility"))},
        ),
        (
            _("Map and web page"),
            {"fields": (("latitude", "longitude"), "web_page"), "classes": ("collapse",)},
        ),
    )


@admin.register(Organiser, site=site)
class OrganiserAdmin(SharedRecordAdmin):
    """An organisation that arranges events."""

    list_display = ("name_sv", "name_en", "web_page")
    search_fields = (*pair("name"), *pair("slug"))
    prepopulated_fields = {"slug_sv": ("name_sv",), "slug_en": ("name_en",)}
    fieldsets = ((None, {"fields": (pair("name"), pair("slug"), "web_page", "logo")}),)


@admin.register(Series, site=site)
class SeriesAdmin(SharedRecordAdmin):
    """Events that belong together."""

    list_display = ("__str__", "contact")
    list_select_related = ("contact",)
    search_fields = (*pair("title"), *pair("slug"))
    autocomplete_fields = ("contact",)
    prepopulated_fields = {"slug_sv": ("title_sv",), "slug_en": ("title_en",)}
    fieldsets = (
        (None, {"fields": (*map(pair, ("title", "slug", "description")),)}),
        (_("What its events have in common"), {"fields": ("usual_length", "contact")}),
    )

    def get_list_display(self, request: HttpRequest) -> Any:
        """Add the number of followers, if the site sends letters."""
        return (*self.list_display, "following") if sends_letters() else self.list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        """Count followers in a subquery: PostgreSQL cannot lock the rows of a grouped query."""
        series: QuerySet[Series] = super().get_queryset(request)
        confirmed = Follower.objects.confirmed().filter(series=OuterRef("pk"))
        number = confirmed.order_by().values("series").annotate(number=Count("pk")).values("number")
        return series.annotate(following=Coalesce(number, 0)) if sends_letters() else series

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say how many followers are erased: restoring the series does not bring them back."""
        deleted, *rest = super().get_deleted_objects(objs, request)
        number = Follower.objects.confirmed().filter(series__in=objs).count()
        if number:
            words = ngettext(
                "%(count)d person follows by email, and is erased. This cannot be undone.",
                "%(count)d people follow by email, and are erased. This cannot be undone.",
                number,
            )
            deleted.append(words % {"count": number})
        return (deleted, *rest)

    @admin.display(description=_("follow by email"), ordering="following")
    def following(self, series: Any) -> int:
        """Return the number of followers."""
        number: int = series.following
        return number

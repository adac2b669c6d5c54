"""People, venues, organisers and series in the admin. Many events can name the same one."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.affiliations import fill_appearances_of
from ..mail.outbox import sends_letters
from ..models import Affiliation, Appearance, Follower, Organiser, Person, Series, User, Venue
from .admin_page import page_url
from .bilingual_fields import pair
from .erasing import data_page, erase_name_page, erase_page
from .ordered_inlines import OrderedInline
from .shared_record import SharedRecordAdmin
from .site import site
from .soft_delete import link_to


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
        return super().get_queryset(request).select_related("event__version", "talk")

    @admin.display(description=_("event"))
    def at(self, appearance: Appearance) -> str:
        """Return the name of the event, with a link."""
        return link_to(appearance.event)

    @admin.display(description=_("talk"))
    def of_talk(self, appearance: Appearance) -> str:
        """Return the talk, or "" for the whole event."""
        return str(appearance.talk or "")

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
            page_url(self, "<int:pk>/data/", data_page, "data", permission="delete"),
            page_url(self, "<int:pk>/erase/", erase_page, "erase", permission="delete"),
            page_url(self, "erase-name/", erase_name_page, "erase_name", permission="delete"),
            *super().get_urls(),
        ]


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

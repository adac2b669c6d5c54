"""Events in the admin: the list, and the form in the order one thinks."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..facts.addresses import page_path
from ..facts.details import DETAILS
from ..models import LANGUAGES, Event, State, Status
from .changing import Changing
from .copying import Copying
from .desk import starts
from .editing import Editing, pair
from .event_form import EventForm
from .programme import AppearancesInline, OrganisersInline, TalksInline
from .roles import OnlyDraftsUnlessTrusted
from .site import site
from .translations import MissingFilter, StaleFilter, TwoLanguages, unfinished_in
from .usual import UsualInSeries
from .withdrawing import DeletedFilter, Withdrawing


@admin.register(Event, site=site)
class EventAdmin(
    Changing, Copying, OnlyDraftsUnlessTrusted, Withdrawing, TwoLanguages, UsualInSeries, Editing
):
    """One event, once, in both languages."""

    form = EventForm
    inlines = (OrganisersInline, TalksInline, AppearancesInline)
    autocomplete_fields = ("series", "venue", "contact")
    radio_fields = {"state": admin.HORIZONTAL, "attendance_mode": admin.HORIZONTAL}
    list_display = ("when", "title_in_list", "state", "news", "languages")
    list_display_links = ("when", "title_in_list")
    list_filter = ("state", "status", MissingFilter, StaleFilter, "kind", "series", DeletedFilter)
    list_per_page = 50
    date_hierarchy = "starts_at"
    search_fields = (*pair("title"), "appearances__person__name", *pair("talks__title"))
    search_help_text = _("Titles, talks and speakers, in either language")
    change_form_template = "admin/event.html"
    fieldsets = (
        (_("What"), {"fields": (("series", "number", "kind"), pair("title"))}),
        (_("When"), {"fields": (("starts_at", "ends_at"), "all_day")}),
        (_("Another time zone"), {"fields": ("timezone",), "classes": ("collapse",)}),
        (
            _("Where"),
            {
                "fields": (
                    "attendance_mode",
                    "venue",
                    *map(pair, ("entrance", "room")),
                    "online_url",
                )
            },
        ),
        (
            _("Who"),
            {
                "fields": ("spoken_languages", pair("audience"), "contact"),
                "classes": ("with-programme",),  # The organisers, talks and speakers follow it.
            },
        ),
        (
            _("Registration"),
            {
                "fields": (
                    ("registration", "registration_url"),
                    ("registration_opens_at", "registration_closes_at"),
                    ("capacity", "fully_booked"),
                    *(pair(it.name) for it in DETAILS if it.name != "audience"),
                )
            },
        ),
        (_("Texts"), {"fields": (pair("summary"), pair("body"))}),
        (
            _("Picture"),
            {
                "fields": (("image", "image_credit"), pair("image_alt")),
                "classes": ("collapse",),
            },
        ),
        (
            _("Addresses and links"),
            {
                "fields": (pair("slug"), "web_page", ("recording_url", "slides_url")),
                "classes": ("collapse",),
            },
        ),
        (
            _("Cancelled, moved or postponed"),
            {
                "fields": (("status", "previous_starts_at"), pair("status_note")),
                "classes": ("collapse",),
            },
        ),
        (_("Publishing"), {"fields": (("state", "publish_at"),)}),
    )

    @admin.display(description=_("starts"), ordering="starts_at")
    def when(self, event: Event) -> str:
        """Return the start on the event's own clock."""
        return starts(event)

    @admin.display(description=_("title"), ordering="title_sv")
    def title_in_list(self, event: Event) -> str:
        """Return the title, in the other language when it has but one."""
        return str(event)

    @admin.display(description=_("status"), ordering="status", empty_value="")
    def news(self, event: Event) -> str | None:
        """Say what has become of it, unless it takes place as planned."""
        return None if event.status == Status.SCHEDULED else str(Status(event.status).label)

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """Let the speakers' forms know the talks' forms: both may be new."""
        # No public hook sees more than one formset.
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        by_prefix = {formset.prefix: formset for formset in formsets}
        if {"talks", "appearances"} <= by_prefix.keys():
            by_prefix["appearances"].talks = by_prefix["talks"]
        return formsets, inlines

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the links to both pages, when readers may see them."""
        event = kwargs.get("obj")
        if isinstance(event, Event):
            context["unfinished"] = unfinished_in(event)
            context["is_draft"] = event.state == State.DRAFT
        if isinstance(event, Event) and event.is_public(timezone.now()):
            labels = {"sv": _("View in Swedish"), "en": _("View in English")}
            context["on_site"] = [
                (labels[language], page_path(event, language)) for language in LANGUAGES
            ]
        return super().render_change_form(request, context, *args, **kwargs)

"""Events in the admin: the list, and the form in the order one thinks."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..facts.addresses import page_path
from ..models import LANGUAGES, Event, Status
from .copying import Copying
from .editing import Editing, pair
from .event_form import EventForm
from .programme import AppearancesInline, OrganisersInline, TalksInline
from .roles import OnlyDraftsUnlessTrusted
from .site import site

TEXTS = ("title", "summary", "body", "audience", "price", "status_note")


@admin.register(Event, site=site)
class EventAdmin(Copying, OnlyDraftsUnlessTrusted, Editing):
    """One event, once, in both languages."""

    form = EventForm
    inlines = (OrganisersInline, TalksInline, AppearancesInline)
    autocomplete_fields = ("series", "venue", "contact")
    radio_fields = {"state": admin.HORIZONTAL, "attendance_mode": admin.HORIZONTAL}
    list_display = ("when", "title_in_list", "state", "news", "series", "missing")
    list_display_links = ("when", "title_in_list")
    list_filter = ("state", "status", "kind", "series")
    list_select_related = ("series",)
    list_per_page = 50
    date_hierarchy = "starts_at"
    search_fields = (*pair("title"), "appearances__person__name", *pair("talks__title"))
    search_help_text = _("Titles, talks and speakers, in either language")
    fieldsets = (
        (
            _("What"),
            {"fields": (("kind", "series", "number"), *map(pair, ("title", "summary", "body")))},
        ),
        (_("Addresses of the page"), {"fields": (pair("slug"),), "classes": ("collapse",)}),
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
        (_("Who"), {"fields": ("spoken_languages", pair("audience"), "contact")}),
        (
            _("Registration"),
            {
                "fields": (
                    ("registration", "registration_url"),
                    ("registration_opens_at", "registration_closes_at"),
                    ("capacity", "fully_booked"),
                    pair("price"),
                )
            },
        ),
        (
            _("More to read and see"),
            {
                "fields": (
                    "web_page",
                    ("recording_url", "slides_url"),
                    ("image", "image_credit"),
                    pair("image_alt"),
                ),
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
        if event.starts_at is None:
            return str(_("no date yet"))
        return f"{event.local(event.starts_at):{'%Y-%m-%d' if event.all_day else '%Y-%m-%d %H:%M'}}"

    @admin.display(description=_("title"), ordering="title_sv")
    def title_in_list(self, event: Event) -> str:
        """Return the title, in the other language when it has but one."""
        return str(event)

    @admin.display(description=_("status"), ordering="status", empty_value="")
    def news(self, event: Event) -> str | None:
        """Say what has become of it, unless it takes place as planned."""
        return None if event.status == Status.SCHEDULED else str(Status(event.status).label)

    @admin.display(description=_("to translate"), empty_value="")
    def missing(self, event: Event) -> str | None:
        """Name the language in which a text is missing that is written in the other."""
        texts = [getattr(event, name) for name in TEXTS]
        names = {"sv": _("Swedish"), "en": _("English")}
        return (
            ", ".join(
                str(names[language])
                for language in LANGUAGES
                if any(text and not text.written(language) for text in texts)
            )
            or None
        )

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
        if isinstance(event, Event) and event.is_public(timezone.now()):
            labels = {"sv": _("View in Swedish"), "en": _("View in English")}
            context["on_site"] = [
                (labels[language], page_path(event, language)) for language in LANGUAGES
            ]
        return super().render_change_form(request, context, *args, **kwargs)

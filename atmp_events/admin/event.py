"""The list and the form of events."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions.soft_delete import delete, restorable
from ..facts.details import DETAILS
from ..facts.paths import page_path
from ..mail.outbox import is_on
from ..models import LANGUAGES, Event, Registration, State
from ..participation.places import fill
from ..search import matching
from . import attendee_pages, status_changes
from .bilingual_admin import BilingualAdmin
from .bilingual_fields import pair
from .copying import copy_page, repeat_page
from .desk import starts
from .edit_conflicts import locked_row
from .event_form import EventForm
from .event_page import EventPage, uid_of_form
from .event_state import StateFilter, state_label, state_sentence
from .event_table import table_page
from .figures import figures_page
from .importing import import_page, template_page
from .pdf_field import slides_page
from .programme import AppearancesInline, OrganisersInline, TalksInline
from .programme_text import programme_text_page
from .publishing import (
    check_on_commit,
    check_page,
    preview_page,
    publish_events,
    publish_page,
    unpublish_page,
)
from .registration import RegistrationInline, is_offered
from .roles import may_publish
from .row_page import page_url, row_path
from .series_defaults import add_usual_organisers, series_defaults_page
from .site import site
from .soft_delete import deleted_events_page, offer_undo, should_be_cancelled, what_goes
from .translations import (
    MissingFilter,
    StaleFilter,
    checked_page,
    confirm_or_copy,
    is_asked_for,
    unfinished_in,
    with_texts,
)


def is_draft(event: Event) -> bool:
    """Check for the state “draft”."""
    return event.state == State.DRAFT


def is_published(event: Event) -> bool:
    """Check for the state “published”, now or from a later moment."""
    return event.state == State.PUBLISHED


# The pages below an event's address, in the order of their buttons.
PAGES: Final = (
    EventPage("check", check_page, "view", _("Check")),
    EventPage("preview", preview_page, "change", _("Preview")),
    EventPage("publish", publish_page, "publish", _("Publish"), is_offered=is_draft),
    EventPage("unpublish", unpublish_page, "publish", _("Unpublish"), is_offered=is_published),
    *status_changes.PAGES,
    attendee_pages.LETTER,
    EventPage("copy", copy_page, "copy", _("Copy to the next date"), is_tool=True),
    EventPage("repeat", repeat_page, "copy", _("Plan a term"), is_tool=True),
    EventPage("checked", checked_page, "change"),
    *attendee_pages.PAGES,
)
# The pages about many events, by the last part of their addresses.
PAGES_OF_MANY: Final = {
    "usual": series_defaults_page,
    "table": table_page,
    "programme": programme_text_page,
    "figures": figures_page,
    "import": import_page,
    "template": template_page,
}
VIEW_ON_SITE: Final = {"sv": _("View in Swedish"), "en": _("View in English")}


@admin.register(Event, site=site)
class EventAdmin(BilingualAdmin):
    """One event, once, in both languages."""

    form = EventForm
    inlines = (OrganisersInline, TalksInline, AppearancesInline)
    autocomplete_fields = ("series", "venue", "contact")
    radio_fields = {"state": admin.HORIZONTAL, "attendance_mode": admin.HORIZONTAL}
    list_display = ("when", "title_in_list", "state_in_list", "languages")
    list_display_links = ("when", "title_in_list")
    list_filter = (StateFilter, MissingFilter, StaleFilter, "kind", "series")
    list_per_page = 50
    date_hierarchy = "starts_at"
    search_fields = (*pair("title"), "appearances__person__name", *pair("talks__title"))
    search_help_text = _("Titles, talks and speakers, in either language")
    actions = (publish_events,)
    change_form_template = "admin/event.html"
    deleted_view = staticmethod(deleted_events_page)
    delete_confirmation_template = "admin/delete_event.html"
    delete_selected_confirmation_template = "admin/delete_events.html"
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
                    ("registration", "registration_url", "registration_email"),
                    ("registration_opens_at", "registration_closes_at"),
                    ("capacity", "fully_booked"),
                    *(pair(it.name) for it in DETAILS if it.name != "audience"),
                ),
                "classes": ("with-settings",),  # Those of registration on this site follow it.
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
                "fields": (pair("slug"), "web_page"),
                "classes": ("collapse",),
            },
        ),
        (
            _("After the event"),
            {
                "fields": (("recording_url", "slides_url"), "no_materials"),
                "classes": ("collapse",),
                "description": _(
                    "Slides and recording of the event as a whole. Those of a talk stand at it."
                ),
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
        """Return the start in Swedish time, by which the line of dates filters."""
        return starts(event)

    @admin.display(description=_("title"), ordering="title_sv")
    def title_in_list(self, event: Event) -> str:
        """Return the title, in the other language if it has only one."""
        return str(event)

    @admin.display(description=_("state"), ordering="state")
    def state_in_list(self, event: Event) -> str:
        """Return the state in a word, as on the start page."""
        return state_label(event, timezone.now())

    @admin.display(description=_("languages"), empty_value="")
    def languages(self, event: Event) -> str | None:
        """Return what is missing or stale, with a button to confirm the latter."""
        unfinished = unfinished_in(event)
        context = {"unfinished": unfinished, "event": event, "in_form": True}
        return render_to_string("admin/unfinished.html", context) if unfinished else None

    def get_urls(self) -> list[URLPattern]:
        """Add the small pages, the pages about many events, and the defaults of a series."""
        of_many = (page_url(self, f"{name}/", view, name) for name, view in PAGES_OF_MANY.items())
        slides = page_url(self, "slides/<str:file>/", slides_page, "slides")
        return [*of_many, slides, *(page.url(self) for page in PAGES), *super().get_urls()]

    def get_inlines(self, request: HttpRequest, obj: Event | None) -> Any:
        """Add how one registers on this site, where that can be chosen."""
        more = (RegistrationInline,) if is_offered(obj) else ()
        return (*super().get_inlines(request, obj), *more)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Fetch what the list and the form show; leave out what is deleted."""
        events = with_texts(super().get_queryset(request).filter(deleted_at=None))
        return events.select_related("series", "venue", "contact")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as readers do, in the order of the list."""
        found = matching(Event.objects.all(), search_term).order_by()
        return queryset.filter(pk__in=found.values("pk")), False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what readers lose: the events, their talks and speakers."""
        may_delete = all(self.has_delete_permission(request, event) for event in objs)
        lacking = set() if may_delete else {str(self.opts.verbose_name)}
        return [part for event in objs for part in what_goes(event)], {}, lacking, []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Suggest to cancel an event that readers wait for."""
        event = self.get_object(request, object_id)
        if event and should_be_cancelled(event, timezone.now()):
            extra_context = (extra_context or {}) | {"cancel_path": row_path(event, "cancel")}
        return super().delete_view(request, object_id, extra_context)

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Let those who may not publish change drafts only."""
        may_edit = obj is None or is_draft(obj) or may_publish(request)
        return may_edit and super().has_change_permission(request, obj)

    def has_publish_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Require both the right to publish and to change."""
        return may_publish(request) and self.has_change_permission(request, obj)

    def has_copy_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Let those who may add events copy those that they can read."""
        return self.has_add_permission(request) and self.has_view_permission(request, obj)

    def has_attendees_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Let those who answer for the website see and change who registered; no editor does."""
        may_see = request.user.has_perm("events.change_website")
        return may_see and self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Let those who may not publish delete drafts only."""
        may_edit = obj is None or is_draft(obj) or may_publish(request)
        return may_edit and super().has_delete_permission(request, obj)

    def has_deleted(self) -> bool:
        """Check whether a deleted event can be restored: its row is still there."""
        return restorable(Event.objects.all(), now=timezone.now()).exists()

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        """Delete an event, so that it can be restored in the list."""
        self.delete_queryset(request, Event.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the ticked events, so that they can be restored."""
        keys = list(queryset.values_list("pk", flat=True))
        delete(queryset, now=timezone.now())
        offer_undo(request, Event, keys)

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Let only those who may publish change the state and the moment of publishing."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if may_publish(request) else (*fields, "state", "publish_at")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Open the event that is there already where the form of a new one is sent again."""
        if object_id is None and (uid := uid_of_form(request)):
            again = self.get_queryset(request).filter(uid=uid).first()
            if again:
                messages.info(request, _("This event is already saved: the form was sent twice."))
                return HttpResponseRedirect(row_path(again))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        """Save; a new event gets the UID of its form, so that a resent one makes no second."""
        if not change:
            obj.uid = uid_of_form(request) or obj.uid
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the programme, then do what depends on the event as a whole."""
        super().save_related(request, form, formsets, change)
        talks: Any = getattr(form.instance, "talk_forms", ())
        if any(talk.moved_along for talk in talks):
            messages.info(request, _("The times in the programme have moved along."))
        add_usual_organisers(form)
        confirm_or_copy(request, form.instance)
        event = form.instance
        if event.registration == Registration.HERE:
            fill(event, timezone.now())
        is_published = event.state == State.PUBLISHED and form.stored.state != State.PUBLISHED
        check_on_commit(request, event, is_published=is_published)

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        """Stay in the form after confirming or copying texts."""
        if is_asked_for(request):
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the state in words, what is unfinished, and the buttons of the pages that fit."""
        there = locked_row(request)
        event = there.shown if there else kwargs.get("obj")
        if isinstance(event, Event):
            now = timezone.now()
            context |= {
                "standing": state_sentence(event, now),
                "following": event.followers.confirmed().count() if is_on() else 0,
                "unfinished": unfinished_in(event),
                "is_draft": is_draft(event),
                "steps": list(_buttons(request, event, are_tools=False)),
                "tools": [*_public_pages(event), *_buttons(request, event, are_tools=True)],
            }
        return super().render_change_form(request, context, *args, **kwargs)


def _buttons(request: HttpRequest, event: Event, *, are_tools: bool) -> Iterator[tuple[str, str]]:
    """Yield the path and the words of each button that is offered for an event."""
    for page in PAGES:
        if page.is_tool == are_tools and page.has_button(request, event):
            yield page.button(event)


def _public_pages(event: Event) -> list[tuple[str, str]]:
    """Return the event's two pages on the site, if readers can see it."""
    if not event.is_public(timezone.now()):
        return []
    return [(page_path(event, language), str(VIEW_ON_SITE[language])) for language in LANGUAGES]

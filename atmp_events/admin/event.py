"""The admin of events: the list and the form."""

from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions.soft_delete import delete, restorable
from ..facts.details import DETAILS
from ..facts.paths import page_path
from ..mail.outbox import sends_letters
from ..models import LANGUAGES, Event, EventOrganiser, Registration, State
from ..participation.places import fill_free_places
from ..search import matching
from .admin_page import event_of_form, page_url, row_path, uid_of_form
from .bilingual_admin import BilingualAdmin
from .bilingual_fields import pair
from .edit_conflicts import locked_row
from .event_form import EventForm
from .event_pages import PAGES, buttons_of, is_draft
from .event_state import StateFilter, state_label, state_sentence
from .event_table import table_page
from .importing import import_page, template_page
from .ordered_inlines import OrganisersInline
from .programme import AppearancesInline, TalksInline
from .programme_text import programme_text_page
from .publishing import check_on_commit, publish_events
from .registration import RegistrationInline, is_offered
from .roles import may_publish
from .series_defaults import add_default_organisers, series_defaults_page
from .site import site
from .soft_delete import deleted_events_page, deletion_summary, offer_undo, should_be_cancelled
from .start_page import start_in_words
from .statistics import statistics_page
from .translations import (
    MissingFilter,
    StaleFilter,
    confirm_or_copy,
    is_confirm_or_copy,
    unfinished_translations_of,
    with_texts,
)
from .upload_fields import slides_page

# Pages about many events: the last part of the address, the view, and the permission.
PAGES_OF_MANY: Final = (
    ("usual", series_defaults_page, "view"),
    ("table", table_page, "view"),
    ("programme", programme_text_page, "view"),
    ("figures", statistics_page, "view"),
    ("import", import_page, "add"),
    ("template", template_page, "add"),
)
VIEW_ON_SITE: Final = {"sv": _("View in Swedish"), "en": _("View in English")}


class EventOrganiserInline(OrganisersInline):
    """The organisers of an event."""

    model = EventOrganiser


@admin.register(Event, site=site)
class EventAdmin(BilingualAdmin):
    """The admin of events."""

    form = EventForm
    inlines = (EventOrganiserInline, TalksInline, AppearancesInline)
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
    deleted_view = staticmethod(deleted_events_page)
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
                "classes": ("with-programme",),  # `stands_after` of the inlines
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
                "classes": ("with-settings",),
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
        """Return the start in Swedish time, as in the date filter."""
        return start_in_words(event)

    @admin.display(description=_("title"), ordering="title_sv")
    def title_in_list(self, event: Event) -> str:
        """Return the title, if necessary in the other language."""
        return str(event)

    @admin.display(description=_("state"), ordering="state")
    def state_in_list(self, event: Event) -> str:
        """Return the state in words, as on the start page."""
        return state_label(event, timezone.now())

    @admin.display(description=_("languages"), empty_value="")
    def languages(self, event: Event) -> str | None:
        """Return missing and stale texts, with a button to confirm stale ones."""
        unfinished = unfinished_translations_of(event)
        context = {"unfinished": unfinished, "event": event, "in_form": True}
        context["may_publish"] = getattr(event, "may_publish", False)
        return render_to_string("admin/unfinished.html", context) if unfinished else None

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of an event, the pages about many events, and the slides."""
        of_many = (
            page_url(self, f"{name}/", view, name, permission=permission)
            for name, view, permission in PAGES_OF_MANY
        )
        slides = page_url(self, "slides/<str:file>/", slides_page, "slides", permission="view")
        return [*of_many, slides, *(page.url(self) for page in PAGES), *super().get_urls()]

    def get_inlines(self, request: HttpRequest, obj: Event | None) -> Any:
        """Add the settings of registration on this site, if it can be chosen."""
        more = (RegistrationInline,) if is_offered(obj) else ()
        return (*super().get_inlines(request, obj), *more)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Fetch related rows for list and form. Leave out deleted events."""
        events = with_texts(super().get_queryset(request).filter(deleted_at=None))
        # Fields and columns that are computed do not get the request.
        events = events.annotate(may_publish=Value(may_publish(request)))
        return events.select_related("series", "venue", "contact")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as on the public pages, but in the order of the list."""
        found = matching(Event.objects.all(), search_term).order_by()
        return queryset.filter(pk__in=found.values("pk")), False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the events, their talks and speakers."""
        may_delete = all(self.has_delete_permission(request, event) for event in objs)
        lacking = set() if may_delete else {str(self.opts.verbose_name)}
        return [part for event in objs for part in deletion_summary(event)], {}, lacking, []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Suggest cancelling an event that readers expect."""
        event = self.get_object(request, object_id)
        if event and should_be_cancelled(event, timezone.now()):
            extra_context = (extra_context or {}) | {"cancel_path": row_path(event, "cancel")}
        return super().delete_view(request, object_id, extra_context)

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Allow users who may not publish to change only drafts."""
        may_edit = obj is None or is_draft(obj) or may_publish(request)
        return may_edit and super().has_change_permission(request, obj)

    def has_publish_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Require the permissions to publish and to change."""
        return may_publish(request) and self.has_change_permission(request, obj)

    def has_copy_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Require the permissions to add and to view."""
        return self.has_add_permission(request) and self.has_view_permission(request, obj)

    def has_attendees_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Require the permission to change the website, which editors do not have."""
        may_see = request.user.has_perm("events.change_website")
        return may_see and self.has_view_permission(request, obj)

    def has_write_attendees_permission(
        self, request: HttpRequest, obj: Event | None = None
    ) -> bool:
        """Require the right to send email to attendees."""
        return bool(request.user.has_perm("events.write_attendees"))

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Allow users who may not publish to delete only drafts."""
        may_edit = obj is None or is_draft(obj) or may_publish(request)
        return may_edit and super().has_delete_permission(request, obj)

    def has_deleted(self) -> bool:
        """Return whether a deleted event can be restored."""
        return restorable(Event.objects.all(), now=timezone.now()).exists()

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        """Delete an event so that it can be restored."""
        self.delete_queryset(request, Event.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the ticked events so that they can be restored."""
        keys = list(queryset.values_list("pk", flat=True))
        delete(queryset, now=timezone.now())
        offer_undo(request, Event, keys)

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Make state and moment of publishing read-only for users who may not publish."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if may_publish(request) else (*fields, "state", "publish_at")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """If the form of a new event is sent twice, open the event that it made."""
        if object_id is None and (again := event_of_form(request)):
            return HttpResponseRedirect(row_path(again))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        """Save. A new event gets the UID of its form, to recognise a form that is sent twice."""
        if not change:
            obj.uid = uid_of_form(request) or obj.uid
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the programme, and then make the changes that depend on it."""
        super().save_related(request, form, formsets, change)
        talks: Any = getattr(form.instance, "talk_forms", ())
        if any(talk.moved_along for talk in talks):
            messages.info(request, _("The times in the programme have moved along."))
        add_default_organisers(form)
        confirm_or_copy(request, form.instance)
        event = form.instance
        if event.registration == Registration.HERE:
            fill_free_places(event, timezone.now())
        is_published = event.state == State.PUBLISHED and form.stored.state != State.PUBLISHED
        check_on_commit(request, event, is_published=is_published)

    def response_change(self, request: HttpRequest, obj: Event) -> HttpResponse:
        """Show the form again after confirming or copying texts."""
        if is_confirm_or_copy(request):
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the state in words, missing and stale texts, and buttons."""
        locked = locked_row(request)
        event = locked.shown if locked else kwargs.get("obj")
        if isinstance(event, Event):
            now = timezone.now()
            context |= {
                "state_sentence": state_sentence(event, now),
                "follower_count": event.followers.confirmed().count() if sends_letters() else 0,
                "unfinished": unfinished_translations_of(event),
                "is_draft": is_draft(event),
                "steps": list(buttons_of(self, request, event, are_tools=False)),
                "tools": [*_public_pages(event), *buttons_of(self, request, event, are_tools=True)],
            }
        return super().render_change_form(request, context, *args, **kwargs)


def _public_pages(event: Event) -> list[tuple[str, str]]:
    """Return the paths and labels of the event's public pages, if it is public."""
    if not event.is_public(timezone.now()):
        return []
    return [(page_path(event, language), str(VIEW_ON_SITE[language])) for language in LANGUAGES]

"""Pages that check, preview, publish and unpublish events."""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any, Final, TypeAlias

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.publishing import close_preview, open_preview, publish, unpublish
from ..actions.versions import save_version_before
from ..facts.paths import route_path
from ..facts.when import SWEDISH_ZONE, moment_in_words, swedish_time
from ..languages import current_language
from ..mail.outbox import sends_letters
from ..models import LANGUAGES, Event, EventQuerySet, Preview, State
from ..participation.following import count_news_recipients
from ..proofreading.dead_links import (
    check_links,
    check_url,
    dead_answers,
    dead_links,
    links_to_check,
)
from ..proofreading.finding import Finding
from ..proofreading.rules import findings_of
from .admin_page import log_and_redirect, render_admin_page
from .local_time import ClockField, DayField, LocalDateTime
from .questions import recipients_in_words
from .start_page import start_in_words
from .translations import label_and_path

LabelledFinding: TypeAlias = tuple[Finding, str, str]  # with the label and path of its field

TEMPLATE: Final = "admin/event_action.html"
LINK_TIMEOUT: Final = 1.5  # seconds
LINKS_AT_ONCE: Final = 32


class PublishForm(forms.Form):
    """The moment of publishing, in Swedish time as in the event's form. Empty means at once."""

    day = DayField(label=_("Date"), required=False, help_text=_("Empty: it is published at once."))
    at = ClockField(label=_("Time"), required=False)

    def clean(self) -> dict[str, Any]:
        """Require both parts of the moment or neither, and a moment in the future."""
        super().clean()
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("at")
        if self.errors or not (day or at):
            return self.cleaned_data
        if not (day and at):
            raise ValidationError(_("Give both a date and a time."))
        moment = LocalDateTime(day, at).moment(SWEDISH_ZONE)
        if moment <= timezone.now():
            raise ValidationError(_("That moment has passed."))
        self.cleaned_data["moment"] = moment
        return self.cleaned_data


def publish_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Ask for the moment of publishing, and publish, unless a finding prevents it."""
    form = PublishForm(request.POST if request.method == "POST" else None)
    found = findings_in(event)
    can_publish = is_publishable(found)
    if can_publish and form.is_valid():
        try:
            save_version_before(event, now=timezone.now())
            publish(event, at=form.cleaned_data.get("moment"))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            message = _published_message(event)
            return log_and_redirect(model_admin, request, event, str(_("Publish")), message)
    return render_admin_page(
        model_admin,
        request,
        TEMPLATE,
        original=event,
        title=_("Publish"),
        form=form,
        found=found,
        consequences=tuple(_followers_in_words(event)) if can_publish else (),
        submit_label=_("Publish") if can_publish else "",
    )


def _followers_in_words(event: Event) -> Iterator[str]:
    """Yield one line with the number of people who get a letter about a new event, if any."""
    number = count_news_recipients(event) if sends_letters() else 0
    if number:
        yield ngettext(
            "%(count)d person who follows new events is told of it by email, within a week.",
            "%(count)d people who follow new events are told of it by email, within a week.",
            number,
        ) % {"count": number}


def check_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """List the findings of proofreading in the event."""
    context = {"title": _("Check"), "found": findings_in(event)}
    return render_admin_page(model_admin, request, TEMPLATE, original=event, **context)


def unpublish_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Show the consequences, and make the event a draft again on POST."""
    if request.method == "POST":
        save_version_before(event, now=timezone.now())
        unpublish(event)
        change, message = str(_("Unpublish")), str(_("The event is a draft again."))
        return log_and_redirect(model_admin, request, event, change, message)
    consequences = (
        _("Its page says that it is no longer public."),
        _("Calendars that subscribe show it as cancelled, for a year."),
        _("It leaves lists, feeds and search. You can publish it again at any time."),
        *recipients_in_words(event, timezone.now()),
    )
    context = {
        "title": _("Unpublish"),
        "consequences": consequences,
        "submit_label": _("Unpublish"),
    }
    return render_admin_page(model_admin, request, TEMPLATE, original=event, **context)


def preview_link_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Show the secret link to the preview. A POST makes the link or ends it."""
    if request.method == "POST":
        if "_end" in request.POST:
            close_preview(event)
        else:
            open_preview(event, now=timezone.now())
        return redirect(request.path)
    preview = Preview.objects.filter(event=event, ends_at__gt=timezone.now()).first()
    return render_admin_page(
        model_admin,
        request,
        "admin/preview_link.html",
        original=event,
        title=_("Preview"),
        links=list(_preview_links(preview)) if preview else (),
        until=moment_in_words(swedish_time(preview.ends_at), current_language()) if preview else "",
    )


def _published_message(event: Event) -> str:
    """Return a sentence about the publishing of an event."""
    if not event.publish_at:
        return str(_("The event is published."))
    moment = moment_in_words(swedish_time(event.publish_at), current_language())
    return str(_("The event will be published by itself: %(moment)s.") % {"moment": moment})


def check_on_commit(request: HttpRequest, event: Event, *, is_published: bool) -> None:
    """Check the links of a saved event after its transaction, and show a warning for dead links.

    The check blocks no other transaction, and takes at most `LINK_TIMEOUT`. If this save has
    published the event, show all findings of proofreading.
    """
    if settings.CHECK_LINKS or is_published:
        transaction.on_commit(partial(_show_warnings, request, event.pk, is_published=is_published))


def _show_warnings(request: HttpRequest, pk: int, *, is_published: bool) -> None:
    event, now = Event.objects.with_facts().get(pk=pk), timezone.now()
    links = links_to_check([event], now=now) if settings.CHECK_LINKS else ()
    check = partial(check_url, seconds=LINK_TIMEOUT)
    has_dead = (
        bool(links) and check_links(links, now=now, check_url=check, at_once=LINKS_AT_ONCE) > 0
    )
    if is_published:
        if found := findings_in(event):
            lines = [(path, name, finding.words) for finding, name, path in found]
            listed = format_html_join("", '<br><a href="{}">{}</a>: {}', lines)
            parts = (_published_message(event), _("The check says what to look at:"), listed)
            messages.warning(request, format_html("{} {}{}", *parts))
    elif has_dead:
        for finding in dead_links(event, dead_answers()):
            messages.warning(request, finding.words)


@admin.action(description=_("Publish the ticked drafts"), permissions=["publish"])
@transaction.atomic
def publish_events(model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Show the findings in each ticked draft, and publish the drafts that have no blocking one."""
    keys = list(queryset.filter(state=State.DRAFT, deleted_at=None).values_list("pk", flat=True))
    Event.objects.filter(pk__in=keys).lock()
    drafts = list(_events_to_check(keys).order_by("starts_at", "pk"))
    found = _findings_in_each(drafts)
    publishable = [draft for draft in drafts if is_publishable(found[draft.pk])]
    if not drafts:
        messages.info(request, _("None of what is ticked is a draft."))
        return None
    if "_do" not in request.POST:
        return render_admin_page(
            model_admin,
            request,
            "admin/publish_events.html",
            title=_("Publish drafts"),
            drafts=[(draft, start_in_words(draft), found[draft.pk]) for draft in drafts],
            publishable=publishable,
            action="publish_events",
        )
    for draft in publishable:
        save_version_before(draft, now=timezone.now())
        publish(draft)
        model_admin.log_change(request, draft, str(_("Publish")))
    count = len(publishable)
    message = ngettext("%(count)d event is published.", "%(count)d events are published.", count)
    messages.success(request, message % {"count": count})
    if others := [str(draft) for draft in drafts if draft not in publishable]:
        warning = _("Not published, as something must be mended first: %(titles)s.")
        messages.warning(request, warning % {"titles": ", ".join(others)})
    return None


def findings_in(event: Event) -> list[LabelledFinding]:
    """Return the findings of proofreading in an event."""
    return _findings_in_each([_events_to_check([event.pk]).get()])[event.pk]


def is_publishable(found: list[LabelledFinding]) -> bool:
    """Return whether no finding prevents publishing."""
    return not any(finding.blocks_publishing for finding, _label, _path in found)


def _events_to_check(keys: list[int]) -> EventQuerySet:
    return Event.objects.filter(pk__in=keys).with_facts().select_related("agreed_texts")


def _findings_in_each(events: Collection[Event]) -> dict[int, list[LabelledFinding]]:
    """Return the findings of proofreading in each event, by primary key."""
    found = findings_of(events, current_language(), timezone.now())
    return {
        event.pk: [(it, *label_and_path(event, it)) for it in found[event.pk]] for event in events
    }


def _preview_links(preview: Preview) -> Iterator[tuple[str, str, str]]:
    """Yield language, name of the language, and address of each preview page."""
    for language in LANGUAGES:
        path = route_path("preview_page", language, token=preview.token)
        yield language, dict(settings.LANGUAGES)[language], settings.SITE_URL + path

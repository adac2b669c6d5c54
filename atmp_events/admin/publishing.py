"""Publishing in the admin: where an event stands, and the steps from there."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..actions.publishing import close_preview, open_preview, publish, unpublish
from ..actions.versions import keep_before
from ..facts.when import moment_in_words
from ..languages import current
from ..models import LANGUAGES, Event, Preview, State
from ..proofreading.dead_links import check, dead_links, due
from ..proofreading.finding import Finding
from ..proofreading.reaching import ask
from ..proofreading.reading import findings
from .recurring import clock_field, day_input
from .roles import may_publish
from .stock import ModelAdmin
from .translations import field_name, field_path

NOW: Final = "now"
LATER: Final = "later"
PATIENCE: Final = 1.5  # seconds for a link,
MOST: Final = 32  # so many of them at once


class PublishForm(forms.Form):
    """Now, or at a moment on the clock where the event is held."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=((NOW, _("Now")), (LATER, _("At a moment that comes by itself"))),
        widget=forms.RadioSelect,
        initial=NOW,
    )
    day = forms.DateField(label=_("Date"), required=False, widget=day_input())
    at = clock_field()

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Know whose clock it is."""
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["at"].label = _("Time")

    def clean(self) -> dict[str, Any]:
        """Ask for the whole moment, and for one that is still to come."""
        super().clean()
        if self.cleaned_data.get("when") == LATER and not self.errors:
            day, at = self.cleaned_data["day"], self.cleaned_data["at"]
            if not (day and at):
                raise ValidationError(_("Give both a date and a time."))
            moment = datetime.combine(day, at, self.event.zone)
            if moment <= timezone.now():
                raise ValidationError(_("That moment has passed."))
            self.cleaned_data["moment"] = moment
        return self.cleaned_data


class Publishing(ModelAdmin):
    """Adds the steps of publishing to the admin of events, each a short page of its own."""

    def get_urls(self) -> list[URLPattern]:
        """Put them before the address that takes everything."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/publish/", wrap(self.publish_view), name="events_event_publish"),
            path("<int:pk>/unpublish/", wrap(self.unpublish_view), name="events_event_unpublish"),
            path("<int:pk>/check/", wrap(self.check_view), name="events_event_check"),
            path("<int:pk>/preview/", wrap(self.preview_view), name="events_event_preview"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say where the event stands, above its form."""
        event = kwargs.get("obj")
        if isinstance(event, Event):
            context["standing"] = state_in_words(event, timezone.now())
            context["is_draft"] = event.state == State.DRAFT
            context["may_publish"] = may_publish(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Ask the links once all is safely saved: while a stranger answers, others can save."""
        super().save_related(request, form, formsets, change)
        if settings.CHECK_LINKS:
            transaction.on_commit(partial(self._ask_links, request, form.instance.pk))

    def _ask_links(self, request: HttpRequest, pk: int) -> None:
        """Say which links are dead; nobody waits long for that."""
        event, now = Event.objects.with_facts().get(pk=pk), timezone.now()
        if check(due([event], now=now), now=now, ask=partial(ask, seconds=PATIENCE), at_once=MOST):
            for finding in dead_links(event):
                messages.warning(request, finding.words)

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish at once or later; what a public event must have is asked for in words."""
        event = self.event_to_publish(request, pk)
        form = PublishForm(request.POST or None, event=event)
        found = found_in(event)
        is_sound = not any(finding.stops for finding, _name, _path in found)
        if request.method == "POST" and is_sound and form.is_valid():
            try:
                keep_before(event, now=timezone.now())
                publish(event, at=form.cleaned_data.get("moment"))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._done(request, event, state_in_words(event, timezone.now()))
        return self.step(
            request,
            event,
            title=_("Publish"),
            form=form,
            found=found,
            is_read=True,
            does=_("Publish") if is_sound else "",
        )

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read the event as a visitor would, and say what is amiss."""
        event = self.get_object(request, str(pk))
        if event is None:
            raise Http404
        if not self.has_view_permission(request, event):
            raise PermissionDenied
        return self.step(request, event, title=_("Check"), found=found_in(event), is_read=True)

    def unpublish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what follows, and take the event back into a draft."""
        event = self.event_to_publish(request, pk)
        if request.method == "POST":
            keep_before(event, now=timezone.now())
            unpublish(event)
            return self._done(request, event, str(_("It is a draft again.")))
        follows = (
            _("Its page says that it is no longer public."),
            _("Calendars that subscribe show it as cancelled, for a year."),
            _("It leaves lists, feeds and search. You can publish it again at any time."),
        )
        return self.step(request, event, title=_("Unpublish"), follows=follows, does=_("Unpublish"))

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the secret link; make it or end it."""
        event = self.get_object(request, str(pk))
        if event is None:
            raise Http404
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        if request.method == "POST":
            if "_end" in request.POST:
                close_preview(event)
            else:
                open_preview(event, now=timezone.now())
            return HttpResponseRedirect(request.path)
        preview = Preview.objects.filter(event=event, ends_at__gt=timezone.now()).first()
        return self.step(
            request,
            event,
            title=_("Preview"),
            links=list(_links(preview)) if preview else (),
            until=moment_in_words(event.local(preview.ends_at), current()) if preview else "",
            does="" if preview else _("Make a link"),
            ends=_("End the link now") if preview else "",
        )

    def event_to_publish(self, request: HttpRequest, pk: int) -> Event:
        """Return an event for somebody who may publish; raise Http404 or PermissionDenied."""
        event = self.get_object(request, str(pk))
        if event is None:
            raise Http404
        if not (may_publish(request) and self.has_change_permission(request, event)):
            raise PermissionDenied
        return cast(Event, event)

    def step(self, request: HttpRequest, event: Event, **context: Any) -> HttpResponse:
        """Show a short page about one event."""
        common = self.admin_site.each_context(request)
        own = {"opts": self.opts, "event": event}
        return TemplateResponse(request, "admin/step.html", common | own | context)

    def _done(self, request: HttpRequest, event: Event, said: str) -> HttpResponse:
        self.log_change(request, event, said)
        messages.success(request, f"{event}: {said}")
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[event.pk]))


def found_in(event: Event) -> list[tuple[Finding, str, str]]:
    """Return what is amiss with an event, each with the name and the address of its field."""
    read = Event.objects.with_facts().get(pk=event.pk)
    found = findings(read, current())
    return [(it, field_name(it.field), field_path(event, it.field)) for it in found]


def state_in_words(event: Event, now: datetime) -> str:
    """Return whether readers see an event: "Draft", "Published", or from when they will."""
    if event.state == State.DRAFT:
        return str(_("Draft: no reader sees it."))
    if event.publish_at and event.publish_at > now:
        moment = moment_in_words(event.local(event.publish_at), current())
        return str(_("It will be published by itself: %(moment)s.") % {"moment": moment})
    return str(_("Published: everybody can read it."))


def _links(preview: Preview) -> Iterator[tuple[str, str, str]]:
    """Yield language, name and address of each page that a secret link opens."""
    for language in LANGUAGES:
        with override(language):
            address = settings.SITE_URL + reverse("preview_page", args=(preview.token,))
        yield language, {"sv": "Svenska", "en": "English"}[language], address

"""When plans change: cancelling, postponing, a new date, moving online, each a short form.

What will follow is not reckoned but tried: the change is made, looked at, and taken back.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.rescheduling import cancel, move_online, postpone, reinstate, reschedule
from ..actions.revising import revisions
from ..actions.versions import keep_before
from ..facts.changes import differences_of
from ..facts.event import facts_of
from ..facts.standing import standing
from ..facts.status import status_words
from ..languages import current
from ..models import LANGUAGES, Both, Event, State, Status
from .publishing import Publishing
from .recurring import clock_field, day_input
from .short_notice import ShortNotice, short_notice_of

Act = Callable[[Event], None]


class NoteForm(forms.Form):
    """A word to readers, in both languages."""

    note_sv = forms.CharField(
        label=_("A word to readers (Swedish)"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"lang": "sv", "class": "vTextField"}),
        help_text=_("Why, and what they can do. Shown beside the status. May be empty."),
    )
    note_en = forms.CharField(
        label=_("A word to readers (English)"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"lang": "en", "class": "vTextField"}),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Know which event it is about."""
        super().__init__(*args, **kwargs)
        self.event = event

    @property
    def note(self) -> Both:
        """What was written."""
        return Both(self.cleaned_data["note_sv"], self.cleaned_data["note_en"])


class CancelForm(NoteForm):
    """Call it off."""

    def act(self, event: Event) -> None:
        """Do it."""
        cancel(event, note=self.note)


class PostponeForm(NoteForm):
    """Put it off."""

    def act(self, event: Event) -> None:
        """Do it."""
        postpone(event, note=self.note)


class ReinstateForm(NoteForm):
    """Let it take place after all."""

    def act(self, event: Event) -> None:
        """Do it."""
        reinstate(event, note=self.note)


class RescheduleForm(NoteForm):
    """Give it another day or time."""

    field_order = ("day", "at", "note_sv", "note_en")
    day = forms.DateField(label=_("New date"), widget=day_input())
    at = clock_field(help_text=_("The end and the talks move along."))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Begin with the time there is; ask for none of what is all day."""
        start = event.local(event.starts_at) if event.starts_at else None
        initial = {"day": start.date(), "at": start.time()} if start else {}
        super().__init__(*args, event=event, initial=initial, **kwargs)
        if event.all_day:
            del self.fields["at"]

    def clean(self) -> dict[str, Any]:
        """Refuse the time that it has already."""
        super().clean()
        if not self.errors and self._start() == self.event.starts_at:
            raise ValidationError(_("That is when it starts already."))
        return self.cleaned_data

    def act(self, event: Event) -> None:
        """Do it."""
        reschedule(event, starts_at=self._start(), note=self.note)

    def _start(self) -> datetime:
        time = self.cleaned_data.get("at") or datetime.min.time()
        return datetime.combine(self.cleaned_data["day"], time, self.event.zone)


class MoveOnlineForm(NoteForm):
    """Hold it online."""

    field_order = ("online_url", "also_on_site", "note_sv", "note_en")
    online_url = forms.URLField(
        label=_("Link for taking part online"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"class": "vURLField"}),
        help_text=_("Shown to everyone. Leave it empty if only those registered may have it."),
    )
    also_on_site = forms.BooleanField(label=_("One can still come to the place"), required=False)

    def act(self, event: Event) -> None:
        """Do it."""
        move_online(
            event,
            online_url=self.cleaned_data["online_url"],
            also_on_site=self.cleaned_data["also_on_site"],
            note=self.note,
        )


# The verbs by their address, in the order of their buttons.
FORMS: Final[dict[str, tuple[Any, type[NoteForm]]]] = {
    "reschedule": (_("New date or time"), RescheduleForm),
    "move-online": (_("Move online"), MoveOnlineForm),
    "postpone": (_("Postpone"), PostponeForm),
    "cancel": (_("Cancel the event"), CancelForm),
    "reinstate": (_("It takes place after all"), ReinstateForm),
}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What readers, calendars and attendees would meet after a change."""

    pages: tuple[tuple[str, str], ...]  # language, what its page says first
    follows: tuple[str, ...]
    notice: ShortNotice | None


def foresee(event: Event, act: Act, now: datetime) -> Foreseen:
    """Return what an act would lead to, by doing it and taking it back.

    Raises ValidationError if it cannot be done.
    """
    before = Event.objects.with_facts().get(pk=event.pk)
    altered = Event.objects.get(pk=event.pk)
    with transaction.atomic():
        with revisions(timezone.now):
            act(altered)
        after = Event.objects.with_facts().get(pk=event.pk)
        transaction.set_rollback(True)
    return Foreseen(
        pages=tuple((language, _first_words(after, language)) for language in LANGUAGES),
        follows=tuple(_follows(before, after, now)),
        notice=short_notice_of(altered, now),
    )


def _first_words(event: Event, language: Any) -> str:
    facts = facts_of(event, language)
    words = status_words(facts)
    when = facts.when.in_words if facts.when else ""
    if words is None:
        return when
    return " ".join(filter(None, (f"{words.word}.", words.sentence, facts.status_note, when)))


def _follows(before: Event, after: Event, now: datetime) -> Iterator[str]:
    if not before.is_public(now):
        yield gettext("No reader sees it yet: nothing is sent to anybody.")
        return
    if after.version.schedule and before.version.schedule:
        for it in differences_of(before.version.schedule, after.version.schedule, current()):
            yield gettext("%(what)s: from %(old)s to %(new)s. The page says so for good.") % {
                "what": it.what,
                "old": it.old,
                "new": it.new,
            }
    yield {
        Status.CANCELLED: gettext("Calendars that subscribe strike it out as cancelled."),
        Status.POSTPONED: gettext("Calendars that subscribe show it as tentative."),
    }.get(Status(after.status), gettext("Calendars that subscribe show it as it then is."))
    yield gettext("Its version for calendars rises from %(old)s to %(new)s.") % {
        "old": before.version.sequence,
        "new": after.version.sequence,
    }
    yield gettext("Lists, feeds, poster and search engines say the same at once.")
    could, can = (standing(facts_of(it, current()), now).can_register for it in (before, after))
    if could and not can:
        yield gettext("The button for registration goes away.")
    if can and not could:
        yield gettext("The button for registration comes back.")


class Changing(Publishing):
    """Adds the verbs to the admin of events."""

    def get_urls(self) -> list[URLPattern]:
        """Put them before the address that takes everything."""
        view = self.admin_site.admin_view(self.change_plans)
        verbs = path("<int:pk>/plans/<slug:verb>/", view, name="events_event_plans")
        return [verbs, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer what fits where the event stands."""
        event = kwargs.get("obj")
        if isinstance(event, Event):
            context["verbs"] = list(verbs_for(event))
        return super().render_change_form(request, context, *args, **kwargs)

    def change_plans(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Ask, show what will follow, and do it when it is pressed a second time."""
        event = self.event_to_publish(request, pk)
        if verb not in {name for name, _label in verbs_for(event)}:
            raise Http404
        label, form_class = FORMS[verb]
        form = form_class(request.POST or None, event=event)
        foreseen = None
        if request.method == "POST" and form.is_valid():
            act: Act = form.act  # type: ignore[attr-defined]  # each form of a verb has it
            try:
                foreseen = foresee(event, act, timezone.now())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                if "_do" in request.POST:
                    keep_before(event, now=timezone.now())
                    act(event)
                    return self._told(request, event, str(label))
        return self.step(
            request,
            event,
            title=label,
            form=form,
            foreseen=foreseen,
            does=label if foreseen else "",
            shows=_("Show anew what will follow") if foreseen else _("Show what will follow"),
        )

    def _told(self, request: HttpRequest, event: Event, label: str) -> HttpResponse:
        self.log_change(request, event, label)
        messages.success(request, _("Done: %(what)s.") % {"what": label.lower()})
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[event.pk]))


def verbs_for(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the address and the name of what can be done with the plans of an event."""
    if event.state != State.PUBLISHED:
        return
    status = Status(event.status)
    unfit = {
        "reinstate": status == Status.SCHEDULED,
        "cancel": status == Status.CANCELLED,
        "postpone": status in {Status.POSTPONED, Status.CANCELLED},
        "move-online": status in {Status.CANCELLED, Status.MOVED_ONLINE},
        "reschedule": status == Status.CANCELLED,
    }
    yield from ((verb, str(label)) for verb, (label, _form) in FORMS.items() if not unfit[verb])

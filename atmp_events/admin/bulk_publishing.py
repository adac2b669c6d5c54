"""Publishing several drafts from the list, each through the check."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.publishing import publish
from ..actions.versions import save_version_before
from ..languages import current
from ..models import Event, State
from ..proofreading.finding import Finding
from ..proofreading.rules import findings_of
from .desk import starts
from .row_page import row_page
from .translations import finding_label, finding_path


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft, and what its check finds: each with the label and the path of its field."""

    event: Event
    starts: str
    found: list[tuple[Finding, str, str]]

    @property
    def is_sound(self) -> bool:
        """Whether nothing must be mended before it is published."""
        return not any(finding.stops for finding, _label, _path in self.found)


@admin.action(description=_("Publish the ticked drafts"), permissions=["publish"])
@transaction.atomic
def publish_events(model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Show what the check finds in each ticked draft; publish those that are sound once asked."""
    keys = queryset.filter(state=State.DRAFT, deleted_at=None).values_list("pk", flat=True)
    drafts = checked_drafts(list(keys))
    sound = [it.event for it in drafts if it.is_sound]
    if not drafts:
        messages.info(request, _("None of what is ticked is a draft."))
        return None
    if "_do" not in request.POST:
        return row_page(
            model_admin,
            request,
            "admin/publish_events.html",
            title=_("Publish drafts"),
            drafts=drafts,
            sound=sound,
            action="publish_events",
        )
    for event in sound:
        save_version_before(event, now=timezone.now())
        publish(event)
        model_admin.log_change(request, event, str(_("Publish")))
    said = ngettext("%(count)d event is published.", "%(count)d events are published.", len(sound))
    messages.success(request, said % {"count": len(sound)})
    if left := [str(it.event) for it in drafts if not it.is_sound]:
        words = _("Not published, as something must be mended first: %(titles)s.")
        messages.warning(request, words % {"titles": ", ".join(left)})
    return None


def checked_drafts(keys: list[int]) -> list[CheckedDraft]:
    """Lock and read drafts by their primary keys, soonest first, with what the check finds."""
    list(Event.objects.select_for_update(no_key=True).filter(pk__in=keys).values_list("pk"))
    rows = Event.objects.filter(pk__in=keys).with_facts().select_related("agreed_texts")
    events = list(rows.order_by("starts_at", "pk"))
    found = findings_of(events, current(), timezone.now())
    return [
        CheckedDraft(
            event,
            starts(event),
            [(it, finding_label(it), finding_path(event, it)) for it in found[event.pk]],
        )
        for event in events
    ]

"""The state of an event in words, for its form, the list and the start page."""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..facts.when import moment_in_words, swedish_time
from ..languages import current_language
from ..models import Event, State, Status

TO_BE_PUBLISHED: Final = "later"
# For an event that readers see, the label is its status, unless it takes place as planned.
NOT_AS_PLANNED: Final = tuple(it for it in Status if it != Status.SCHEDULED)
LABELS: Final[dict[str, Any]] = {
    State.DRAFT.value: State.DRAFT.label,
    TO_BE_PUBLISHED: _("To be published"),
    State.PUBLISHED.value: State.PUBLISHED.label,
    **{it.value: it.label for it in NOT_AS_PLANNED},
}


def state_of(event: Event, now: datetime) -> str:
    """Return the key of an event's state in `LABELS`."""
    if event.state == State.DRAFT:
        return State.DRAFT.value
    if not event.is_public(now):
        return TO_BE_PUBLISHED
    is_news = event.status != Status.SCHEDULED
    return Status(event.status).value if is_news else State.PUBLISHED.value


def state_label(event: Event, now: datetime) -> str:
    """Return the state of an event in a word or two."""
    return str(LABELS[state_of(event, now)])


def state_sentence(event: Event, now: datetime) -> str:
    """Return the state of an event, with its meaning for readers."""
    state = state_of(event, now)
    if state == State.DRAFT:
        return str(_("Draft: no reader sees it."))
    if state == TO_BE_PUBLISHED and event.publish_at:
        moment = moment_in_words(swedish_time(event.publish_at), current_language())
        return str(_("To be published, by itself: %(moment)s.") % {"moment": moment})
    if state == State.PUBLISHED:
        return str(_("Published: everybody can read it."))
    return str(_("%(state)s: everybody can read it.") % {"state": state_label(event, now)})


def in_state(state: str, now: datetime) -> Q:
    """Return the filter for events whose `state_of` is `state`."""
    if state == State.DRAFT:
        return Q(state=State.DRAFT)
    if state == TO_BE_PUBLISHED:
        return Q(state=State.PUBLISHED, publish_at__gt=now)
    status = Status.SCHEDULED if state == State.PUBLISHED else state
    is_out = Q(publish_at=None) | Q(publish_at__lte=now)
    return Q(state=State.PUBLISHED, status=status) & is_out


class StateFilter(admin.SimpleListFilter):
    """Filters the list by state."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer each state by its label."""
        return list(LABELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the events in the chosen state."""
        state = self.value()
        return queryset.filter(in_state(state, timezone.now())) if state in LABELS else queryset

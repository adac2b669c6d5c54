"""Calendars to subscribe to: the events, name and addresses of each, and when it last changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from ..facts.centre import CentreFacts, get_centre
from ..models import Departure, Event, EventQuerySet, GoneAddress
from ..models.identifiers import readable_slug
from ..models.retention import WITHDRAWN_SHOWN_FOR
from ..selection import Selection
from .vevent import revision_of_departed


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar to subscribe to. Its events are not fetched yet; its addresses are paths."""

    public: EventQuerySet
    withdrawn: list[Event]
    departed: list[Departure]  # of public events that are no longer in it
    centre: CentreFacts
    name: str
    description: str
    page: str  # of the list of the same events
    source: str  # of the calendar itself
    file_name: str
    now: datetime  # aware
    past_kept_for: timedelta | None  # how long past events stay in it; None: for ever
    is_text_search: bool = False  # its events are the result of a text search
    has_deleted_entity: bool = False  # the series, person, venue or organiser is deleted

    def left_at(self, ended_at: datetime) -> datetime | None:
        """Return when an event that ended at `ended_at` left it; None if it is still in it."""
        left_at = None if self.past_kept_for is None else ended_at + self.past_kept_for
        return left_at if left_at and left_at <= self.now else None

    @property
    def shown(self) -> EventQuerySet:
        """Its public events: those with a date that did not end too long ago."""
        dated = self.public.exclude(starts_at=None)
        if self.past_kept_for is None:
            return dated
        return dated.filter(ends_at__gt=self.now - self.past_kept_for)

    @property
    def shown_withdrawn(self) -> Iterator[Event]:
        """Its withdrawn events whose last published end is not too long ago."""
        return (event for event in self.withdrawn if not self.left_at(last_end(event)))

    @property
    def shown_departed(self) -> list[Departure]:
        """Recent departures of events whose end at that time is not too long ago."""
        shown_since, gone = self.now - WITHDRAWN_SHOWN_FOR, {event.pk for event in self.withdrawn}
        return [
            it
            for it in self.departed
            if it.left_at > shown_since
            and it.event_id not in gone
            and not self.left_at(datetime.fromisoformat(it.seen["ends_at"]))
        ]


def subscription_to(selection: Selection, page: str, source: str, now: datetime) -> Subscription:
    """Return the calendar of a selection, with the paths of its page and of itself."""
    centre, title = get_centre(selection.language), selection.title(selection.language)
    about, is_all = centre.description, selection.is_empty
    return Subscription(
        public=selection.events(Event.objects.public(now)),
        withdrawn=selection.withdrawn(Event.objects.recently_withdrawn(now)),
        departed=selection.departed(now),
        centre=centre,
        name=selection.name(centre),
        description=about if is_all else f"{title}. {about}",
        page=reverse("events") if selection.has_deleted_entity else page,
        source=source,
        file_name=file_name(centre, "" if is_all else title),
        now=now,
        # The calendar of one year keeps them.
        past_kept_for=None if selection.year else settings.CALENDAR_PAST,
        is_text_search=bool(selection.text),
        has_deleted_entity=selection.has_deleted_entity,
    )


def file_name(centre: CentreFacts, title: str) -> str:
    """Return the name of the file of a calendar, in ASCII."""
    slugs = (readable_slug(centre.name), readable_slug(title))
    return f"{'-'.join(filter(None, slugs))}.ics"


def last_change(subscription: Subscription) -> datetime | None:
    """Return the time of the last change of a calendar (aware); None if it never had an event.

    It never decreases for one address: Apple uses nothing else to revalidate. The newest change of
    the remaining events is not enough: an event that leaves the calendar would stay in readers'
    copies. So these count too: withdrawals, and the times at which events leave, because they ended
    too long ago, were withdrawn more than `WITHDRAWN_SHOWN_FOR` ago, or departed.
    """
    if subscription.has_deleted_entity:
        return None
    moments = [subscription.centre.updated_at, *_moments(subscription)]
    for event in subscription.withdrawn:
        moments += [event.version.withdrawn_at, subscription.left_at(last_end(event))]
    now, language = subscription.now, subscription.centre.language
    for departure in subscription.departed:
        moments.append(revision_of_departed(departure, language, now).changed_at)
        if departure.left_at + WITHDRAWN_SHOWN_FOR <= now:
            moments.append(departure.left_at + WITHDRAWN_SHOWN_FOR)
    return max(filter(None, moments), default=None)


def _moments(subscription: Subscription) -> list[datetime | None]:
    now, language = subscription.now, subscription.centre.language
    dated = Coalesce(f"version__{language}_changed_at", "version__changed_at")
    ours = Q(pk__in=subscription.public.order_by().values("pk"))
    no_longer_shown = Q(version__withdrawn_at__lte=now - WITHDRAWN_SHOWN_FOR)
    ended = Q(ends_at__lte=now - (subscription.past_kept_for or timedelta()))
    # A change of any event may add it to the hits of a text search, or remove it.
    changed = Max("version__changed_at") if subscription.is_text_search else Max(dated, filter=ours)
    found = Event.objects.order_by().aggregate(
        created_at=Max("created_at", filter=ours),
        changed_at=changed,
        visible_at=Max("version__visible_at", filter=ours & Q(version__visible_at__lte=now)),
        withdrawn_at=Max("version__withdrawn_at", filter=no_longer_shown),
        ended_at=Max("ends_at", filter=ours & ended),
    )
    withdrawn_at, ended_at = found.pop("withdrawn_at"), found.pop("ended_at")
    return [
        *found.values(),
        GoneAddress.objects.aggregate(at=Max("gone_at"))["at"],
        withdrawn_at and withdrawn_at + WITHDRAWN_SHOWN_FOR,
        ended_at and subscription.left_at(ended_at),
    ]


def last_end(event: Event) -> datetime:
    """Return the end of a withdrawn event (aware), as it was last published."""
    return datetime.fromisoformat((event.version.last_seen or {})["ends_at"])

"""The places (seats) of an event with registration on this site, and how many are taken."""

from dataclasses import dataclass
from typing import Final

from ..models import Attendee, Event, Registration, registration_settings_of

FEW: Final = 5  # Readers see the number of places left when it is at most this,
FEW_OF: Final = 10  # or at most a tenth of all places.


@dataclass(frozen=True, slots=True)
class Places:
    """The places of an event: all, taken, and waited for."""

    capacity: int | None  # None: no limit
    taken: int
    waiting: int
    has_waiting_list: bool

    @property
    def free(self) -> int | None:
        """The number of places that nobody has; None without a limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        """Whether a new registration gets no place: free places go to the waiting list first."""
        return self.free is not None and (self.free == 0 or self.waiting > 0)

    @property
    def few_left(self) -> int | None:
        """The number of places left if they are few or none, to be shown to readers; else None."""
        if self.capacity is None or self.free is None:
            return None
        if self.is_full:
            return 0
        return self.free if self.free <= max(FEW, self.capacity // FEW_OF) else None


def places_of(event: Event) -> Places | None:
    """Return the places of an event; None without registration on this site.

    It makes a query unless the event was fetched by `with_places`.
    """
    if event.registration != Registration.HERE:
        return None
    taken: int | None = getattr(event, "places_taken", None)
    if taken is None:
        return count_places(event)
    waiting: int = event.places_waited_for  # type: ignore[attr-defined]  # annotated
    return Places(event.capacity, taken, waiting, registration_settings_of(event).has_waiting_list)


def count_places(event: Event) -> Places:
    """Count the attendees that are stored now, in one query."""
    number = Attendee.objects.filter(event=event).counts()
    taken, waiting = number["confirmed"] + number["offered"], number["waiting"]
    return Places(event.capacity, taken, waiting, registration_settings_of(event).has_waiting_list)

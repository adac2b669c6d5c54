"""The places of an event with registration on this site."""

from dataclasses import dataclass
from typing import Final

from ..models import Attendee, Event, Registration, settings_of

FEW: Final = 5  # places left, of which readers are told
FEW_OF: Final = 10  # or a tenth of all


@dataclass(frozen=True, slots=True)
class Places:
    """How many places there are, are taken and are waited for."""

    capacity: int | None  # None: as many as come
    taken: int
    waiting: int
    has_waiting_list: bool

    @property
    def free(self) -> int | None:
        """The number of places that nobody has; None if they are not counted."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def are_taken(self) -> bool:
        """Whether one who registers now gets none: those who wait come first."""
        return self.free is not None and (self.free == 0 or self.waiting > 0)

    @property
    def few_left(self) -> int | None:
        """The number of places left, if readers are to be told: when they are few, or none."""
        if self.capacity is None or self.free is None:
            return None
        if self.are_taken:
            return 0
        return self.free if self.free <= max(FEW, self.capacity // FEW_OF) else None


def places_of(event: Event) -> Places | None:
    """Return the places of an event; None if one does not register on this site.

    It asks the database unless the event was fetched by `with_places`.
    """
    if event.registration != Registration.HERE:
        return None
    taken: int | None = getattr(event, "places_taken", None)
    if taken is None:
        return count_places(event)
    waiting: int = event.places_waited_for  # type: ignore[attr-defined]  # annotated
    return _places(event, taken, waiting)


def count_places(event: Event) -> Places:
    """Count the rows of those who registered, as they are now, in one query."""
    number = Attendee.objects.filter(event=event).counts()
    return _places(event, number["confirmed"] + number["offered"], number["waiting"])


def _places(event: Event, taken: int, waiting: int) -> Places:
    return Places(event.capacity, taken, waiting, settings_of(event).has_waiting_list)

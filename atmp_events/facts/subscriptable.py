"""A base of classes whose attributes templates read often."""

from typing import Any


class Subscriptable:
    """An object whose attributes are also its items: `facts["title"]` is `facts.title`.

    For `{{ facts.title }}` Django tries the item first. An exception where there is none would cost
    more than finding the attribute: on the page of an event, a fortieth of its time.
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        """Return an attribute."""
        return getattr(self, name)

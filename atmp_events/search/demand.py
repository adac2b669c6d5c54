"""A demand on events, which each database's full-text index puts in its own language."""

from dataclasses import dataclass

Alternatives = tuple[str, ...]  # words of the vocabulary, any of which will do


@dataclass(frozen=True, slots=True)
class Demand:
    """Events that hold one of each of these alternatives: in their title, or anywhere."""

    title: tuple[Alternatives, ...] = ()
    anywhere: tuple[Alternatives, ...] = ()

    @property
    def can_be_met(self) -> bool:
        """Tell whether any event at all can meet it."""
        return all((*self.title, *self.anywhere))

"""One finding of proofreading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in an event, described in the language that was active when it was found."""

    field: str  # its name in the event's form: "body_en", "talks-0-title_sv"
    words: str
    stops: bool = False  # certainly wrong: the event should not be published with it

"""One finding of proofreading."""

from dataclasses import dataclass

from ..models import Person


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in an event, described in the language that was active when it was found."""

    field: str  # its name in the event's form: "body_en", "talks-0-title_sv"
    words: str
    blocks_publishing: bool = False  # stops publishing
    is_translation: bool = False  # a text is missing or stale in one language
    person: Person | None = None  # whose form has the field, if it is not the event's

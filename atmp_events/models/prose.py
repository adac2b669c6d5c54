"""Rich text: what a body may hold, for the editor and for the server alike."""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

if TYPE_CHECKING:
    import nh3

TAG: Final = re.compile(r"<[^>]*>")
IDLE: Final = {"type", "data-type"}  # The editor writes them; the site numbers all lists alike.
EXTENSIONS: Final[dict[str, Any]] = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3, 4]},  # The page's own headings are the first two levels.
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "History": True,
}


def sanitizer(extensions: dict[str, Any]) -> Callable[[str], str]:
    """Return what keeps of HTML just what the editor offers, and nothing of an empty text."""

    @cache
    def cleaner() -> "nh3.Cleaner":
        import nh3  # Whoever only reads does without it.

        return nh3.Cleaner(
            **allowlist_from_extensions(expand_extensions(extensions)),
            attribute_filter=lambda tag, name, value: None if name in IDLE else value or None,
        )

    def sanitize(html: str) -> str:
        clean: str = cleaner().clean(html)
        return clean if TAG.sub("", clean).replace("&nbsp;", " ").strip() else ""

    return sanitize


class ProseField(ProseEditorField):  # type: ignore[misc]  # the package brings no types
    """A text column of HTML that is sanitised on every save, whoever saves it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Allow what the site shows, nothing else."""
        kwargs.setdefault("extensions", dict(EXTENSIONS))
        kwargs.setdefault("sanitize", sanitizer(kwargs["extensions"]))
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Sanitise here too: imports and the shell pass by no form. (A fixture is saved raw.)"""
        clean: str = self.sanitize(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, clean)
        return clean

"""Rich text: the tags that the editor offers and the sanitiser allows."""

import re
from typing import Any, Final

import nh3
from django.db import models
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

from .links import link_target

TAG: Final = re.compile(r"<[^>]*>")
# Control characters, which HTML and XML do not allow. Pasted text may contain them. Word's line
# break and page break become a space, the others are removed.
CONTROLS: Final = {
    **dict.fromkeys([*range(1, 9), *range(14, 32), *range(127, 160)]),
    **dict.fromkeys([11, 12, 0x85], " "),
}
UNUSED: Final = {"type", "data-type"}  # attributes of lists that the editor writes
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


def _clean_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute as it is stored; None to remove it."""
    if name in UNUSED:
        return None
    return (link_target(value) if (tag, name) == ("a", "href") else value) or None


CLEANER: Final = nh3.Cleaner(
    **allowlist_from_extensions(expand_extensions(EXTENSIONS)), attribute_filter=_clean_attribute
)


def sanitize(html: str) -> str:
    """Sanitise HTML to the tags of `EXTENSIONS`, and an empty text to "", without `CONTROLS`."""
    clean: str = CLEANER.clean(html).translate(CONTROLS)
    return clean if TAG.sub("", clean).replace("&nbsp;", " ").strip() else ""


class ProseField(ProseEditorField):  # type: ignore[misc]  # the package brings no types
    """A column of HTML that is sanitised on every save."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Allow the tags of `EXTENSIONS`."""
        super().__init__(*args, **kwargs, extensions=dict(EXTENSIONS), sanitize=sanitize)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Sanitise texts that come from no form, too; fixtures are saved as they are."""
        clean = sanitize(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, clean)
        return clean

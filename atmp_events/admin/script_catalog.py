"""Translations for scripts in the admin: of the text editor, which has no Swedish, and our own."""

from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog

# Texts of the editor's buttons and dialog, with our texts for them.
EDITOR_TEXTS: Final = {
    "paragraph": _("Paragraph"),
    "Paragraph": _("Paragraph"),
    "heading 3": _("Heading"),
    "Heading 3": _("Heading"),
    "heading 4": _("Subheading"),
    "Heading 4": _("Subheading"),
    "unordered list": _("Bulleted list"),
    "ordered list": _("Numbered list"),
    "blockquote": _("Quotation"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "insert link": _("Link"),
    "remove link": _("Remove the link"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "Edit Link": _("Link"),
    "URL": _("Web address, email or telephone"),
    "Title": _("Explanation, shown on hovering"),
    "Update": _("Insert"),
    "Cancel": _("Cancel"),
}

SCRIPT_TEXTS: Final = (
    _("Move up"),
    _("Move down"),
    _("Drag to another place"),
    _("%(name)s is now number %(number)s of %(count)s."),
    _("The file is larger than 20 MB. Save it smaller."),
    _("The end is now %(time)s."),
    _("Filled in from the series: %(fields)s."),
)


class ScriptCatalog(JavaScriptCatalog):
    """Django's catalogue for scripts in the admin, with the texts above."""

    def get_catalog(self) -> dict[str, Any]:
        """Return the messages for `gettext` in the browser."""
        texts = EDITOR_TEXTS | {text: text for text in SCRIPT_TEXTS}
        return dict(super().get_catalog()) | {key: gettext(text) for key, text in texts.items()}

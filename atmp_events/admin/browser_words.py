"""The words of scripts in the admin: the text editor's, which has no Swedish, and our own."""

from typing import Final

from django.utils.translation import gettext_lazy as _

# The editor's names for its buttons and the fields of its dialog, and ours.
EDITOR: Final = {
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

# Texts of our own scripts, shown and read aloud by a screen reader.
FORM: Final = {
    "Move up": _("Move up"),
    "Move down": _("Move down"),
    "Drag to another place": _("Drag to another place"),
    "%(name)s is now number %(number)s of %(count)s.": _(
        "%(name)s is now number %(number)s of %(count)s."
    ),
    "The file is larger than 20 MB. Save the picture smaller.": _(
        "The file is larger than 20 MB. Save the picture smaller."
    ),
    "The end is now %(time)s.": _("The end is now %(time)s."),
    "Filled in from the series: %(fields)s.": _("Filled in from the series: %(fields)s."),
}

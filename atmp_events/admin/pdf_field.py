"""The form field of a PDF, which is asked for again like a picture."""

import secrets
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from .picture_field import PictureField, PictureInput

MOST_BYTES: Final = 20 * 1024 * 1024
SIGNATURE: Final = b"%PDF-"  # ISO 32000-2, 7.5.2


class PdfInput(PictureInput):
    """The input of a PDF."""

    without = _("Save without this file")


class PdfField(PictureField):
    """A PDF, stored as it is under a random name."""

    lost = _(
        "Choose the file again (%(name)s), or tick “Save without this file”: "
        "the browser does not keep it."
    )

    def to_python(self, data: Any) -> "ContentFile[bytes] | None":
        """Return the PDF to store. Raises ValidationError for another file, or one over 20 MB."""
        upload = forms.FileField.to_python(self, data)
        if not upload:
            return None
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Save the slides smaller."))
        upload.seek(0)
        content = upload.read()
        if not content.startswith(SIGNATURE):
            raise ValidationError(_("The slides must be a PDF file."))
        return ContentFile(content, name=f"{secrets.token_hex(16)}.pdf")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer PDF files only."""
        return super().widget_attrs(widget) | {"accept": "application/pdf"}

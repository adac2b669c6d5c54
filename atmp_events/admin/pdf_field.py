"""The form field of a PDF, which is asked for again like a picture."""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..headers import saved_pdf
from ..languages import current
from ..lookups import find_slides
from .picture_field import PictureField, PictureInput

MOST_BYTES: Final = 20 * 1024 * 1024
SIGNATURE: Final = b"%PDF-"  # ISO 32000-2, 7.5.2


@dataclass(frozen=True, slots=True)
class StoredPdf:
    """What the input of a PDF shows of the stored one."""

    name: str
    url: str

    def __str__(self) -> str:
        return self.name


class PdfInput(PictureInput):
    """The input of a PDF. It leads to the stored one in the admin: readers may not have it yet."""

    without = _("Save without this file")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template needs; the stored PDF, if there is one, with its address."""
        context = super().get_context(name, value, attrs)
        if stored := context["widget"]["value"]:
            path = reverse("admin:events_event_slides", args=[stored.name.removeprefix("slides/")])
            context["widget"]["value"] = StoredPdf(stored.name, path)
        return context


def slides_page(model_admin: Any, request: HttpRequest, file: str) -> HttpResponseBase:
    """Send the slides of a talk to those who work with its event, whether they are shown or not."""
    talk = find_slides(file)
    if not model_admin.has_view_permission(request, talk.event):
        raise PermissionDenied
    return saved_pdf(talk.slides_file, talk.title.read(current()))


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

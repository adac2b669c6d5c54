"""Form fields for uploaded pictures and PDF files.

A browser sends a chosen file only once. If the form is shown again, its field asks for the file.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..error_pages import chosen_name
from ..headers import pdf_download
from ..images.upload import FORMATS, reencode
from ..languages import current_language
from ..lookups import find_slides

MAX_PDF_BYTES: Final = 20 * 1024 * 1024
PDF_SIGNATURE: Final = b"%PDF-"  # ISO 32000-2, 7.5.2


class PictureInput(AdminFileWidget):
    """The input of a picture. A hidden input remembers the name of the chosen file."""

    clear_checkbox_label: Any = _("Delete")
    drop_label = _("Save without this picture")
    chosen = ""  # the name of the file that was chosen when the form was last sent
    use_fieldset = False  # From version 6.1, Django has a fieldset here, and no label of the input.

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the upload, or the name of a lost file that was not dropped.

        A file is lost if it was chosen when the form was last sent, and not again.
        """
        value = super().value_from_datadict(data, files, name)
        is_lost = value is None and f"{name}-dropped" not in data
        lost = data.get(chosen_name(name), "") if is_lost else ""
        self.chosen = str(value.name) if isinstance(value, UploadedFile) else lost
        return lost or value

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Add a hidden input with the name of the chosen file, and a checkbox to drop the file."""
        plain = super().render(name, value, attrs, renderer)
        if not self.chosen:
            return plain
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">'
            '<label class="dropped"><input type="checkbox" name="{}"> {}</label>',
            *(plain, chosen_name(name), self.chosen, f"{name}-dropped"),
            self.drop_label,
        )


@dataclass(frozen=True, slots=True)
class StoredPdf:
    """Name and address of a stored PDF, for its input."""

    name: str
    url: str

    def __str__(self) -> str:
        return self.name


class PdfInput(PictureInput):
    """The input of a PDF. It links to the admin's copy: the PDF may not be public yet."""

    drop_label = _("Save without this file")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return the context of the template, with the admin's address of a stored PDF."""
        context = super().get_context(name, value, attrs)
        if stored := context["widget"]["value"]:
            path = reverse("admin:events_event_slides", args=[stored.name.removeprefix("slides/")])
            context["widget"]["value"] = StoredPdf(stored.name, path)
        return context


class UploadField(forms.FileField):
    """A file that is checked, and stored under a new name."""

    accept = ""  # media types, for the file dialog of the browser
    lost: Any = ""  # the error for a file that must be chosen again

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file to store. Raises ValidationError for the name of a lost file."""
        if isinstance(data, str):
            raise self.lost_error(data)
        return super().clean(data, initial)

    def lost_error(self, name: str) -> ValidationError:
        """Return the error of a file that must be chosen again."""
        return ValidationError(self.lost, params={"name": name})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Add the accepted media types."""
        return super().widget_attrs(widget) | {"accept": self.accept}


class PictureField(UploadField):
    """A picture, stored as `reencode` writes it."""

    # A telephone converts its own format to one of these.
    accept = ",".join(f"image/{name.lower()}" for name in FORMATS)
    lost = _(
        "Choose the picture again (%(name)s), or tick “Save without this picture”: "
        "the browser does not keep it."
    )

    def to_python(self, data: Any) -> "ContentFile[bytes] | None":
        """Return the encoded picture. Raises ValidationError for another file."""
        upload = super().to_python(data)
        return reencode(upload) if upload else None


class PdfField(UploadField):
    """A PDF, stored unchanged under a random name."""

    accept = "application/pdf"
    lost = _(
        "Choose the file again (%(name)s), or tick “Save without this file”: "
        "the browser does not keep it."
    )

    def to_python(self, data: Any) -> "ContentFile[bytes] | None":
        """Return the PDF. Raises ValidationError for another file, and for one over 20 MB."""
        upload: Any = super().to_python(data)
        if not upload:
            return None
        if upload.size > MAX_PDF_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Save it smaller."))
        upload.seek(0)
        content = upload.read()
        if not content.startswith(PDF_SIGNATURE):
            raise ValidationError(_("The slides must be a PDF file."))
        return ContentFile(content, name=f"{secrets.token_hex(16)}.pdf")


def ask_for_files_again(form: Any) -> list[ValidationError]:
    """Add an error to each field with a chosen file, because the form is shown again.

    Returns the errors that were added.
    """
    errors = []
    for field in form:
        file = form.files.get(field.html_name)
        if file and isinstance(field.field, UploadField) and not field.errors:
            errors.append(field.field.lost_error(file.name))
            form.add_error(field.name, errors[-1])
    return errors


def slides_page(model_admin: Any, request: HttpRequest, file: str) -> HttpResponseBase:
    """Send the slides of a talk to users who may see events, also before they are public."""
    talk = find_slides(file)
    return pdf_download(talk.slides_file, talk.title.read(current_language()))

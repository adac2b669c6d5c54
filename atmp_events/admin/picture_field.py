"""The form field of a picture. A chosen file that a form comes back without is asked for again."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from ..error_pages import chosen_name
from ..images.upload import FORMATS, reencode


@dataclass(frozen=True, slots=True)
class LostFile:
    """A file that was chosen when the form was last sent, and that the browser did not keep."""

    name: str


class PictureInput(AdminFileWidget):
    """Django's input, which carries the name of a chosen file to the next time the form is sent."""

    without = gettext_lazy("Save without this picture")
    chosen = ""  # the name of the file that was chosen when the form was last sent

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the upload, or a `LostFile` that nobody has chosen again or dropped."""
        value = super().value_from_datadict(data, files, name)
        if value is None and f"{name}-dropped" not in data and data.get(chosen_name(name)):
            value = LostFile(data[chosen_name(name)])
        is_chosen = isinstance(value, (UploadedFile, LostFile))
        self.chosen = str(value.name) if is_chosen else ""
        return value

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Add what carries the name of the file, and a box to drop it."""
        plain = super().render(name, value, attrs, renderer)
        if not self.chosen:
            return plain
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">'
            '<label class="dropped"><input type="checkbox" name="{}"> {}</label>',
            *(plain, chosen_name(name), self.chosen, f"{name}-dropped"),
            self.without,
        )


class PictureField(forms.FileField):
    """A picture, stored as `reencode` writes it."""

    lost = gettext_lazy(
        "Choose the picture again (%(name)s), or tick “Save without this picture”: "
        "the browser does not keep it."
    )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the picture to store. Raises ValidationError for a file that was lost."""
        if isinstance(data, LostFile):
            raise self.lost_error(data.name)
        return super().clean(data, initial)

    def lost_error(self, name: str) -> ValidationError:
        """Return the error of a file that must be chosen again."""
        return ValidationError(self.lost, params={"name": name})

    def to_python(self, data: Any) -> "ContentFile[bytes] | None":
        """Return the picture to store. Raises ValidationError where the file is no picture."""
        upload = super().to_python(data)
        return reencode(upload) if upload else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer pictures only: a telephone then converts its own format to one of ours."""
        accept = ",".join(f"image/{name.lower()}" for name in FORMATS)
        return super().widget_attrs(widget) | {"accept": accept}


def ask_for_files_again(form: Any) -> list[ValidationError]:
    """Say at each field with a chosen file that it is lost: the form is shown once more.

    Return what was said.
    """
    said = []
    for field in form:
        file = form.files.get(field.html_name)
        if file and isinstance(field.field, PictureField) and not field.errors:
            said.append(field.field.lost_error(file.name))
            form.add_error(field.name, said[-1])
    return said

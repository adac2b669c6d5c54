"""Form fields that accept common spellings of web addresses, emails and lengths of time."""

import re
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, slug_re, validate_email
from django.utils.translation import gettext_lazy as _

from ..models.rich_text import CONTROLS

MAILTO: Final = "mailto:"
HOURS: Final = r"h|hr|hrs|hour|hours|t|tim|timme|timmar"
MINUTES: Final = r"m|min|mins|minute|minutes|minut|minuter"
HOURS_WITH_COLON: Final = re.compile(r"(?P<h>\d{1,3})[:.](?P<m>[0-5]\d)(?::00)?")  # 1:30
HOURS_AND_MINUTES: Final = re.compile(
    rf"(?:(?P<h>\d{{1,3}}(?:[.,]\d+)?)\s*(?:{HOURS})(?![^\W\d_])\.?)?\s*"
    rf"(?:(?P<m>\d{{1,4}})\s*(?:{MINUTES})?(?![^\W\d_])\.?)?"
)  # 1 h 30 min, 1,5 h, 90 min, 90


SLUG_MESSAGE: Final = _("The web address may have only small letters a–z, digits and hyphens.")


class PlainField(forms.CharField):
    """A plain text. `CONTROLS` are removed: pasted text may contain them."""

    def to_python(self, value: Any) -> Any:
        """Return the text without control characters."""
        return super().to_python(str(value or "").translate(CONTROLS))


class WebField(PlainField, forms.URLField):
    """A web address. `https://` is added if the scheme is missing."""

    default_error_messages = {
        "mail": _("This is an email address. Write the address of a web page here.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"assume_scheme": "https"})

    def clean(self, value: Any) -> str:
        """Refuse an email address: a browser would read it as a user name and a host."""
        url = str(super().clean(value) or "")
        if "@" in urlsplit(url).netloc:  # `urlsplit` cannot fail after the validation above.
            raise ValidationError(self.error_messages["mail"], code="mail")
        return url


class WebOrMailField(WebField):
    """A web address or an email address. An email address becomes a `mailto:` URL."""

    def clean(self, value: Any) -> str:
        """Read "mailto:anna@example.org" and "anna@example.org" alike."""
        typed = _bare_mail(value)
        if "@" in typed and "/" not in typed:
            validate_email(typed)
            return MAILTO + typed
        return super().clean(value)


class MailField(forms.EmailField):
    """An email address. `mailto:` is removed, because copied links contain it."""

    def to_python(self, value: Any) -> str:
        """Return the address without `mailto:`."""
        return str(super().to_python(_bare_mail(value)))


class SlugField(forms.SlugField):
    """The last part of a page's address."""

    default_validators = [RegexValidator(slug_re, SLUG_MESSAGE, "invalid")]
    default_error_messages = {"unique": _("Another page has this web address.")}


class LengthField(forms.DurationField):
    """A length of time in hours and minutes: "1 h 30 min", "1:30", "1,5 h", "90 min", "90"."""

    default_error_messages = {"invalid": _("Write it as 1 h 30 min, 1:30 or 90 min.")}

    def prepare_value(self, value: Any) -> Any:
        """Return a stored length as people write it."""
        return length_in_words(value) if isinstance(value, timedelta) else value

    def to_python(self, value: Any) -> timedelta | None:
        """Return the length. Raises ValidationError if it cannot be read."""
        if value in self.empty_values or isinstance(value, timedelta):
            return value or None
        typed = " ".join(str(value).split()).casefold()
        found = HOURS_WITH_COLON.fullmatch(typed) or HOURS_AND_MINUTES.fullmatch(typed)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hours, minutes = (float((found[it] or "0").replace(",", ".")) for it in "hm")
        return timedelta(minutes=round(hours * 60 + minutes))


def length_in_words(length: timedelta) -> str:
    """Return a length in hours and minutes, in both languages as "1 h 30 min"."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join(filter(None, parts))


def _bare_mail(value: Any) -> str:
    typed = str(value or "").strip()
    is_link = typed.casefold().startswith(MAILTO)
    return typed[len(MAILTO) :].partition("?")[0] if is_link else typed

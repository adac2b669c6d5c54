"""Validators of single fields."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .choices import SpokenLanguage


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write it like Europe/Stockholm."), params={"name": name}
        )


def check_languages(codes: str) -> None:
    """Raise ValidationError unless `codes` are known languages, separated by commas."""
    unknown = [code for code in codes.split(",") if code and code not in SpokenLanguage.values]
    if unknown:
        raise ValidationError(
            _("Unknown language: %(codes)s."), params={"codes": ", ".join(unknown)}
        )

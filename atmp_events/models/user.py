"""The people who sign in: coordinators, editors, administrators. Visitors have no account."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import SWEDISH, Language


class User(AbstractUser):
    """One who works in the admin, with a language of her own."""

    language = models.CharField(
        _("language of the admin"),
        max_length=2,
        choices=[("sv", "Svenska"), ("en", "English")],
        default=SWEDISH,
    )

    def reads(self) -> Language:
        """Return the language this person works in."""
        return "en" if self.language == "en" else "sv"

"""Users of the admin: coordinators, editors, administrators."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import SWEDISH, Language


class User(AbstractUser):
    """A user of the admin, with a language."""

    language = models.CharField(
        _("language of the admin"),
        max_length=2,
        choices=[("sv", "Svenska"), ("en", "English")],
        default=SWEDISH,
    )

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    def get_language(self) -> Language:
        """Return the language of the admin for this user."""
        return "en" if self.language == "en" else "sv"

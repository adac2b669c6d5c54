"""What was written in the admin, each time somebody saved."""

from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

DIGEST: Final = 64  # hexadecimal digits of SHA-256


class Version(models.Model):
    """The fields of a row as they stood after a save, with the rows that belong to it.

    It names its row by model and key, and outlives it only as long as a deletion can be undone.
    """

    kind = models.CharField(max_length=30)  # the model's name, in lower case
    row = models.PositiveBigIntegerField()  # its key
    saved_at = models.DateTimeField(_("saved"))
    # None: it stood so before anybody saved it here, or a command wrote it.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("saved by"),
    )
    content = models.JSONField()
    digest = models.CharField(max_length=DIGEST)
    # Set on the last version of a row that has been deleted.
    deleted_at = models.DateTimeField(_("deleted"), null=True, db_index=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("-pk",)
        indexes = [models.Index(fields=("kind", "row", "-id"), name="version_of_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}, {self.saved_at:%Y-%m-%d %H:%M}"

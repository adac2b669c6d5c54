"""Results of checking the links of events."""

from django.db import models


class LinkCheck(models.Model):
    """The last result for one URL."""

    address = models.URLField(max_length=500, unique=True)
    checked_at = models.DateTimeField()
    answer = models.CharField(max_length=60)  # "200", "404", "no such host", "timed out"
    dead_since_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("address",)

    def __str__(self) -> str:
        return f"{self.address}: {self.answer}"

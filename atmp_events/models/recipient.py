"""Those to whom the site writes letters."""

import unicodedata
from contextlib import suppress
from hashlib import sha256
from typing import Any, ClassVar, Self

from django.core.signing import Signer
from django.db import models
from django.utils.translation import gettext_lazy as _

from .bilingual import LANGUAGES, Language


def ascii_email(email: str) -> str:
    """Return an email address as it goes over the wire: the host in Punycode (RFC 3490).

    Raises UnicodeError for a host that cannot exist.
    """
    local, at, host = email.strip().rpartition("@")
    return local + at + host.encode("idna").decode()


def folded_email(email: str) -> str:
    """Return an email address as it is compared: equal for equal mailboxes, however typed."""
    folded = unicodedata.normalize("NFKC", email.strip()).casefold()
    with suppress(UnicodeError):
        folded = ascii_email(folded)
    return folded


def mark_of(email: str) -> str:
    """Return what tells an address from others in a signed token, without naming it.

    A database that is restored gives numbers of rows again that letters have told to others.
    """
    return sha256(folded_email(email).encode()).hexdigest()[:12]


class Recipient(models.Model):
    """Somebody with an email address, who reads letters in one language."""

    email = models.EmailField(_("email"))
    # Compared by; empty when the address has been erased.
    email_folded = models.CharField(max_length=254, editable=False)
    language = models.CharField(
        _("language"), max_length=2, choices=[(it, it) for it in LANGUAGES], default="sv"
    )
    # What the last letter said of the event: `actions.revising.schedule_of`, with "sequence".
    told = models.JSONField(null=True, editable=False)

    # Its separator and its salt are in the links of letters that were sent: they stay.
    signer: ClassVar[Signer]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fold the address, by which rows are compared."""
        self.email_folded = folded_email(self.email)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The secret part of this recipient's own addresses. It has no end."""
        return self.signer.sign(f"{self.pk}-{mark_of(self.email)}")

    @classmethod
    def of_token(cls, token: str) -> Self | None:
        """Return the recipient with a token; None if it was deleted. Raises BadSignature.

        Of one who is erased the row is found: it is nobody else's.
        """
        key, mark = cls.signer.unsign(token).split("-")
        found = cls._default_manager.filter(pk=int(key)).first()
        return found if found and (not found.email or mark == mark_of(found.email)) else None

    def reads(self) -> Language:
        """Return the language of the letters to this recipient."""
        return "en" if self.language == "en" else "sv"

"""Recipients of the site's emails ("letters"): the base of followers and attendees."""

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
    """Return an email address for comparison: equal for the same mailbox, however it is typed."""
    folded = unicodedata.normalize("NFKC", email.strip()).casefold()
    with suppress(UnicodeError):
        folded = ascii_email(folded)
    return folded


def email_digest(email: str) -> str:
    """Return 12 hexadecimal digits of an address for a signed token, which must not contain it.

    A restored database gives new rows primary keys that tokens of other recipients contain.
    """
    return sha256(folded_email(email).encode()).hexdigest()[:12]


class Recipient(models.Model):
    """A person with an email address, who gets letters in one language."""

    email = models.EmailField(_("email"))
    # For comparison; empty when the address has been erased.
    email_folded = models.CharField(max_length=254, editable=False)
    language = models.CharField(
        _("language"), max_length=2, choices=[(it, it) for it in LANGUAGES], default="sv"
    )
    # The schedule in the last letter: `actions.revising.schedule_of`, with "sequence". Of those who
    # follow new events: the UIDs of the coming events that were in letters, as "events".
    told = models.JSONField(null=True, editable=False)

    # Links in letters that were sent depend on its separator and salt, which never change.
    signer: ClassVar[Signer]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Set the folded address from the address."""
        self.email_folded = folded_email(self.email)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The secret part of this recipient's own links. It does not expire."""
        return self.signer.sign(f"{self.pk}-{email_digest(self.email)}")

    @classmethod
    def of_token(cls, token: str) -> Self | None:
        """Return the recipient with a token; None if it was deleted. Raises BadSignature.

        The row of an erased recipient, which has no address, is found by any valid token.
        """
        key, digest = cls.signer.unsign(token).split("-")
        found = cls._default_manager.filter(pk=int(key)).first()
        return found if found and (not found.email or digest == email_digest(found.email)) else None

    def get_language(self) -> Language:
        """Return the language of the letters to this recipient."""
        return "en" if self.language == "en" else "sv"

"""The outbox: letters wait in the database until `mail.sending` sends them."""

from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from post_office.models import PRIORITY, STATUS, Email

from ..models.recipient import folded_email
from .letters import Letter, check_address, headers, render, sender


def is_on() -> bool:
    """Return whether the site sends letters."""
    return bool(settings.EMAIL_URL)


def queue(*letters: Letter) -> None:
    """Store letters in the caller's transaction, to be sent within a minute.

    Letters without an address (it has been erased) are left out. Raises ValidationError for an
    address that `check_address` refuses.
    """
    if is_on():
        Email.objects.bulk_create([_row(it) for it in letters if it.to.strip()])


def forget(email: str, *, leave_url: str = "") -> None:
    """Delete the letters to an address, whether they wait, failed or were sent.

    With `leave_url`, only those that one leaves there.
    """
    letters = Email.objects.filter(context__recipient=folded_email(email))
    if leave_url:
        letters = letters.filter(**{"headers__List-Unsubscribe": f"<{leave_url}>"})
    letters.delete()


def _row(letter: Letter) -> Email:
    check_address(letter.to.strip())
    words = render(letter)
    return Email(
        from_email=sender(letter.language),
        to=[letter.to.strip()],
        subject=words.subject,
        message=words.text,
        html_message=words.html,
        headers=headers(letter),
        # Stable, so that a letter which is sent again can be known by it.
        message_id=f"<{uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>",
        expires_at=letter.expires_at,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        context={"recipient": folded_email(letter.to), "calendar": letter.calendar.decode()},
    )

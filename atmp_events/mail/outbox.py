"""The outbox: letters wait in the database until `mail.sending` sends them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from post_office.models import PRIORITY, STATUS, Email, Log

from ..facts.centre import CentreFacts, get_centre
from ..models.recipient import folded_email
from .letters import Letter, check_address, headers, render, sender

WAITING: Final = (STATUS.queued, STATUS.requeued)
STUCK: Final = timedelta(hours=1)
SENT_KEPT: Final = timedelta(days=1)
FAILED_KEPT: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OutboxState:
    """What waits in the outbox and what failed, without addresses."""

    waiting: int
    due_since: datetime | None  # of the letter that is due longest
    failed: list[tuple[str, int]]  # why, and how many
    ran_at: datetime | None  # when the sender last ran on this machine
    problem: str  # why the sender could not reach the mail server then

    def is_stuck(self, now: datetime) -> bool:
        """Return whether a letter is due for so long that the sender cannot be running."""
        return self.due_since is not None and self.due_since < now - STUCK


def sends_letters() -> bool:
    """Return whether the site sends letters."""
    return bool(settings.EMAIL_URL)


def queue(*letters: Letter) -> int:
    """Store letters in the caller's transaction, to be sent within a minute; return how many.

    Letters without an address (it was erased) are left out, and letters whose key is already in the
    outbox. Raises ValidationError for an address that `check_address` refuses.
    """
    if not sends_letters():
        return 0
    centres = {it: get_centre(it) for it in {letter.language for letter in letters}}
    rows = [email_of(it, centres[it.language]) for it in letters if it.to.strip()]
    if any(it.key for it in letters):
        known = set(
            Email.objects.filter(message_id__in=[it.message_id for it in rows]).values_list(
                "message_id", flat=True
            )
        )
        rows = [it for it in rows if it.message_id not in known]
    return len(Email.objects.bulk_create(rows))


def delete_letters_to(email: str, *, link: str = "") -> None:
    """Delete the letters to an address, whether they wait, failed or were sent.

    With `link`, only letters that contain this text of a link.
    """
    letters = Email.objects.filter(context__recipient=folded_email(email))
    letters.filter(html_message__contains=link).delete()


def delete_waiting_letters() -> None:
    """Delete the letters that wait."""
    Email.objects.filter(status__in=WAITING).delete()


def state_of_outbox() -> OutboxState:
    """Return what waits, what failed, and how the sender's last run went."""
    waits = Email.objects.filter(status__in=WAITING).aggregate(
        number=Count("pk"), due=Min(Coalesce("scheduled_time", "created"))
    )
    failed = Log.objects.filter(email__status=STATUS.failed).values_list("message")
    file = sender_file()
    has_run = file.exists() and file.stat().st_size > 0
    problem = file.read_text() if has_run else ""
    return OutboxState(
        waiting=waits["number"],
        due_since=waits["due"],
        failed=list(failed.annotate(number=Count("pk")).order_by("-number", "message")),
        ran_at=datetime.fromtimestamp(file.stat().st_mtime, UTC) if has_run else None,
        problem="" if problem == "ok" else problem,
    )


def failed_addresses() -> set[str]:
    """Return the folded addresses to which a letter could not be sent."""
    failed = Email.objects.filter(status=STATUS.failed)
    return set(failed.values_list("context__recipient", flat=True))


def requeue_failed_letters(now: datetime) -> int:
    """Queue failed letters again, as if they were new; return how many."""
    valid = Q(expires_at=None) | Q(expires_at__gt=now)
    number: int = Email.objects.filter(valid, status=STATUS.failed).update(
        status=STATUS.queued, created=now, scheduled_time=None, number_of_retries=None
    )
    return number


def delete_old_letters(now: datetime) -> int:
    """Delete letters that were sent a day ago, or failed a week ago; return how many."""
    sent = Q(status=STATUS.sent, last_updated__lt=now - SENT_KEPT)
    failed = Q(status=STATUS.failed, last_updated__lt=now - FAILED_KEPT)
    found = Email.objects.filter(sent | failed)
    number: int = found.delete()[1].get("post_office.Email", 0)
    return number


def sender_file() -> Path:
    """Return the file that the sender locks; it contains the result of its last run."""
    return Path(settings.DATA_DIR, "outbox.lock")


def email_of(letter: Letter, centre: CentreFacts | None = None) -> Email:
    """Return a letter as a row of the outbox, not yet stored."""
    check_address(letter.to.strip())
    centre = centre or get_centre(letter.language)
    words = render(letter, centre)
    return Email(
        from_email=sender(centre),
        to=[letter.to.strip()],
        subject=words.subject,
        message=words.text,
        html_message=words.html,
        headers=headers(letter, centre),
        # The same at each attempt, so that a mail server can recognise a letter sent twice.
        message_id=f"<{letter.key or uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}>",
        expires_at=letter.expires_at,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        context={"recipient": folded_email(letter.to), "calendar": letter.calendar.decode()},
    )

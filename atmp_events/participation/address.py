"""All that is held about an e-mail address: handed out, and erased (GDPR, articles 15 and 17)."""

import json
from datetime import datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from post_office.models import Email

from ..mail.outbox import forget
from ..models import Attendee, Follower
from ..models.recipient import folded_email
from .erasing import erase

LETTER: Final = ("created", "subject", "message")


def held_about(email: str) -> dict[str, list[dict[str, Any]]]:
    """Return what is held: registrations, what is followed, and letters in the outbox."""
    folded = folded_email(email)
    if not folded:
        return {}
    letters = Email.objects.filter(context__recipient=folded).order_by("pk")
    return {
        "registrations": [_row(it) for it in Attendee.objects.filter(email_folded=folded)],
        "follows": [_row(it) for it in Follower.objects.filter(email_folded=folded)],
        "letters": list(letters.values(*LETTER)),
    }


def as_json(email: str) -> str:
    """Return what is held, as indented JSON."""
    return json.dumps(held_about(email), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


@transaction.atomic
def erase_address(email: str, now: datetime) -> None:
    """Erase all of it. One whose event is to come cancels so; the place goes to the next."""
    folded = folded_email(email)
    if not folded:
        return
    for attendee in Attendee.objects.filter(email_folded=folded):
        erase(attendee, now)
    Follower.objects.filter(email_folded=folded).delete()
    forget(email)


def _row(row: Attendee | Follower) -> dict[str, Any]:
    data = {it.name: getattr(row, it.attname) for it in row._meta.concrete_fields}
    return data | {"event": str(row.event or "")}

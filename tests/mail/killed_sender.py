"""Program that sends letters in processes, kills them at random, and counts the letters.

    python -m tests.mail.killed_sender KILLS FOLDER

Two senders run at a time, as when a run of cron takes longer than a minute. It prints JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from tests.mail.mail_server import mail_server

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from post_office.models import STATUS, Email  # noqa: E402

from atmp_events.mail.letters import Letter  # noqa: E402
from atmp_events.mail.outbox import WAITING, queue  # noqa: E402
from atmp_events.mail.sending import send_due  # noqa: E402


def start_sender() -> int:
    """Start a process that sends letters; return its id."""
    child = os.fork()
    if child == 0:
        send_due(timezone.now)
        os._exit(0)
    return child


def queue_letters(number: int) -> set[str]:
    """Queue letters; return their Message-IDs."""
    addresses = [f"anna.{it}@example.org" for it in range(number)]
    queue(*(Letter(it, "sv", "Möte", "letters/base.html", {}) for it in addresses))
    return set(Email.objects.values_list("message_id", flat=True))


def main(kills: int, folder: Path) -> dict[str, Any]:
    chance = random.Random(kills)  # noqa: S311
    with mail_server(folder) as server:
        if django.VERSION < (6, 1):
            settings.EMAIL_PORT = server.port
        else:
            settings.MAILERS["default"]["OPTIONS"]["port"] = server.port
        ids, killed = queue_letters(1), 0
        send_due(timezone.now)  # Load all modules before the forks.
        while killed < kills:
            if not Email.objects.filter(status__in=WAITING).exists():
                ids |= queue_letters(50)
            connection.close()  # Processes must not share a connection.
            senders = [start_sender(), start_sender()]
            time.sleep(chance.uniform(0.02, 0.4))
            for child in senders:
                os.kill(child, signal.SIGKILL)
                killed += os.waitpid(child, 0)[1] == signal.SIGKILL
        ids |= queue_letters(1)  # The server has read all earlier letters when it takes this one.
        connection.close()
        os.waitpid(start_sender(), 0)
        counts = Counter(server.ids())
        unsent = Email.objects.exclude(status=STATUS.sent).count()
    return {
        "letters": len(ids),
        "missing": len(ids - set(counts)),
        "twice": sum(it > 1 for it in counts.values()),
        "unsent": unsent,
        "kills": killed,
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), Path(sys.argv[2]))))

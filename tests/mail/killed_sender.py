"""Program that sends letters in processes, kills these, and counts the letters.

    python -m tests.mail.killed_sender KILLS FOLDER

Senders are killed at each step, then KILLS of them at random moments. There, two senders run at a
time, as when a run of cron takes longer than a minute. It prints JSON.
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


def start_sender(kill_at: int | None = None) -> int:
    """Start a process that sends letters; return its id.

    It kills itself before its SQL statement with the number `kill_at`, counted from 0.
    """
    connection.close()  # Processes must not share a connection.
    child = os.fork()
    if child == 0:
        Path(settings.DATA_DIR, "sender.pid").write_text(str(os.getpid()))
        with connection.execute_wrapper(KillingWrapper(kill_at)):
            send_due(timezone.now)
        os._exit(0)
    return child


class KillingWrapper:
    """Wrapper of SQL statements that kills the process before one of them."""

    def __init__(self, kill_at: int | None) -> None:
        self.kill_at, self.number = kill_at, 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        if self.number == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.number += 1
        return execute(*args)


def was_killed(child: int) -> bool:
    """Wait for a process; return whether it was killed."""
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def queue_letters(*names: str) -> set[str]:
    """Queue letters; return the Message-IDs of all letters."""
    queue(*(Letter(f"{it}@example.org", "sv", "Möte", "letters/base.html", {}) for it in names))
    return set(Email.objects.values_list("message_id", flat=True))


def kill_at_each_step() -> int:
    """Kill senders at the answers of the server and before each SQL statement; return how many."""
    killed, number = 0, 0
    for name in ("killed.before.data", "killed.after.data"):
        queue_letters(name, "anna")
        killed += was_killed(start_sender())
        was_killed(start_sender())
    queue_letters("anna", "bo")
    while was_killed(start_sender(kill_at=number)):
        number += 1
        was_killed(start_sender())
        queue_letters("anna", "bo")
    return killed + number


def kill_at_random(kills: int) -> int:
    """Kill pairs of senders at random moments; return how many."""
    chance, killed = random.Random(kills), 0  # noqa: S311
    while killed < kills:
        if not Email.objects.filter(status__in=WAITING).exists():
            queue_letters(*(f"anna.{it}" for it in range(50)))
        senders = [start_sender(), start_sender()]
        time.sleep(chance.uniform(0.02, 0.4))
        for child in senders:
            os.kill(child, signal.SIGKILL)
            killed += was_killed(child)
    return killed


def main(kills: int, folder: Path) -> dict[str, Any]:
    with mail_server(folder) as server:
        if django.VERSION < (6, 1):
            settings.EMAIL_PORT = server.port
        else:
            settings.MAILERS["default"]["OPTIONS"]["port"] = server.port
        queue_letters("anna")
        send_due(timezone.now)  # Load all modules before the forks.
        killed = kill_at_each_step() + kill_at_random(kills)
        # The server has read all earlier letters when it takes this one.
        ids = queue_letters("anna")
        was_killed(start_sender())
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

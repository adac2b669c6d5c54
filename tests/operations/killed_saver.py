"""Program that saves events in processes, kills them at random moments, and reports lost saves.

    python -m tests.operations.killed_saver ROUNDS

It prints JSON: the number of acknowledged saves, those that are lost, the number of incomplete
events, and the result of the integrity check of the database.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from atmp_events.models import Event, State, Talk  # noqa: E402

START = datetime(2027, 4, 13, 10, tzinfo=UTC)


def save(word: str) -> None:
    """Save an event and its talk in one transaction, as a form in the admin does."""
    with transaction.atomic():
        event = Event.objects.create(
            title_sv=f"Träff {word}",
            title_en=f"Meeting {word}",
            starts_at=START,
            ends_at=START + timedelta(hours=1),
            state=State.PUBLISHED,
        )
        Talk.objects.create(event=event, title_sv=f"Om {word}", title_en=f"On {word}", position=0)


def save_until_killed(number: int, chance: random.Random) -> list[str]:
    """Save in a process, kill it, and return the words that it has acknowledged."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        for count in range(1_000_000):
            word = f"x{number}y{count}"
            save(word)
            os.write(write_end, f"{word}\n".encode())
    os.close(write_end)
    with os.fdopen(read_end) as lines:
        first = lines.readline()  # Wait for the first save, also on a slow machine.
        time.sleep(chance.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [first.strip(), *lines.read().split()]


def is_complete(word: str) -> bool:
    """Return whether the event exists with its talk, and the search finds it."""
    event = Event.objects.filter(title_sv=f"Träff {word}", talks__title_en=f"On {word}").first()
    listed = event and event.slug_en in Client().get(f"/en/events/?q={word}").content.decode()
    return bool(listed)


def integrity() -> str:
    """Return `ok`, or what the database's integrity check finds."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("REINDEX TABLE events_event")
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


def main(rounds: int) -> dict[str, Any]:
    save("first")  # Load all modules before the forks.
    connection.close()  # Processes must not share a connection.
    chance = random.Random(rounds)  # noqa: S311  # not for security
    words = [save_until_killed(number, chance) for number in range(rounds)]
    saved = {word for of_a_round in words for word in of_a_round}
    incomplete = Event.objects.filter(talks__isnull=True).count()
    titles = Talk.objects.values_list("event__title_sv", flat=True)
    lost = saved - {title.removeprefix("Träff ") for title in titles}
    # The last save of each round was the nearest to the kill.
    lost |= {last for *_, last in filter(None, words) if not is_complete(last)}
    report = {"saved": len(saved), "lost": sorted(lost), "incomplete": incomplete}
    return report | {"integrity": integrity()}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))

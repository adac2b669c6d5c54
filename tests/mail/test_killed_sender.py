"""A sender that is killed has sent a letter or not, and the outbox is right about it."""

import json
import os
from pathlib import Path

from tests.operations.serving import own_site, run

KILLS = int(os.environ.get("KILLS", "10"))  # `make test-kill` does many.


def test_each_letter_is_sent_once_when_senders_are_killed(tmp_path: Path) -> None:
    env = own_site(tmp_path) | {"EMAIL_URL": "smtp://127.0.0.1:1"}
    told = json.loads(run(env, "-m", "tests.mail.killed_sender", str(KILLS), str(tmp_path)))

    print(", ".join(f"{number} {name}" for name, number in told.items()))

    assert told["letters"] >= 51
    assert told["kills"] >= KILLS
    assert (told["missing"], told["twice"], told["unsent"]) == (0, 0, 0)

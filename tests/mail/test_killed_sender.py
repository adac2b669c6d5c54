"""Killing the sender neither loses nor repeats a letter."""

import json
import os
from pathlib import Path

from tests.operations.serving import own_site, run

KILLS = int(os.environ.get("KILLS", "0"))  # at random; `make test-kill` sets some


def test_each_letter_is_sent_once_when_the_sender_is_killed(tmp_path: Path) -> None:
    env = own_site(tmp_path) | {"EMAIL_URL": "smtp://127.0.0.1:1"}
    counts = json.loads(run(env, "-m", "tests.mail.killed_sender", str(KILLS), str(tmp_path)))

    print(", ".join(f"{number} {name}" for name, number in counts.items()))

    assert counts["letters"] >= 20
    assert counts["kills"] >= 10 + KILLS, "Some steps of the sender were not tried."
    # A kill at random can lose a letter (decision 0019), a kill at a step cannot.
    assert (counts["missing"], counts["twice"], counts["unsent"]) == (0, 0, 0)

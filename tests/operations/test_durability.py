"""What was saved stays saved, whatever is killed."""

import json
import os
from pathlib import Path

from .serving import own_site, run

ROUNDS = int(os.environ.get("KILLS", "10"))  # `make test-kill` does a thousand.


def test_no_acknowledged_save_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    out = run(own_site(tmp_path), "-m", "tests.operations.saving", str(ROUNDS))
    told = json.loads(out.splitlines()[-1])

    print(f"{ROUNDS} kills, {told['saved']} acknowledged saves, {len(told['lost'])} lost")

    assert told["saved"] >= ROUNDS
    assert (told["lost"], told["halves"], told["integrity"]) == ([], 0, "ok")

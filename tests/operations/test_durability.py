"""An acknowledged save survives a killed process."""

import json
import os
from pathlib import Path

from .serving import own_site, run

ROUNDS = int(os.environ.get("KILLS", "10"))  # `make test-kill` does a thousand.


def test_no_acknowledged_save_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    out = run(own_site(tmp_path), "-m", "tests.operations.killed_saver", str(ROUNDS))
    report = json.loads(out.splitlines()[-1])

    print(f"{ROUNDS} kills, {report['saved']} acknowledged saves, {len(report['lost'])} lost")

    assert report["saved"] >= ROUNDS
    assert (report["lost"], report["incomplete"], report["integrity"]) == ([], 0, "ok")

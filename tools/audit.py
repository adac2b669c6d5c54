"""Tells which pinned packages have known faults, and writes down their licences: `make audit`.

Exit code 1 for a known fault. Where the list of faults cannot be reached that is said, and it is
no success: exit code 2.
"""

import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PINNED = ROOT / "requirements.txt"
LICENCES = ROOT / "docs" / "licences.md"
HEAD = """# Licences

What the site runs with, as each package states it. Written by `make audit`.

| package | version | licence |
| --- | --- | --- |
"""


def main() -> int:
    LICENCES.write_text(HEAD + "".join(map(row, packages())), encoding="utf-8")
    print(f"{LICENCES.relative_to(ROOT)} is written.")
    command = [sys.executable, "-m", "uv", "tool", "run", "pip-audit"]
    options = ["--requirement", str(PINNED), "--require-hashes", "--disable-pip", "--strict"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        print("No fault of a pinned package is known.")
        return 0
    if "vulnerabilit" in done.stderr and "could not be audited" not in done.stderr:
        print(done.stdout, done.stderr.strip().splitlines()[-1], sep="")
        return 1
    print(done.stderr.strip()[-1000:], file=sys.stderr)
    print("The list of known faults cannot be asked from here: nothing is known.", file=sys.stderr)
    return 2


def packages() -> list[Distribution]:
    """Return the pinned packages that are installed here, by name."""
    found = []
    for line in PINNED.read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            name = Requirement(line.rstrip("\\ ")).name
            try:
                found.append(distribution(name))
            except PackageNotFoundError:  # for another system
                continue
    return sorted(found, key=lambda it: it.name.lower())


def row(package: Distribution) -> str:
    return f"| {package.name} | {package.version} | {licence(package)} |\n"


def licence(package: Distribution) -> str:
    """Return the SPDX expression, or the classifier, or the first line of what is written."""
    told: Any = package.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classified = [it for it in told.get_all("Classifier", []) if it.startswith("License :: ")]
    if classified:
        return ", ".join(it.rpartition(" :: ")[2] for it in classified)
    return str(told.get("License") or "not stated").splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())

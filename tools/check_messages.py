"""Checks that the Swedish catalogue is complete, compiled, and has the messages of the source.

The source strings are English, so English needs no catalogue.
"""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("atmp_events/locale/sv/LC_MESSAGES/django.po")
SOURCES = ["atmp_events", "templates", "manage.py", "pyproject.toml"]

Key = tuple[str | None, str, str]


def entries_of(catalogue: polib.POFile | polib.MOFile) -> dict[Key, tuple[str, dict[int, str]]]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural): (entry.msgstr, entry.msgstr_plural)
        for entry in catalogue
        if not entry.obsolete
    }


def incomplete(po: polib.POFile) -> Iterator[str]:
    for entry in po:
        if not entry.obsolete and not entry.translated():
            yield f"not translated, or fuzzy: {entry.msgid!r}"


def not_compiled(po: polib.POFile, mo: polib.MOFile) -> Iterator[str]:
    if (
        entries_of(po) != entries_of(mo)
        or po.metadata["Plural-Forms"] != mo.metadata["Plural-Forms"]
    ):
        yield "the .mo is older than the .po: make messages"


def out_of_date(po: polib.POFile) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        command = [sys.executable, "manage.py", "makemessages", "--locale", "sv", "--verbosity=0"]
        subprocess.run(command, cwd=copy, check=True)
        source_keys = entries_of(polib.pofile(str(copy / CATALOGUE))).keys()
    for _, msgid, _ in source_keys - entries_of(po).keys():
        yield f"missing in the catalogue (make messages): {msgid!r}"
    for _, msgid, _ in entries_of(po).keys() - source_keys:
        yield f"no longer in the source (make messages): {msgid!r}"


def only_in_f_strings(po: polib.POFile) -> Iterator[str]:
    """Find messages that are only in f-strings, which xgettext does not read."""
    known = {entry.msgid for entry in po if not entry.obsolete}
    for path in (ROOT / "atmp_events").rglob("*.py"):
        texts = (
            it for it in ast.walk(ast.parse(path.read_text())) if isinstance(it, ast.JoinedStr)
        )
        for call in (it for text in texts for it in ast.walk(text) if isinstance(it, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in {"_", "gettext"}:
                (message,) = call.args
                if isinstance(message, ast.Constant) and message.value not in known:
                    yield f"take it out of the f-string: {message.value!r}"


def main() -> int:
    path = ROOT / CATALOGUE
    po = polib.pofile(str(path))
    faults = [*incomplete(po), *not_compiled(po, polib.mofile(str(path.with_suffix(".mo"))))]
    faults += only_in_f_strings(po)
    if shutil.which("xgettext"):
        faults += out_of_date(po)
    else:
        print(
            "Not checked: whether every string is in the catalogue. Debian: apt-get install gettext"
        )
    for fault in faults:
        print(f"{CATALOGUE}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

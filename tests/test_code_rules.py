"""Rules of the package's code: sizes, names, clock, language, SQL, inheritance, receivers."""

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

PACKAGE = Path(__file__).resolve().parent.parent / "atmp_events"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
# Only these read the clock and the active language; all others take them as arguments.
EDGES = {
    "admin",
    "pages",
    "participation",
    "calendars",
    "syndication",
    "management",
    "operations",
    "apps.py",
    "error_pages.py",
    "languages.py",
    "middleware.py",
    "templatetags",
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "tools"}


def top_level(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path, name: re.Pattern[str]) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and name.fullmatch(ast.unparse(node.func)):
            yield f"{path.relative_to(PACKAGE)}:{node.lineno}"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{path.relative_to(PACKAGE)}:{node.name}", length


def test_files_and_functions_stay_small() -> None:
    files = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in files.items() if lines > 400} == {}
    every = dict(pair for path in FILES for pair in functions(path))
    assert {name: lines for name, lines in every.items() if lines > 40} == {}
    assert sorted(every.values())[len(every) // 2] < 10


def test_no_module_has_a_vague_name() -> None:
    assert [path for path in FILES if path.stem in VAGUE] == []


def test_only_edge_modules_read_the_clock() -> None:
    clock = re.compile(
        r"(.*\.)?(timezone|datetime)\.(now|utcnow|today|localdate)|(.*\.)?date\.today|time\.time"
    )
    inner_files = [path for path in FILES if top_level(path) not in EDGES]
    assert [place for path in inner_files for place in calls(path, clock)] == []


def test_only_edge_modules_read_the_active_language() -> None:
    inner_files = [path for path in FILES if top_level(path) not in EDGES]
    asked = re.compile(r"(.*\.)?get_language(_bidi)?")
    # Django calls a model's __str__ without a language.
    found = [place for path in inner_files for place in calls(path, asked)]
    assert [place for place in found if not place.startswith("models/bilingual.py")] == []


def test_only_operations_have_sql_as_a_string() -> None:
    sql = re.compile(r"(.*\.)?(execute|executemany|executescript|raw|extra|RawSQL)")
    found = [place for path in FILES for place in calls(path, sql)]
    # These three run SQL that the ORM has compiled.
    compiled = ("facts/centre.py", "models/event_version.py", "pages/information.py")
    assert [it for it in found if not it.startswith(("operations/", *compiled))] == []


@pytest.mark.parametrize("model", list(apps.get_app_config("events").get_models()))
def test_model_fields_have_the_suffixes_at_sv_and_en(model: type[models.Model]) -> None:
    fields = {field.name: field for field in model._meta.get_fields() if hasattr(field, "column")}
    own = {name for name in fields if name not in {"last_login", "date_joined"}}
    moments = {name for name in own if isinstance(fields[name], models.DateTimeField)}
    assert {name for name in moments if not name.endswith("_at")} == set()
    swedish = {name.removesuffix("_sv") for name in own if name.endswith("_sv")}
    english = {name.removesuffix("_en") for name in own if name.endswith("_en")}
    assert swedish == english
    assert {name for name in swedish if not hasattr(model, name)} == set()


def own_classes() -> set[type]:
    """All classes of the package in the imported modules."""
    return {
        value
        for module in list(sys.modules.values())
        if module.__name__.partition(".")[0] == PACKAGE.name
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__.partition(".")[0] == PACKAGE.name
    }


def test_no_class_inherits_from_more_than_three_of_ours() -> None:
    """All ancestors that are classes of the package are counted, but not the class itself."""
    for module in pkgutil.walk_packages([str(PACKAGE)], f"{PACKAGE.name}."):
        with suppress(ImproperlyConfigured):  # Some modules need OIDC_ISSUER.
            importlib.import_module(module.name)
    every = own_classes()
    ancestors = {it: [base for base in it.__mro__[1:] if base in every] for it in every}
    assert len(ancestors) > 100
    assert {it: bases for it, bases in ancestors.items() if len(bases) > 3} == {}


def receivers(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each place that connects a signal receiver, and whether it passes a sender."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.endswith((".connect", "receiver")) and called != "sqlite3.connect":
                has_sender = "sender" in {keyword.arg for keyword in node.keywords}
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", has_sender


def test_every_signal_receiver_has_a_sender() -> None:
    """Without a sender it would run at each save of any model, also of sessions and log entries."""
    every = [found for path in FILES for found in receivers(path)]
    assert len(every) >= 8
    assert [place for place, has_sender in every if not has_sender] == []

"""Two versions of a row side by side, in words that its editor knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..actions.versions import Content, as_today
from ..facts.plain_text import plain
from ..facts.when import moment_in_words
from ..languages import current
from ..models import LANGUAGES
from ..models.prose import ProseField


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that says something else, as the form of the row names it."""

    field: str  # the name of its input; a list's prefix where a row was added or removed
    label: str
    old: str
    new: str
    language: str  # "sv" or "en" for a text in one language, else ""

    @property
    def old_marked(self) -> SafeString:
        """What it was, the words that went in <del>."""
        return _marked(self.old, self.new, "delete", "del")

    @property
    def new_marked(self) -> SafeString:
        """What it is, the words that came in <ins>."""
        return _marked(self.old, self.new, "insert", "ins")


def differences(
    model: type[models.Model], before: Content | None, after: Content
) -> Iterator[Difference]:
    """Yield what two contents of a row differ in, in the order of the model; None: from nothing."""
    old, new = (before or {}).get("fields", {}), after["fields"]
    zone = ZoneInfo(new.get("timezone") or settings.TIME_ZONE)
    yield from _of_row(model, old, new, zone, prefix="", called="")
    for relation, parts in after["parts"].items():
        was = (before or {}).get("parts", {}).get(relation, {})
        part = model._meta.get_field(relation).related_model
        yield from _of_parts(part, relation, was, parts, zone)


def _of_parts(
    model: Any, relation: str, before: dict[str, Any], after: dict[str, Any], zone: ZoneInfo
) -> Iterator[Difference]:
    name = capfirst(model._meta.verbose_name)
    for number, key in enumerate(_in_order(after)):
        new = after[key]
        called = f"{name} {number + 1}"
        if key in before:
            prefix = f"{relation}-{number}-"
            yield from _of_row(model, before[key], new, zone, prefix=prefix, called=called)
        else:
            whole = _whole(model, new, zone)
            yield Difference(f"{relation}-group", _("%s: added") % called, "", whole, "")
    for key, old in before.items():
        if key not in after:
            whole = _whole(model, old, zone)
            yield Difference(f"{relation}-group", _("%s: removed") % name, whole, "", "")
    orders = [
        [key for key in _in_order(it) if key in before.keys() & after] for it in (before, after)
    ]
    if orders[0] != orders[1]:
        old, new = ("\n".join(_whole(model, after[key], zone) for key in keys) for keys in orders)
        yield Difference(f"{relation}-group", _("%s: order") % name, old, new, "")


def _in_order(parts: dict[str, Any]) -> list[str]:
    """Return the keys of rows by their places: a database keeps no order of keys."""
    return sorted(parts, key=lambda key: (parts[key].get("position", 0), int(key)))


def _of_row(
    model: type[models.Model],
    before: dict[str, Any],
    after: dict[str, Any],
    zone: ZoneInfo,
    *,
    prefix: str,
    called: str,
) -> Iterator[Difference]:
    for column in model._meta.concrete_fields:
        name = column.name
        if name not in after or before.get(name) == after[name] or name == "position":
            continue
        values = as_today(column, before.get(name)), as_today(column, after[name])
        if values[0] == values[1]:  # Two records have become one.
            continue
        old, new = (in_words(column, value, zone) for value in values)
        if old == new:  # A link leads elsewhere, a word has become bold.
            old, new = (str(value or "") for value in values)
        label = capfirst(str(column.verbose_name))
        yield Difference(
            field=f"{prefix}{name}",
            label=f"{called}: {column.verbose_name}" if called else label,
            old=old,
            new=new,
            language=language_of(column),
        )


def _whole(model: type[models.Model], written: dict[str, Any], zone: ZoneInfo) -> str:
    """Return all that a row says, in one line, but its place in the order."""
    told = (
        in_words(column, written[column.name], zone)
        for column in model._meta.concrete_fields
        if column.name in written and column.name not in {"position", "talk"}
    )
    return " · ".join(dict.fromkeys(filter(None, told)))


def language_of(column: "models.Field[Any, Any]") -> str:
    """Return the language of a text's column, "sv" or "en"; empty for other columns."""
    _name, _underscore, language = column.name.rpartition("_")
    return language if language in LANGUAGES else ""


def in_words(column: "models.Field[Any, Any]", value: Any, zone: ZoneInfo) -> str:
    """Return the value of a column as its editor reads it; date-times are told in a zone."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(column, ProseField):
        return plain(value)
    if isinstance(column, models.ForeignKey):
        return _named(column, value)
    if isinstance(column, models.BooleanField):
        return _("yes") if value else _("no")
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.DateTimeField):
        return moment_in_words(column.to_python(value).astimezone(zone), current())
    return str(value)


def _named(column: Any, key: Any) -> str:
    """Return what the row is called that another names, if it is still there."""
    found = column.related_model._default_manager.filter(pk=key).first()
    return str(found) if found else _("(no longer there)")


def _marked(old: str, new: str, change: str, tag: str) -> SafeString:
    """Return one of two texts with the words marked that the other has not."""
    before, after = old.split(" "), new.split(" ")
    pieces = []
    for found, low, high, first, last in SequenceMatcher(None, before, after, False).get_opcodes():
        words = before[low:high] if tag == "del" else after[first:last]
        if not words:
            continue
        text = conditional_escape(" ".join(words))
        is_marked = found in {change, "replace"}
        pieces.append((SafeString(f"<{tag}>{text}</{tag}>" if is_marked else text),))
    return format_html_join(" ", "{}", pieces)

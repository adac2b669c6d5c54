"""The differences between two versions of a row, with the labels of its form."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..actions.versions import Content, current_value
from ..facts.plain_text import plain
from ..facts.when import SWEDISH_ZONE, moment_in_words
from ..languages import current_language
from ..models import LANGUAGES, SpokenLanguage
from ..models.choices import check_languages
from ..models.rich_text import ProseField


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with an old and a new value."""

    field: str  # the name of the input; for a row that was added or removed, the id of the inline
    label: str
    old: str
    new: str
    language: str  # "sv" or "en" for a text in one language, else ""

    @property
    def old_marked(self) -> SafeString:
        """The old text, with <del> around the words that are not in the new text."""
        return _mark_words(self.old, self.new, "del")

    @property
    def new_marked(self) -> SafeString:
        """The new text, with <ins> around the words that are not in the old text."""
        return _mark_words(self.old, self.new, "ins")


def differences(model: type[models.Model], before: Content, after: Content) -> Iterator[Difference]:
    """Yield the differences between two contents of a row, in the order of the model's fields."""
    zone = ZoneInfo(after["fields"].get("timezone") or settings.TIME_ZONE)
    yield from _column_differences(model, before["fields"], after["fields"], zone)
    for relation, parts in after["parts"].items():
        part = model._meta.get_field(relation).related_model
        yield from _part_differences(part, relation, before["parts"].get(relation, {}), parts, zone)


def _part_differences(
    model: Any, relation: str, before: dict[str, Any], after: dict[str, Any], zone: ZoneInfo
) -> Iterator[Difference]:
    """Yield changed, added, removed and reordered rows of a relation, compared by their keys."""
    name, group = capfirst(model._meta.verbose_name), f"{relation}-group"
    orders = [_keys_in_order(before), _keys_in_order(after)]
    for number, key in enumerate(orders[1]):
        if key in before:
            prefix, label = f"{relation}-{number}-", f"{name} {number + 1}: "
            yield from _column_differences(model, before[key], after[key], zone, prefix, label)
        else:
            label = _("%s: added") % f"{name} {number + 1}"
            yield Difference(group, label, "", _row_in_words(model, after[key], zone), "")
    for key in orders[0]:
        if key not in after:
            removed = _row_in_words(model, before[key], zone)
            yield Difference(group, _("%s: removed") % name, removed, "", "")
    common_keys = [[key for key in keys if key in before.keys() & after] for keys in orders]
    if common_keys[0] != common_keys[1]:
        old, new = (
            "\n".join(_row_in_words(model, after[key], zone) for key in it) for it in common_keys
        )
        yield Difference(group, _("%s: order") % name, old, new, "")


def _keys_in_order(parts: dict[str, Any]) -> list[str]:
    """Return the keys of rows in the order of their positions: a JSON column keeps no order."""
    return sorted(parts, key=lambda key: (parts[key].get("position", 0), int(key)))


def _column_differences(
    model: type[models.Model],
    before: dict[str, Any],
    after: dict[str, Any],
    zone: ZoneInfo,
    prefix: str = "",
    label_prefix: str = "",
) -> Iterator[Difference]:
    for column in model._meta.concrete_fields:
        name = column.name
        if name not in after or before.get(name) == after[name] or name == "position":
            continue
        values = current_value(column, before.get(name)), current_value(column, after[name])
        if values[0] == values[1]:  # The two records have been merged since.
            continue
        old, new = (in_words(column, value, zone) for value in values)
        if old == new:  # Only the HTML has changed, for example the address of a link.
            old, new = (str(value or "") for value in values)
        label = capfirst(f"{label_prefix}{column.verbose_name}")
        yield Difference(f"{prefix}{name}", label, old, new, language_of_column(column))


def _row_in_words(model: type[models.Model], written: dict[str, Any], zone: ZoneInfo) -> str:
    """Return the values of a row in one line, without its position."""
    words = (
        in_words(column, written[column.name], zone)
        for column in model._meta.concrete_fields
        if column.name in written and column.name not in {"position", "talk"}
    )
    return " · ".join(dict.fromkeys(filter(None, words)))


def language_of_column(column: "models.Field[Any, Any]") -> str:
    """Return the language of a text column, "sv" or "en"; "" for other columns."""
    _name, _underscore, language = column.name.rpartition("_")
    return language if language in LANGUAGES else ""


def in_words(column: "models.Field[Any, Any]", value: Any, zone: ZoneInfo) -> str:
    """Return the value of a column as text, like in its form. Datetimes are in `zone`."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(column, ProseField):
        return plain(value)
    if isinstance(column, models.ForeignKey):
        related: Any = column.related_model
        found = related._default_manager.filter(pk=value).first()
        return str(found) if found else _("(no longer there)")
    if isinstance(column, models.BooleanField):
        return _("yes") if value else _("no")
    if check_languages in column.validators:
        labels: dict[str, Any] = dict(SpokenLanguage.choices)
        return ", ".join(str(labels.get(code, code)) for code in value.split(","))
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, models.DateTimeField):
        return moment_in_words(column.to_python(value).astimezone(zone), current_language())
    return str(value)


def write_in_words(row: models.Model) -> None:
    """Replace HTML and codes of a row with words, for a form that is only read."""
    for column in row._meta.concrete_fields:
        if isinstance(column, ProseField) or check_languages in column.validators:
            value = getattr(row, column.attname)
            setattr(row, column.attname, in_words(column, value, SWEDISH_ZONE))


def _mark_words(old: str, new: str, tag: str) -> SafeString:
    """Return the old text ("del") or the new one ("ins"), with a tag around changed words."""
    before, after = old.split(" "), new.split(" ")
    pieces = []
    for found, low, high, first, last in SequenceMatcher(None, before, after, False).get_opcodes():
        words = " ".join(before[low:high] if tag == "del" else after[first:last])
        if words:
            marked = format_html("<{0}>{1}</{0}>", SafeString(tag), words)
            pieces.append((words if found == "equal" else marked,))
    return format_html_join(" ", "{}", pieces)

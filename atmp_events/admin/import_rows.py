"""Drafts of a file as forms of new events. Values that are not recognised become problems."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, time, timedelta
from html import escape
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from ..models import (
    LANGUAGES,
    AttendanceMode,
    Kind,
    Organiser,
    Person,
    Registration,
    Series,
    SpokenLanguage,
    State,
    Status,
    Venue,
)
from ..proofreading.fields import HEADING
from ..search.words import fold_name
from .event_table import heading
from .import_dates import read_day, read_time, split_day, split_times
from .import_files import Draft
from .series_defaults import FILLED_FROM

MAX_ROOM_LENGTH: Final = 120
MAX_ATTEMPTS: Final = 4
MIDNIGHT: Final = time()
BETWEEN_NAMES: Final = re.compile(r"\s*[;,\n]\s*|\s+(?:och|and|&)\s+")
# Columns whose texts are copied unchanged into the form.
COPIED_FIELDS: Final = (
    *("title_sv", "title_en", "room_sv", "room_en", "capacity", "registration_url"),
    *("web_page", "summary_sv", "summary_en"),
)
TIME_INPUTS: Final = ("starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1", "all_day")
# If the form refuses a field, these fields are left out: they depend on it.
LEFT_OUT_TOGETHER: Final[dict[str, tuple[str, ...]]] = {
    "starts_at": TIME_INPUTS,
    "ends_at": TIME_INPUTS,
    "registration_url": ("registration_url", "registration"),
    "previous_starts_at": ("status",),
    "attendance_mode": ("attendance_mode", "status"),
}
DEFAULTS: Final[dict[str, str]] = {
    "kind": Kind.SEMINAR,
    "attendance_mode": AttendanceMode.ON_SITE,
    "status": Status.SCHEDULED,
    "registration": Registration.UNSTATED,
}


def known_values() -> dict[str, dict[str, Any]]:
    """Return the record or code of each folded name, by column."""
    people = Person.objects.prefetch_related("affiliations")
    return {
        "series": _by_name(Series.objects.all(), "title_sv", "title_en"),
        "venue": _by_name(Venue.objects.all(), "name_sv", "name_en"),
        "speakers": _by_name(people, "name"),
        "organisers": _by_name(Organiser.objects.all(), "name_sv", "name_en"),
        "kind": _by_label(Kind),
        "attendance_mode": _by_label(AttendanceMode),
        "status": _by_label(Status),
        "spoken_languages": _by_label(SpokenLanguage),
    }


def _by_label(choices: type[models.TextChoices]) -> dict[str, str]:
    """Return each code by the code itself, and by its folded label in both languages."""
    known = {str(code): str(code) for code in choices.values}
    for language in LANGUAGES:
        with override(language):
            known |= {fold_name(str(label)): str(code) for code, label in choices.choices}
    return known


def _by_name(rows: Iterable[Any], *columns: str) -> dict[str, Any]:
    """Return each row by its folded names. A name that two rows share is left out."""
    found: dict[str, set[Any]] = {}
    for row in rows:
        for column in columns:
            if name := fold_name(getattr(row, column)):
                found.setdefault(name, set()).add(row)
    return {name: next(iter(it)) for name, it in found.items() if len(it) == 1}


def read_draft(draft: Draft, known: dict[str, dict[str, Any]], form_class: Any) -> None:
    """Fill in the form of a draft from its texts."""
    data = draft.data
    data |= {name: draft.values.get(name, "") for name in COPIED_FIELDS}
    is_by_link = bool(data["registration_url"])
    data["registration"] = Registration.BY_LINK if is_by_link else Registration.UNSTATED
    data["timezone"] = settings.TIME_ZONE
    data["state"] = State.DRAFT
    data[FILLED_FROM] = "1"  # An imported event gets no defaults from the latest of its series.
    if not (data["title_sv"] or data["title_en"]):
        draft.problems.append(gettext("There is no title."))
    words = gettext("not known, and left out.")
    for column in ("kind", "attendance_mode", "status"):
        data[column] = _find_one(draft, column, known[column], words) or DEFAULTS[column]
    codes, unknown = _find_all(draft, "spoken_languages", known["spoken_languages"])
    if unknown:
        draft.add_problem("spoken_languages", gettext("not all of it is known."))
    data["spoken_languages"] = codes
    _read_times(draft)
    words = gettext("not in the register, and left out.")
    data["series"] = _key(_find_one(draft, "series", known["series"], words))
    _find_venue(draft, known["venue"])
    draft.people = _find_records(draft, "speakers", known["speakers"])
    draft.organisers = _find_records(draft, "organisers", known["organisers"])
    draft.form = _validated_form(draft, form_class)


def _find_one(draft: Draft, column: str, known: dict[str, Any], words: str) -> Any:
    """Return the known value of a text. If there is none, return None and add a problem."""
    text = draft.values.get(column, "")
    found = known.get(fold_name(text)) if text else None
    if text and found is None:
        draft.add_problem(column, words)
    return found


def _find_all(draft: Draft, column: str, known: dict[str, Any]) -> tuple[list[Any], list[str]]:
    """Return the known values of the names in a text, each once, and the unknown names."""
    text = draft.values.get(column, "")
    names = [text] if fold_name(text) in known else [*filter(None, BETWEEN_NAMES.split(text))]
    found = dict.fromkeys(known[it] for it in map(fold_name, names) if it in known)
    return list(found), [name for name in names if fold_name(name) not in known]


def _find_records(draft: Draft, column: str, known: dict[str, Any]) -> list[Any]:
    """Return the records that a text names. Add a problem for unknown and ambiguous names."""
    records, unknown = _find_all(draft, column, known)
    if unknown:
        words = gettext("not in the register, or there are two of the name: %(names)s.")
        draft.problems.append(f"{heading(column)}: {words % {'names': ', '.join(unknown)}}")
    return records


def _key(row: models.Model | None) -> str:
    return str(row.pk) if row else ""


def _read_times(draft: Draft) -> None:
    """Add the day and the times to the form. A text that cannot be read becomes a problem."""
    values = draft.values
    day_text, time_in_day = split_day(values.get("day", ""))
    start_text, end_in_start = split_times(values.get("starts", "") or time_in_day)
    end_text = values.get("ends", "") or end_in_start
    words = gettext("this date cannot be read.")
    day = _parse(draft, "day", day_text, read_day, words)
    last_text = split_day(values.get("last_day", ""))[0]
    last = _parse(draft, "last_day", last_text, read_day, words) or day
    if day is None or last is None:
        draft.problems.append(gettext("There is no date: the draft has none."))
        return
    words = gettext("this time cannot be read.")
    start = _parse(draft, "starts", start_text, read_time, words)
    end_text = end_text.replace("24.00", "00.00").replace("24:00", "00:00")
    end = _parse(draft, "ends", end_text, read_time, words)
    draft.data["starts_at_0"] = day.isoformat()
    if start is None:
        draft.data |= {"all_day": "on", "ends_at_0": last.isoformat()}
        if not draft.all_day:
            draft.problems.append(gettext("There is no time: the draft is for the whole day."))
        return
    if end is None:
        draft.problems.append(gettext("There is no end: one hour is assumed."))
        end_at = datetime.combine(last, start) + timedelta(hours=1)
        last, end = end_at.date(), end_at.time()
    elif end == MIDNIGHT:  # The event ends at the end of the day.
        last += timedelta(days=1)
    draft.data |= {"starts_at_1": f"{start:%H:%M}", "ends_at_1": f"{end:%H:%M}"}
    draft.data["ends_at_0"] = last.isoformat()


def _parse(draft: Draft, column: str, text: str, parse: Callable[[str], Any], words: str) -> Any:
    """Parse a text. If that is not possible, return None and add a problem."""
    with suppress(ValueError):
        return parse(text) if text else None
    draft.add_problem(column, words)
    return None


def _find_venue(draft: Draft, known: dict[str, Any]) -> None:
    """Choose the venue by its name or by a part between commas. The rest becomes the room."""
    text, room = draft.values.get("venue", ""), f"room_{draft.language}"
    parts = [part.strip() for part in text.split(",")]
    venue = next((it for name in (text, *parts) if (it := known.get(fold_name(name)))), None)
    draft.data["venue"] = _key(venue)
    if not text or known.get(fold_name(text)):
        return
    if venue:
        before = [part for part in parts if known.get(fold_name(part)) != venue][:1]
        draft.data[room] = draft.data[room] or "".join(before)[:MAX_ROOM_LENGTH]
        draft.add_problem("venue", gettext("the venue is found by a part of it."))
    elif len(text) <= MAX_ROOM_LENGTH and not draft.data[room]:
        draft.data[room] = " ".join(text.split())
        draft.add_problem("venue", gettext("not in the register: it is written as the room."))
    else:
        draft.add_problem("venue", gettext("not in the register, and left out."))


def _validated_form(draft: Draft, form_class: Any) -> Any:
    """Return the form of a draft. Fields that the form refuses are left out and become problems.

    The form is invalid if it still has errors after `MAX_ATTEMPTS`.
    """
    for _attempt in range(MAX_ATTEMPTS):
        form = form_class(_form_data(draft), MultiValueDict())
        if form.is_valid():
            break
        if not form.errors and form.questions:
            # Confirm the questions: an imported event may be in the past.
            draft.data[form.questions.name] = form.questions.digest
        for name, errors in form.errors.items():
            _leave_out(draft, form, name, [str(error) for error in errors])
    return form


def _leave_out(draft: Draft, form: Any, name: str, errors: list[str]) -> None:
    label = capfirst(form.fields[name].label) if name in form.fields else ""
    names = LEFT_OUT_TOGETHER.get(name, (name,))
    typed = ((draft.data if it in TIME_INPUTS else draft.values).get(it) for it in names)
    text = " ".join(it for it in typed if it and it != "on")
    draft.problems.append(f"{label}: {' '.join(errors)} " + gettext("(“%s”)") % text)
    draft.data |= {it: DEFAULTS.get(it, "") for it in names}


def _form_data(draft: Draft) -> MultiValueDict[str, Any]:
    """Return the data of the form, with the problems at the end of the text."""
    texts = {
        f"body_{language}": _paragraphs(draft.values.get(f"body_{language}", ""))
        for language in LANGUAGES
    }
    if draft.problems:
        with override(draft.language):
            title = str(HEADING)
        items = "".join(f"<li>{escape(problem)}</li>" for problem in draft.problems)
        texts[f"body_{draft.language}"] += f"<h3>{escape(title)}</h3><ul>{items}</ul>"
    data = draft.data | texts
    return MultiValueDict({name: it if isinstance(it, list) else [it] for name, it in data.items()})


def _paragraphs(text: str) -> str:
    """Return plain text as HTML."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    lines = (escape(block.strip()).replace("\n", "<br>") for block in blocks if block.strip())
    return "".join(f"<p>{line}</p>" for line in lines)

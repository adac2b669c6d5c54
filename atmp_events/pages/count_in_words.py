"""How many events a selection has, and what it is when there are none, in words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext, ngettext, ngettext_lazy, override

from ..models import AttendanceMode, Kind, Language
from ..selection import Selection

# Kind -> its number in words. Without a kind: events.
COUNTED: Final[Mapping[Kind | None, Any]] = {
    None: ngettext_lazy("%(n)s event", "%(n)s events", "n"),
    Kind.SEMINAR: ngettext_lazy("%(n)s seminar", "%(n)s seminars", "n"),
    Kind.LECTURE: ngettext_lazy("%(n)s lecture", "%(n)s lectures", "n"),
    Kind.NETWORK_MEETING: ngettext_lazy("%(n)s network meeting", "%(n)s network meetings", "n"),
    Kind.WORKSHOP: ngettext_lazy("%(n)s workshop", "%(n)s workshops", "n"),
    Kind.COURSE: ngettext_lazy("%(n)s course", "%(n)s courses", "n"),
    Kind.CONFERENCE: ngettext_lazy("%(n)s conference", "%(n)s conferences", "n"),
    Kind.INFORMATION_MEETING: ngettext_lazy(
        "%(n)s information meeting", "%(n)s information meetings", "n"
    ),
    Kind.DISSERTATION: ngettext_lazy("%(n)s thesis defence", "%(n)s thesis defences", "n"),
    Kind.OTHER: ngettext_lazy("%(n)s other event", "%(n)s other events", "n"),
}
COUNTED_ONLINE: Final[Mapping[Kind | None, Any]] = {
    None: ngettext_lazy("%(n)s online event", "%(n)s online events", "n"),
    Kind.SEMINAR: ngettext_lazy("%(n)s online seminar", "%(n)s online seminars", "n"),
    Kind.LECTURE: ngettext_lazy("%(n)s online lecture", "%(n)s online lectures", "n"),
    Kind.NETWORK_MEETING: ngettext_lazy(
        "%(n)s online network meeting", "%(n)s online network meetings", "n"
    ),
    Kind.WORKSHOP: ngettext_lazy("%(n)s online workshop", "%(n)s online workshops", "n"),
    Kind.COURSE: ngettext_lazy("%(n)s online course", "%(n)s online courses", "n"),
    Kind.CONFERENCE: ngettext_lazy("%(n)s online conference", "%(n)s online conferences", "n"),
    Kind.INFORMATION_MEETING: ngettext_lazy(
        "%(n)s online information meeting", "%(n)s online information meetings", "n"
    ),
    Kind.DISSERTATION: ngettext_lazy(
        "%(n)s online thesis defence", "%(n)s online thesis defences", "n"
    ),
    Kind.OTHER: ngettext_lazy("%(n)s other online event", "%(n)s other online events", "n"),
}


def count_in_words(selection: Selection, total: int, language: Language) -> str:
    """Return "2 online seminars in English", or "1 hit for “cells”: Seminars in 2024"."""
    with override(language):
        if selection.text and total:
            hits = ngettext("%(n)s hit for “%(text)s”", "%(n)s hits for “%(text)s”", total)
            found = hits % {"n": total, "text": selection.text}
            rest = replace(selection, text="")
            return found if rest.is_empty else f"{found}: {rest.title(language)}"
        if not total:
            return str(COUNTED[None] % {"n": 0})
        is_online = selection.mode == AttendanceMode.ONLINE
        counted = (COUNTED_ONLINE if is_online else COUNTED)[selection.kind] % {"n": total}
        return " ".join([str(counted), *selection.phrases(language)])


def nothing_in_words(selection: Selection, language: Language) -> str:
    """Return "No events in 2024 match “zebra”."."""
    rest = replace(selection, text="")
    with override(language):
        title = gettext("Events") if rest.is_empty else rest.title(language)
        words = {"title": title[:1].lower() + title[1:], "text": selection.text}
        if selection.text:
            return gettext("No %(title)s match “%(text)s”.") % words
        return gettext("No %(title)s.") % words

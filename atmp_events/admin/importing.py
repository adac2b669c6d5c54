"""The page “Import events”: a file, what each of its rows becomes, and the drafts."""

from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..actions.affiliations import described_as_today
from ..facts.when import told
from ..models import Appearance, Event, EventOrganiser, State
from .csv_table import csv_response
from .desk import starts
from .event_table import heading
from .import_files import COLUMNS, SourceRow, read_rows
from .import_rows import Draft, Known, checked, draft_of, folded
from .row_page import row_page, row_path

LONGEST_UID: Final = 100
COMPARED: Final = ("uid", "title_sv", "title_en", "starts_at", "timezone", "all_day", "deleted_at")
UPLOAD: Final = {"accept": ".csv,.ics,.txt,text/csv,text/calendar"}


class ImportForm(forms.Form):
    """A file, or its content again after the preview."""

    file = forms.FileField(
        label=_("File"), required=False, widget=forms.FileInput(UPLOAD), allow_empty_file=True
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput)

    rows: list[SourceRow]
    encoded: str = ""

    def clean(self) -> dict[str, Any]:
        """Read the rows of the file; raise ValidationError, in words."""
        super().clean()
        file, content = self.cleaned_data.get("file"), self.cleaned_data.get("content", "")
        if not (file or content):
            self.add_error("file", _("Choose a file."))
            return self.cleaned_data
        try:
            sent = file.read() if file else b64decode(content, validate=True)
            self.rows = read_rows(sent)
        except ValidationError as error:
            self.add_error("file", error)
        except (Error, ValueError):
            self.add_error("file", _("Choose the file again."))
        else:
            self.encoded = b64encode(sent).decode()
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class Item:
    """What a row becomes: a draft, or nothing if the event is there already."""

    draft: Draft
    form: Any
    double: str = ""  # why it is not made
    double_path: str = ""
    starts: str = ""

    @property
    def title(self) -> str:
        """The title of the event."""
        return str(self.form.instance)

    @property
    def known(self) -> str:
        """What was recognised: the series, the place, the people and the organisers."""
        event, draft = self.form.instance, self.draft
        place = (event.venue, event.room_sv or event.room_en)
        return ", ".join(map(str, filter(None, (event.series, *place, *draft.people)))) + (
            f" ({', '.join(map(str, draft.organisers))})" if draft.organisers else ""
        )

    @property
    def is_new(self) -> bool:
        """Whether a draft is made of it."""
        return not self.double and bool(self.form.is_valid())


def import_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Ask for a file, show what its rows become, and make the drafts on `_make`."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    items: list[Item] = []
    if request.method == "POST" and form.is_valid():
        items = items_of(form.rows, model_admin.get_form(request))
        new = [item for item in items if item.is_new]
        is_whole = all(item.is_new or item.double for item in items)
        if "_make" in request.POST and is_whole:
            return _made(model_admin, request, new)
    return row_page(
        model_admin,
        request,
        "admin/import.html",
        title=_("Import events"),
        form=form,
        items=items,
        new=[item for item in items if item.is_new],
        refused=[item for item in items if not (item.is_new or item.double)],
        doubles=[item for item in items if item.double],
        columns=[heading(name) for name in COLUMNS],
    )


def template_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Send the headings of the table to fill in, in the coordinator's language."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    return csv_response([[heading(name) for name in COLUMNS]], gettext("template-for-events"))


def items_of(rows: list[SourceRow], form_class: Any) -> list[Item]:
    """Return what each row becomes; of two that are one event, only the first is new."""
    known, there = Known(), Doubles()
    items = []
    for row in rows:
        draft = draft_of(row, known)
        form = checked(draft, form_class)
        item = Item(draft, form, *there.find(row, form.instance), starts(form.instance))
        if item.is_new:
            there.add(row, form.instance)
        items.append(item)
    return items


class Doubles:
    """The events that are there already, by UID, and by title and day."""

    def __init__(self) -> None:
        self.by_uid: dict[str, tuple[str, str]] = {}
        self.by_day: dict[tuple[str, date | None], tuple[str, str]] = {}
        for event in Event.objects.only(*COMPARED):
            if event.deleted_at:
                words = gettext("It is among the deleted: restore it in the list.")
                self.by_uid[event.uid] = words, ""
            else:
                words = gettext("It is there already.")
                self._add(event.uid, event, (words, row_path(event)))

    def add(self, row: SourceRow, event: Event) -> None:
        """Add the event of a row that comes before in the file."""
        words = gettext("It is in the file already: %(place)s.") % {"place": row.place}
        self._add(row.uid, event, (words, ""))

    def _add(self, uid: str, event: Event, said: tuple[str, str]) -> None:
        if uid:
            self.by_uid[uid] = said
        for key in _keys(event):
            self.by_day.setdefault(key, said)

    def find(self, row: SourceRow, event: Event) -> tuple[str, str]:
        """Return why a row is not made, and the path of the event that is there; else ""."""
        if row.uid in self.by_uid:
            return self.by_uid[row.uid]
        found = (self.by_day[key] for key in _keys(event) if key in self.by_day)
        return next(found, ("", ""))


def _keys(event: Event) -> list[tuple[str, date | None]]:
    day = told(event, event.starts_at).date() if event.starts_at else None
    return [(folded(title), day) for title in (event.title_sv, event.title_en) if title]


def _made(model_admin: Any, request: HttpRequest, items: list[Item]) -> HttpResponse:
    """Make the drafts, all or none, and go to the list."""
    with transaction.atomic():
        for item in items:
            _make(model_admin, request, item)
    count = len(items)
    said = ngettext("%(count)d draft is made.", "%(count)d drafts are made.", count)
    messages.success(request, said % {"count": count})
    return redirect(reverse("admin:events_event_changelist") + "?state__exact=draft")


def _make(model_admin: Any, request: HttpRequest, item: Item) -> None:
    event: Event = item.form.save(commit=False)
    uid = item.draft.row.uid
    if uid and len(uid) <= LONGEST_UID and uid.isascii() and uid.isprintable():
        event.uid = uid
    event.state, event.publish_at = State.DRAFT, None
    event.slug_sv = event.slug_en = ""  # Free ones, now that the rows before are saved.
    event.save()
    for position, organiser in enumerate(item.draft.organisers, start=1):
        EventOrganiser.objects.create(event=event, organiser=organiser, position=position)
    rows = [Appearance(event=event, person=person) for person in item.draft.people]
    appearances = [it for row in rows for it in (row, *described_as_today(row))]
    for position, appearance in enumerate(appearances, start=1):
        appearance.position = position
        appearance.save()
    model_admin.log_addition(request, event, gettext("Imported."))

"""The page “Import events”: a file, what each of its rows becomes, and the drafts."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
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

from ..actions.affiliations import copy_affiliations
from ..facts.when import shown_time
from ..models import Appearance, Event, EventOrganiser, State
from ..search.words import fold_name
from .csv_table import csv_response
from .event_table import heading
from .import_files import COLUMNS, Draft, read_drafts
from .import_rows import known_values, read
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

    drafts: list[Draft]
    encoded: str = ""

    def clean(self) -> dict[str, Any]:
        """Read the drafts of the file; raise ValidationError, in words."""
        super().clean()
        file, content = self.cleaned_data.get("file"), self.cleaned_data.get("content", "")
        if not (file or content):
            self.add_error("file", _("Choose a file."))
            return self.cleaned_data
        try:
            sent = file.read() if file else b64decode(content, validate=True)
            self.drafts = read_drafts(sent)
        except ValidationError as error:
            self.add_error("file", error)
        except ValueError:
            self.add_error("file", _("Choose the file again."))
        else:
            self.encoded = b64encode(sent).decode()
        return self.cleaned_data


def import_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Ask for a file, show what its rows become, and make the drafts on `_make`."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    drafts: list[Draft] = []
    if request.method == "POST" and form.is_valid():
        drafts = form.drafts
        _read_all(drafts, model_admin.get_form(request))
    new = [draft for draft in drafts if draft.is_new]
    doubles = [draft for draft in drafts if draft.double]
    is_whole = len(new) + len(doubles) == len(drafts)
    if "_make" in request.POST and drafts and is_whole:
        return _made(model_admin, request, new)
    return row_page(
        model_admin,
        request,
        "admin/import.html",
        title=_("Import events"),
        form=form,
        drafts=drafts,
        new=new,
        doubles=doubles,
        is_whole=is_whole,
        columns=[heading(name) for name in COLUMNS],
    )


def template_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Send the headings of the table to fill in, in the coordinator's language."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    return csv_response([[heading(name) for name in COLUMNS]], gettext("template-for-events"))


def _read_all(drafts: list[Draft], form_class: Any) -> None:
    """Fill in what each draft becomes; of two that are one event, only the first is new."""
    known, there = known_values(), _stored_events()
    for draft in drafts:
        read(draft, known, form_class)
        keys = list(_keys(draft.uid, draft.event))
        draft.double = next((there[it] for it in keys if it in there), None)
        if draft.is_new:
            words = gettext("It is in the file already: %(place)s.") % {"place": draft.place}
            there |= dict.fromkeys(keys, (words, ""))


def _stored_events() -> dict[Any, tuple[str, str]]:
    """Return why an event is not made again, and the path of the one that is there, by its keys."""
    there: dict[Any, tuple[str, str]] = {}
    for event in Event.objects.only(*COMPARED):
        if event.deleted_at:
            words = gettext("It is among the deleted: restore it in the list.")
            there[event.uid] = words, ""
        else:
            words = gettext("It is there already.")
            there |= dict.fromkeys(_keys(event.uid, event), (words, row_path(event)))
    return there


def _keys(uid: str, event: Event) -> Iterator[Any]:
    """Yield what an event is recognised by: its UID, and each title with the day."""
    if uid:
        yield uid
    day = shown_time(event, event.starts_at).date() if event.starts_at else None
    for title in filter(None, (event.title_sv, event.title_en)):
        yield fold_name(title), day


def _made(model_admin: Any, request: HttpRequest, drafts: list[Draft]) -> HttpResponse:
    """Make the drafts, all or none, and go to the list."""
    with transaction.atomic():
        for draft in drafts:
            _make(model_admin, request, draft)
    count = len(drafts)
    said = ngettext("%(count)d draft is made.", "%(count)d drafts are made.", count)
    messages.success(request, said % {"count": count})
    return redirect(reverse("admin:events_event_changelist") + "?state__exact=draft")


def _make(model_admin: Any, request: HttpRequest, draft: Draft) -> None:
    event: Event = draft.form.save(commit=False)
    uid = draft.uid
    if uid and len(uid) <= LONGEST_UID and uid.isascii() and uid.isprintable():
        event.uid = uid
    event.state, event.publish_at = State.DRAFT, None
    event.slug_sv = event.slug_en = ""  # Free ones, now that the rows before are saved.
    event.save()
    for position, organiser in enumerate(draft.organisers, start=1):
        EventOrganiser.objects.create(event=event, organiser=organiser, position=position)
    rows = [Appearance(event=event, person=person) for person in draft.people]
    appearances = [it for row in rows for it in (row, *copy_affiliations(row))]
    for position, appearance in enumerate(appearances, start=1):
        appearance.position = position
        appearance.save()
    model_admin.log_addition(request, event, gettext("Imported."))

"""The page “Import events”: it asks for a file, shows a preview and makes the drafts."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ..actions.affiliations import copy_affiliations
from ..actions.soft_delete import is_lost
from ..facts.when import shown_time
from ..models import Appearance, Event, EventOrganiser, State
from ..models.identifiers import uid_of
from ..search.words import fold_name
from .admin_page import render_admin_page, row_path
from .csv_table import csv_response
from .event_table import heading
from .import_files import COLUMNS, Draft, read_drafts
from .import_rows import known_values, read_draft

MAX_UID_LENGTH: Final = 100
COMPARED: Final = ("uid", "title_sv", "title_en", "starts_at", "timezone", "all_day", "deleted_at")
UPLOAD: Final = {"accept": ".csv,.ics,.txt,text/csv,text/calendar"}


class ImportForm(forms.Form):
    """A file; after the preview, its content in a hidden input."""

    file = forms.FileField(
        label=_("File"), required=False, widget=forms.FileInput(UPLOAD), allow_empty_file=True
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput)

    drafts: list[Draft]
    encoded: str = ""

    def clean(self) -> dict[str, Any]:
        """Read the drafts of the file."""
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
    """Ask for a file, show a preview of its drafts, and make them on `_make`."""
    form = ImportForm(request.POST or None, request.FILES or None)
    drafts: list[Draft] = []
    if form.is_valid():
        drafts = form.drafts
        _fill_in(drafts, model_admin.get_form(request), form.encoded)
    new = [draft for draft in drafts if draft.is_new]
    duplicates = [draft for draft in drafts if draft.duplicate]
    is_whole = len(new) + len(duplicates) == len(drafts)
    if "_make" in request.POST and new and is_whole:
        return _make_all(model_admin, request, new)
    return render_admin_page(
        model_admin,
        request,
        "admin/import.html",
        title=_("Import events"),
        form=form,
        drafts=drafts,
        new=new,
        duplicates=duplicates,
        is_whole=is_whole,
        columns=[heading(name) for name in COLUMNS],
    )


def template_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Send a table with headings only, in the coordinator's language."""
    return csv_response([[heading(name) for name in COLUMNS]], gettext("template-for-events"))


def _fill_in(drafts: list[Draft], form_class: Any, sent: str) -> None:
    """Fill in the form of each draft. Of two drafts of the same event, only the first is new.

    `sent` is the file. It gives a draft without a title its UID, so that the file sent twice does
    not make it twice.
    """
    known, duplicate_of, file_uid = known_values(), _stored_events(), uid_of(sent)
    for number, draft in enumerate(drafts):
        read_draft(draft, known, form_class)
        if not draft.event.title:
            draft.uid = draft.uid or uid_of(f"{file_uid} {number}")
        keys = list(_identifying_keys(draft.uid, draft.event))
        draft.duplicate = next((duplicate_of[it] for it in keys if it in duplicate_of), None)
        if draft.is_new:
            words = gettext("It is in the file already: %(place)s.") % {"place": draft.place}
            duplicate_of |= dict.fromkeys(keys, (words, ""))


def _stored_events() -> dict[Any, tuple[str, str]]:
    """Return by identifying keys why an event is not made again, and the path of the stored one."""
    stored: dict[Any, tuple[str, str]] = {}
    now = timezone.now()
    for event in Event.objects.only(*COMPARED):
        if is_lost(event, now):
            continue
        if event.deleted_at:
            words = gettext("It is among the deleted: restore it in the list.")
            stored[event.uid] = words, ""
        else:
            words = gettext("It is there already.")
            keys = _identifying_keys(event.uid, event)
            stored |= dict.fromkeys(keys, (words, row_path(event)))
    return stored


def _identifying_keys(uid: str, event: Event) -> Iterator[Any]:
    """Yield the keys by which an event is recognised: its UID, and each title with the day."""
    if uid:
        yield uid
    day = shown_time(event, event.starts_at).date() if event.starts_at else None
    for title in filter(None, (event.title_sv, event.title_en)):
        yield fold_name(title), day


def _make_all(model_admin: Any, request: HttpRequest, drafts: list[Draft]) -> HttpResponse:
    """Make all drafts in one transaction, and redirect to the list."""
    with transaction.atomic():
        for draft in drafts:
            _make_event(model_admin, request, draft)
    count = len(drafts)
    message = ngettext("%(count)d draft is made.", "%(count)d drafts are made.", count)
    messages.success(request, message % {"count": count})
    return redirect(reverse("admin:events_event_changelist") + "?state=draft")


def _make_event(model_admin: Any, request: HttpRequest, draft: Draft) -> None:
    event: Event = draft.form.save(commit=False)
    uid = draft.uid
    if uid and len(uid) <= MAX_UID_LENGTH and uid.isascii() and uid.isprintable():
        is_taken = Event.objects.filter(uid=uid).exists()  # by an event that cannot be restored
        event.uid = event.uid if is_taken else uid
    event.state, event.publish_at = State.DRAFT, None
    event.slug_sv = event.slug_en = ""  # `save` makes slugs that the events before have not taken.
    event.save()
    for position, organiser in enumerate(draft.organisers, start=1):
        EventOrganiser.objects.create(event=event, organiser=organiser, position=position)
    rows = [Appearance(event=event, person=person) for person in draft.people]
    appearances = [it for row in rows for it in (row, *copy_affiliations(row))]
    for position, appearance in enumerate(appearances, start=1):
        appearance.position = position
        appearance.save()
    model_admin.log_addition(request, event, gettext("Imported."))

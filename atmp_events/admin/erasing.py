"""Pages that show, download and erase the personal data of a person or of an email address."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.erasing import erase, erase_name, names_of, personal_data_of, rows_naming
from ..actions.soft_delete import delete_rows, is_lost
from ..headers import json_file
from ..images.renditions import delete_picture
from ..models import Attendee, Event, Person, User
from ..models.recipient import folded_email
from ..participation.personal_data import PersonalData, erase_address, find_personal_data
from .admin_page import render_admin_page
from .resubmission import SESSION_KEY
from .soft_delete import link_to

SEEN: Final = "seen"  # a hidden input: the email address whose data the page shows


def data_page(model_admin: "ModelAdmin[Any]", request: HttpRequest, person: Person) -> HttpResponse:
    """Send everything that is stored about a person, as a JSON file."""
    data = personal_data_of(person) | find_personal_data(person.email).as_json()
    return json_file(data, person.slug)


def erase_page(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, person: Person
) -> HttpResponse:
    """Show what erasing a person removes, and which texts to change by hand. Erase on POST."""
    names = names_of(person)
    if request.method == "POST":
        # `erase` removes the name from this entry of the log.
        model_admin.log_deletions(request, Person.objects.filter(pk=person.pk))
        request.session.pop(SESSION_KEY, None)  # It may contain the name.
        _delete_lost_events(names)
        erase_address(person.email, timezone.now())
        for portrait in erase(person, now=timezone.now()):
            transaction.on_commit(partial(delete_picture, portrait))
        messages.success(request, _("Everything about the person has been erased."))
        texts = _links_to(rows_naming(*names))
        if not texts:
            return redirect("admin:events_person_changelist")
        page = "admin/erase_name.html"
        return _show_page(model_admin, request, page, names=names, texts=texts)
    texts = _links_to(rows_naming(*names, excluding=person))
    context = {"names": names, "texts": texts, "personal_data": find_personal_data(person.email)}
    return _show_page(model_admin, request, "admin/erase.html", original=person, **context)


def erase_name_page(model_admin: "ModelAdmin[Any]", request: HttpRequest) -> HttpResponse:
    """Erase names from former versions, after the texts have been changed by hand."""
    names = [name for it in request.POST.getlist("name") if (name := " ".join(it.split()))]
    texts = _links_to(rows_naming(*names)) if names else []
    if names:
        request.session.pop(SESSION_KEY, None)
        _delete_lost_events(names)
        erase_name(*names)
        messages.success(request, _("The name has been erased from all former versions."))
    context = {"names": names or [""], "texts": texts}
    return _show_page(model_admin, request, "admin/erase_name.html", **context)


def _show_page(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, template: str, **context: Any
) -> HttpResponse:
    title = _("Erase all personal data")
    return render_admin_page(model_admin, request, template, title=title, **context)


def _delete_lost_events(names: Iterable[str]) -> None:
    """Delete the events that have one of the names in a text, and can no longer be restored.

    Nobody can change their texts. Calendars then no longer show them as cancelled.
    """
    rows, now = rows_naming(*names), timezone.now()
    delete_rows([row for row in rows if isinstance(row, Event) and is_lost(row, now)])


def _links_to(rows: Iterable[Model]) -> list[SafeString]:
    """Return links to rows, except events that can no longer be restored: erasing deletes them."""
    now = timezone.now()
    return [link_to(it) for it in rows if not (isinstance(it, Event) and is_lost(it, now))]


class AddressForm(forms.Form):
    """An email address. The form is sent by POST, so that no log of requests contains it."""

    email = forms.EmailField(
        label=gettext_lazy("Email"),
        widget=forms.EmailInput({"class": "vTextField", "autocomplete": "off"}),
    )


def erase_address_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Show the data stored about an email address, send them as a file, or erase them, by POST."""
    if not request.user.has_perm("events.write_attendees"):
        raise PermissionDenied
    form = AddressForm(request.POST or None)
    own: dict[str, Any] = {"title": _("Erase an address"), "form": form}
    if form.is_valid():
        email = form.cleaned_data["email"]
        request.session.pop(SESSION_KEY, None)  # It may contain the address.
        is_seen = folded_email(request.POST.get(SEEN, "")) == folded_email(email)
        if "_do" in request.POST and is_seen:
            if data := erase_address(email, timezone.now()):
                _log_erased_address(request, data)
            messages.success(request, _("Nothing is held about the address any more."))
            return HttpResponseRedirect(reverse("admin:erase_address"))
        data = find_personal_data(email)
        if "_file" in request.POST:
            return json_file(data.as_json(), "personal-data")
        people = Person.objects.filter(email__iexact=email).order_by("pk")
        own |= {"is_sought": True, "personal_data": data, "people": people}
    return TemplateResponse(request, "admin/erase_address.html", site.each_context(request) | own)


def _log_erased_address(request: HttpRequest, data: PersonalData) -> None:
    """Log who erased how much, without the address."""
    words = _("Erased an address: registrations %(a)d, follows %(f)d, emails %(n)d") % {
        "a": len(data.attendees),
        "f": len(data.followers),
        "n": data.letters,
    }
    LogEntry.objects.create(
        user=cast(User, request.user),
        content_type=ContentType.objects.get_for_model(Attendee),
        object_repr=_("(erased)"),
        action_flag=DELETION,
        change_message=words,
    )

"""The page “Erase an address”: what is held about one who follows or registered."""

from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..headers import json_file
from ..models import Attendee, Person, User
from ..models.recipient import folded_email
from ..participation.personal_data import PersonalData, erase_address, held_about
from .resubmission import SESSION_KEY

SEEN: Final = "seen"  # the form's input: the address whose data are shown


class AddressForm(forms.Form):
    """The address that somebody asks about. It stands in no address of a page, and so in no log."""

    email = forms.EmailField(
        label=_("Email"),
        widget=forms.EmailInput({"class": "vTextField", "autocomplete": "off"}),
    )


def erase_address_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Show what is held about an address, hand it out as a file, or erase it; each by POST."""
    if not request.user.has_perm("events.write_attendees"):
        raise PermissionDenied
    form = AddressForm(request.POST or None)
    own: dict[str, Any] = {"title": gettext("Erase an address"), "form": form}
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        request.session.pop(SESSION_KEY, None)  # A form that is kept may hold the address.
        is_seen = folded_email(request.POST.get(SEEN, "")) == folded_email(email)
        if "_do" in request.POST and is_seen:
            if held := erase_address(email, timezone.now()):
                _log(request, held)
            messages.success(request, gettext("Nothing is held about the address any more."))
            return HttpResponseRedirect(reverse("admin:erase_address"))
        held = held_about(email)
        if "_file" in request.POST:
            return json_file(held.as_json(), "personal-data")
        people = Person.objects.filter(email__iexact=email).order_by("pk")
        own |= {"is_sought": True, "held": held, "people": people}
    return TemplateResponse(request, "admin/erase_address.html", site.each_context(request) | own)


def _log(request: HttpRequest, held: PersonalData) -> None:
    """Log who erased how much, without the address."""
    words = gettext("Erased an address: registrations %(a)d, follows %(f)d, emails %(n)d") % {
        "a": len(held.attendees),
        "f": len(held.followers),
        "n": held.letters,
    }
    LogEntry.objects.create(
        user=cast(User, request.user),
        content_type=ContentType.objects.get_for_model(Attendee),
        object_repr=gettext("(erased)"),
        action_flag=DELETION,
        change_message=words,
    )

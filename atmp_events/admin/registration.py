"""The settings of registration on this site, in the form of an event."""

from typing import Any

from django import forms
from django.contrib.admin import StackedInline
from django.http import HttpRequest
from django.utils.translation import ngettext

from ..mail.outbox import sends_letters
from ..models import Event, Registration, RegistrationSettings
from .bilingual_fields import BilingualFields, pair


def is_offered(event: Event | None) -> bool:
    """Return whether the form offers registration on this site: with mail, or if chosen before."""
    is_chosen = event is not None and event.registration == Registration.HERE
    return sends_letters() or is_chosen


def too_few_places(event: Event, capacity: int | None) -> str:
    """Return the error if `capacity` is lower than the number of taken places, otherwise "".

    An unchanged capacity is no error: a coordinator may have given more places by hand.
    """
    if capacity is None or event.pk is None:
        return ""
    if event.capacity is not None and capacity >= event.capacity:
        return ""
    taken = event.attendees.with_place().count()
    if capacity >= taken:
        return ""
    words = ngettext(
        "%(count)s person has a place already. Give at least that many places, or cancel "
        "registrations first.",
        "%(count)s people have places already. Give at least that many places, or cancel "
        "registrations first.",
        taken,
    )
    return words % {"count": taken}


class SettingsForm(forms.ModelForm[RegistrationSettings]):
    """The settings. Fields that the user has not changed keep what another user has saved."""

    def clean(self) -> dict[str, Any]:
        """Replace the values of unchanged fields by the stored ones."""
        super().clean()
        event = self.instance.event_id
        if event and not self.instance.pk:  # Another user may have saved the settings since.
            stored = RegistrationSettings.objects.filter(event=event).first()
            self.instance = stored or self.instance
        unchanged = self.cleaned_data.keys() - {*self.changed_data, "event", "id"}
        return self.cleaned_data | {name: getattr(self.instance, name) for name in unchanged}


class RegistrationInline(BilingualFields, StackedInline[RegistrationSettings, Event]):
    """The settings, below the fields about registration."""

    model = RegistrationSettings
    form = SettingsForm
    is_in_registration_fieldset = True
    extra = max_num = 1
    can_delete = False
    fields = (
        "has_waiting_list",
        ("asks_organisation", "asks_access_needs", "asks_food"),
        pair("question"),
        "private_url",
        "days_kept",
    )

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        """Send the initial value too, so that the form knows what the user has changed."""
        field = super().formfield_for_dbfield(*args, **kwargs)
        if field:
            field.show_hidden_initial = True
        return field

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow it to users who may edit the event."""
        return True

    has_add_permission = has_change_permission = has_view_permission

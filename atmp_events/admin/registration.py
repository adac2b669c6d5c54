"""The settings of registration on this site, in the form of an event."""

from typing import Any

from django import forms
from django.contrib.admin import StackedInline
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ..mail.outbox import sends_letters
from ..models import Event, Registration, RegistrationSettings
from .bilingual_fields import BilingualFields, pair


def is_offered(event: Event | None) -> bool:
    """Return whether the form offers registration on this site: with mail, or if chosen before."""
    is_chosen = event is not None and event.registration == Registration.HERE
    return sends_letters() or is_chosen


class SettingsForm(forms.ModelForm[RegistrationSettings]):
    """The settings. Fields that the user has not changed keep what another user has saved.

    If both have changed a field, the form asks the user to save once more.
    """

    def clean(self) -> dict[str, Any]:
        """Replace the values of unchanged fields by the stored ones, and find conflicts."""
        super().clean()
        event = self.instance.event_id
        if event and not self.instance.pk:  # Another user may have saved the settings since.
            stored = RegistrationSettings.objects.filter(event=event).first()
            self.instance = stored or self.instance
        changed = {*self.changed_data} - {"event", "id"}
        if self.instance.pk:
            for name in changed & self.cleaned_data.keys():
                self._refuse_conflict(name)
        unchanged = self.cleaned_data.keys() - {*changed, "event", "id"}
        return self.cleaned_data | {name: getattr(self.instance, name) for name in unchanged}

    def _refuse_conflict(self, name: str) -> None:
        """Add an error to a field that another user has changed too since the form was opened."""
        field, hidden = self.fields[name], self.add_initial_prefix(name)
        widget = field.hidden_widget()
        opened = field.to_python(widget.value_from_datadict(self.data, self.files, hidden))
        stored = getattr(self.instance, name)
        if stored in (opened, self.cleaned_data[name]):
            return
        # The form sends what is stored now, so that the next save is no conflict.
        sent: Any = self.data
        self.data = sent = sent.copy()
        sent[hidden] = widget.format_value(stored) or ""
        words = _(
            "Another user has saved another value meanwhile: %(value)s. If yours is to apply, "
            "save once more."
        )
        self.add_error(name, words % {"value": stored or "–"})


class RegistrationInline(BilingualFields, StackedInline[RegistrationSettings, Event]):
    """The settings, below the fields about registration."""

    model = RegistrationSettings
    form = SettingsForm
    stands_after = "with-settings"
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

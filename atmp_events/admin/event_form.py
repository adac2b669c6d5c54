"""The form of an event: what is refused in words before the database refuses it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..facts.when import last_day
from ..models import LANGUAGES, Event, SpokenLanguage, Status
from .autocomplete import show_chosen
from .bilingual_fields import pair
from .local_time import MIDNIGHT, LocalDateTime, date_and_time, day_after, midnight
from .series_defaults import fill_fields, usual_end
from .short_notice import ShortNotice, unconfirmed_notice

IN_EVENTS_ZONE: Final = (
    "starts_at",
    "ends_at",
    "previous_starts_at",
    "registration_opens_at",
    "registration_closes_at",
)
# At which field the breach of a constraint is told.
TOLD_AT: Final = {
    "event_ends_after_start": "ends_at",
    "event_start_and_end_together": "ends_at",
    "event_public_has_title": "title_sv",
    "event_public_has_time_and_address": "starts_at",
    "event_rescheduled_from": "previous_starts_at",
    "event_moved_online_is_online": "attendance_mode",
    "event_registration_has_link": "registration_url",
    "event_registration_closes_after_opening": "registration_closes_at",
    "event_image_has_alternative": "image_alt_sv",
    "event_number_needs_series": "series",
    "event_address_sv_once": "slug_sv",
    "event_address_en_once": "slug_en",
}


def addresses_of(event: Event) -> list[tuple[int | None, str]]:
    """Return what makes up an event's address in each language."""
    return [event.address(language) for language in LANGUAGES]


def zone_choices() -> list[tuple[str, str]]:
    """Return the time zones there are, the European ones first."""
    zones = sorted(available_timezones(), key=lambda name: (not name.startswith("Europe/"), name))
    return [(name, name.replace("_", " ")) for name in zones]


class SpokenLanguagesField(forms.MultipleChoiceField):
    """Boxes to tick for what is stored as codes with commas, the main language first."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        """Offer the languages in their usual order."""
        super().__init__(choices=SpokenLanguage.choices, **kwargs)

    def show(self, codes: str) -> list[str]:
        """Offer the languages of an event first, in its own order, and return them ticked."""
        ticked = [code for code in codes.split(",") if code]
        rest = [code for code in SpokenLanguage.values if code not in ticked]
        self.choices = [(code, SpokenLanguage(code).label) for code in (*ticked, *rest)]
        return ticked

    def clean(self, value: Any) -> str:
        """Return the codes in the order of the boxes."""
        return ",".join(super().clean(value))


class EventForm(forms.ModelForm[Event]):
    """An event as a coordinator writes it, its times on its own clock.

    It is shown once more before a public event of these days moves, with a notice above it.
    """

    instance: Event
    short_notice: ShortNotice | None = None

    timezone = forms.ChoiceField(
        label=capfirst(_("time zone")),
        choices=zone_choices,
        initial=settings.TIME_ZONE,
        help_text=_("The clock on the wall where the event is held."),
    )
    spoken_languages = SpokenLanguagesField(
        label=capfirst(_("languages spoken")),
        required=False,
        help_text=_("What is spoken at the event, not what this page is written in."),
    )

    class Meta:
        model = Event
        fields: ClassVar[tuple[str, ...]] = ()  # They are named, in their order, in EventAdmin.
        help_texts = {
            "ends_at": _("The date may be left empty when it is the same day."),
            "all_day": _("Give the first and the last day. Times are not shown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the stored moments on the event's clock."""
        super().__init__(*args, **kwargs)
        show_chosen(self)
        self.old_start = self.instance.starts_at
        self.old_addresses = addresses_of(self.instance)
        for name in IN_EVENTS_ZONE:
            self._show(name, self.instance.zone)
        self._show("publish_at", ZoneInfo(settings.TIME_ZONE))
        if self.instance.all_day:
            self._show_days()
        spoken = self.fields.get("spoken_languages")
        if isinstance(spoken, SpokenLanguagesField):
            self.initial["spoken_languages"] = spoken.show(self.instance.spoken_languages)

    def _show(self, name: str, zone: ZoneInfo) -> None:
        moment = getattr(self.instance, name)
        if moment:
            self.initial[name] = date_and_time(moment, zone)

    def _show_days(self) -> None:
        """Show the last day, as people say it; stored is the midnight after (RFC 5545, 3.6.1)."""
        event = self.instance
        if event.starts_at and event.ends_at:
            first, last = event.local(event.starts_at), event.local(event.ends_at)
            self.initial["starts_at"] = [first.date(), None]
            self.initial["ends_at"] = [last_day(first, last), None]

    def clean(self) -> dict[str, Any]:
        """Turn what the clock shows into moments, and fill in what follows from the rest."""
        super().clean()
        zone = ZoneInfo(self.cleaned_data.get("timezone") or self.instance.timezone)
        if self.cleaned_data.get("all_day"):
            self._read_days(zone)
        else:
            self._read_start_and_end(zone)
        at = MIDNIGHT if self.cleaned_data.get("all_day") else None
        self._read("previous_starts_at", lambda given: given.moment(zone, at=at))
        self._read("registration_opens_at", lambda given: given.moment(zone))
        self._read("registration_closes_at", lambda given: given.moment(zone))
        self._read("publish_at", lambda given: given.moment(ZoneInfo(settings.TIME_ZONE)))
        fill_fields(self, self.cleaned_data.get("starts_at"))
        self._fill_previous_start()
        return self.cleaned_data

    def _read_start_and_end(self, zone: ZoneInfo) -> None:
        start: LocalDateTime | None = self.cleaned_data.get("starts_at")
        same_day = start.day if start else None
        self._read("starts_at", lambda given: given.moment(zone))
        self._read("ends_at", lambda given: given.moment(zone, day=same_day))
        given = self.cleaned_data
        if isinstance(given.get("starts_at"), datetime) and given.get("ends_at", start) is None:
            given["ends_at"] = usual_end(given.get("series"), given["starts_at"])

    def _read_days(self, zone: ZoneInfo) -> None:
        start, end = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        first = start.day if start else None
        last = (end.day if end else None) or first
        self.cleaned_data["starts_at"] = midnight(first, zone) if first else None
        if {"starts_at", "ends_at"} & self.errors.keys():
            return
        if first and last and last < first:
            self.add_error("ends_at", _("The last day is before the first."))
            return
        self.cleaned_data["ends_at"] = midnight(day_after(last), zone) if last else None

    def _read(self, name: str, moment_of: Callable[[LocalDateTime], datetime]) -> None:
        given = self.cleaned_data.get(name)
        if not isinstance(given, LocalDateTime):
            return
        if not {name, "timezone", "all_day"} & set(self.changed_data):
            # What nobody touched keeps its seconds, and which of two equal hours it is.
            self.cleaned_data[name] = getattr(self.instance, name)
            return
        try:
            self.cleaned_data[name] = moment_of(given)
        except ValidationError as error:
            self.add_error(name, error)

    def _fill_previous_start(self) -> None:
        given, before = self.cleaned_data, self.old_start
        new_date = given.get("status") == Status.RESCHEDULED
        empty = given.get("previous_starts_at", before) is None
        if new_date and empty and before and given.get("starts_at") != before:
            given["previous_starts_at"] = before

    def is_valid(self) -> bool:
        """Tell whether it may be saved: it has no errors, and what it changes was confirmed."""
        if not super().is_valid():
            return False
        self.short_notice = unconfirmed_notice(self.instance, self.data, timezone.now())
        return self.short_notice is None

    def full_clean(self) -> None:
        """Refuse in words, each at the field that it is about."""
        super().full_clean()
        if self.is_bound:
            self._tell_at_the_fields()
            self._refuse_taken_addresses()

    def _refuse_taken_addresses(self) -> None:
        """Ask whether an address is free: Django does not, as the year is no field of the form."""
        if addresses_of(self.instance) == self.old_addresses:
            return
        constraints: list[Any] = [*Event._meta.constraints]  # The stubs know no `validate`.
        for constraint in constraints:
            place = TOLD_AT.get(constraint.name)
            if place not in pair("slug") or place not in self.fields or place in self.errors:
                continue
            try:
                constraint.validate(Event, self.instance)
            except ValidationError as error:
                self.add_error(place, error.messages)

    def _tell_at_the_fields(self) -> None:
        """Move what the constraints say from the top of the form to the field it is about."""
        places = {
            constraint.get_violation_error_message(): TOLD_AT[constraint.name]
            for constraint in Event._meta.constraints
            if TOLD_AT.get(constraint.name) in self.fields
        }
        # What has a start lacks only the address, which is made from the title: that is told.
        untold = "starts_at" if self.cleaned_data.get("starts_at") else None
        said = self.errors.pop(NON_FIELD_ERRORS, None)
        for error in said.as_data() if said else ():
            for message in error.messages:
                if untold is None or places.get(message) != untold:
                    self.add_error(places.get(message), message)

"""The form of an event. Violated constraints of the database become errors of its fields."""

from copy import copy
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..facts.when import SWEDISH_ZONE, last_day, midnight
from ..models import LANGUAGES, Event, Registration, SpokenLanguage, State, Status
from ..proofreading.fields import blocking
from .autocomplete import reuse_related_rows
from .bilingual_fields import pair
from .form_fields import MAILTO, WebOrMailField
from .local_time import MIDNIGHT, LocalDateTime, date_and_time
from .questions import Questions, ShortNotice, questions_in_form, questions_of, short_notice_of
from .registration import is_offered
from .series_defaults import default_end, fill_fields

A_DAY: Final = timedelta(days=1)
IN_EVENTS_ZONE: Final = (
    "starts_at",
    "ends_at",
    "previous_starts_at",
    "registration_opens_at",
    "registration_closes_at",
)
# The field that shows the violation of a constraint.
ERROR_FIELDS: Final = {
    "event_ends_after_start": "ends_at",
    "event_start_and_end_together": "ends_at",
    "event_public_has_title": "title_sv",
    "event_public_has_time_and_address": "starts_at",
    "event_rescheduled_from": "previous_starts_at",
    "event_moved_online_is_online": "attendance_mode",
    "event_registration_has_link": "registration_url",
    "event_registration_has_email": "registration_email",
    "event_registration_closes_after_opening": "registration_closes_at",
    "event_image_has_alternative": "image_alt_sv",
    "event_number_needs_series": "series",
    "event_address_sv_once": "slug_sv",
    "event_address_en_once": "slug_en",
}


def zone_choices() -> list[tuple[str, str]]:
    """Return all time zones, the European zones first."""
    zones = sorted(available_timezones(), key=lambda name: (not name.startswith("Europe/"), name))
    return [(name, name.replace("_", " ")) for name in zones]


class SpokenLanguagesField(forms.MultipleChoiceField):
    """Checkboxes for language codes, which are stored with commas, the main language first."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=SpokenLanguage.choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the codes to tick, and put their boxes first, in their own order."""
        labels = dict(SpokenLanguage.choices)
        ticked = [code for code in _code_list(value) if code in labels]
        self.choices = [(code, labels[code]) for code in dict.fromkeys([*ticked, *labels])]
        return ticked

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the stored codes with the ticked ones."""
        return super().has_changed(_code_list(initial), data)

    def clean(self, value: Any) -> str:
        """Return the codes in the order of the boxes."""
        return ",".join(super().clean(value))


def _code_list(codes: Any) -> list[str]:
    return list(filter(None, codes.split(","))) if isinstance(codes, str) else codes or []


class EventForm(forms.ModelForm[Event]):
    """The form of an event. Dates and times are in the event's time zone.

    Before a change at short notice is saved, the form is shown again with a notice.
    """

    instance: Event
    short_notice: ShortNotice | None = None
    questions: Questions | None = None
    notice_questions: Questions | None = None  # whether the notice is confirmed

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

    registration_url = WebOrMailField(
        label=capfirst(_("registration link")),
        required=False,
        widget=AdminURLFieldWidget,
        help_text=_("An email address may be written here, too."),
    )

    class Meta:
        model = Event
        fields: ClassVar[tuple[str, ...]] = ()  # EventAdmin lists them in their order.
        help_texts = {
            "ends_at": _("The date may be left empty when it is the same day."),
            "all_day": _("Give the first and the last day. Times are not shown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the stored dates and times in the event's time zone."""
        super().__init__(*args, **kwargs)
        reuse_related_rows(self)
        self.stored = copy(self.instance)  # The form changes `instance`.
        event = self.instance
        for name in (*IN_EVENTS_ZONE, "publish_at"):
            if moment := getattr(event, name):
                self.initial[name] = date_and_time(
                    moment, SWEDISH_ZONE if name == "publish_at" else event.zone
                )
        if event.all_day and event.starts_at and event.ends_at:
            # Show the last day. The stored end is the midnight after it (RFC 5545, 3.6.1).
            first, last = event.local(event.starts_at), event.local(event.ends_at)
            self.initial["starts_at"] = [first.date(), None]
            self.initial["ends_at"] = [last_day(first, last), None]
        field: Any = self.fields.get("registration")
        if field and not is_offered(self.instance):
            field.choices = [it for it in field.choices if it[0] != Registration.HERE]

    def clean(self) -> dict[str, Any]:
        """Turn dates and times into datetimes, and fill in values that follow from other fields."""
        super().clean()
        zone = ZoneInfo(self.cleaned_data.get("timezone") or self.instance.timezone)
        if self.cleaned_data.get("all_day"):
            self._read_days(zone)
        else:
            self._read_start_and_end(zone)
        at = MIDNIGHT if self.cleaned_data.get("all_day") else None
        self._read("previous_starts_at", zone, at=at)
        self._read("registration_opens_at", zone)
        self._read("registration_closes_at", zone)
        self._read_publishing()
        self._read_registration_link()
        self._read_capacity()
        fill_fields(self, self.cleaned_data.get("starts_at"))
        self._fill_previous_start()
        if "image" not in self.changed_data:
            self.cleaned_data.pop("image", None)  # as in `Event.clean_fields`
        return self.cleaned_data

    def _read_publishing(self) -> None:
        """Read the moment of publishing. Refuse one for a draft, and a new one in the past."""
        self._read("publish_at", SWEDISH_ZONE)
        given = self.cleaned_data
        moment, is_new = given.get("publish_at"), "publish_at" in self.changed_data
        if not isinstance(moment, datetime):
            return
        if given.get("state") == State.DRAFT:
            if is_new or self.stored.state == State.DRAFT:
                words = _("A draft is not published by itself. Choose “Published”, or empty this.")
                self.add_error("publish_at", words)
            else:
                given["publish_at"] = None  # The event is unpublished, as by the page “Unpublish”.
        elif is_new and moment <= timezone.now():
            self.add_error("publish_at", _("That moment has passed."))

    def _read_start_and_end(self, zone: ZoneInfo) -> None:
        start: LocalDateTime | None = self.cleaned_data.get("starts_at")
        same_day = start.day if start else None
        self._read("starts_at", zone)
        given, end = self.cleaned_data, self.cleaned_data.get("ends_at")
        if "starts_at" in self.errors and end and end.day is None:
            given["ends_at"] = None  # Its day is that of the start, which has an error already.
        self._read("ends_at", zone, day=same_day)
        if isinstance(given.get("starts_at"), datetime) and given.get("ends_at", start) is None:
            given["ends_at"] = default_end(given.get("series"), given["starts_at"])

    def _read_days(self, zone: ZoneInfo) -> None:
        start, end = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        first = start.day if start else None
        last = (end.day if end else None) or first
        self.cleaned_data["starts_at"] = midnight(first, zone) if first else None
        if {"starts_at", "ends_at"} & self.errors.keys():
            self.cleaned_data["ends_at"] = None
            return
        if first and last and last < first:
            self.add_error("ends_at", _("The last day is before the first."))
            return
        self.cleaned_data["ends_at"] = midnight(last + A_DAY, zone) if last else None

    def _read(self, name: str, zone: ZoneInfo, **left_out: Any) -> None:
        """Read a datetime in `zone`. `left_out` replaces a missing part."""
        given = self.cleaned_data.get(name)
        if not isinstance(given, LocalDateTime):
            return
        if not {name, "timezone", "all_day"} & set(self.changed_data):
            # An unchanged datetime keeps its seconds, and its place in an hour that occurs twice.
            self.cleaned_data[name] = getattr(self.instance, name)
            return
        try:
            self.cleaned_data[name] = given.moment(zone, **left_out)
        except ValidationError as error:
            self.add_error(name, error)

    def _read_registration_link(self) -> None:
        """Move an email address from the field of the link to its own field."""
        given = self.cleaned_data
        typed = str(given.get("registration_url", ""))
        if typed.startswith(MAILTO):
            given["registration_url"] = ""
            given["registration_email"] = typed.removeprefix(MAILTO)
            if given.get("registration") == Registration.BY_LINK:
                given["registration"] = Registration.BY_EMAIL

    def _read_capacity(self) -> None:
        """Refuse fewer places than are taken. With registration here the site counts places.

        An unchanged capacity is no error: a coordinator may have given more places by hand.
        """
        given = self.cleaned_data
        if given.get("registration") != Registration.HERE:
            return
        given["fully_booked"] = False
        places, before = given.get("capacity"), self.stored.capacity
        if places is None or (before is not None and places >= before) or not self.stored.pk:
            return
        taken = self.stored.attendees.with_place().count()
        if places < taken:
            words = ngettext(
                "%(count)s person has a place already. Give at least that many places, or cancel "
                "registrations first.",
                "%(count)s people have places already. Give at least that many places, or cancel "
                "registrations first.",
                taken,
            )
            self.add_error("capacity", words % {"count": taken})

    def _fill_previous_start(self) -> None:
        given, before = self.cleaned_data, self.stored.starts_at
        new_date = given.get("status") == Status.RESCHEDULED
        empty = given.get("previous_starts_at", before) is None
        if new_date and empty and before and given.get("starts_at") != before:
            given["previous_starts_at"] = before
        start = given.get("starts_at")
        if new_date and start != before and start == given.get("previous_starts_at"):
            # The event is back at its previous date.
            given["status"], given["previous_starts_at"] = Status.SCHEDULED, None

    def is_valid(self) -> bool:
        """Require that there are no errors, and that all questions are confirmed."""
        if not super().is_valid():
            return False
        now = timezone.now()
        self.questions = questions_in_form(
            "questions", questions_of(self.stored, self.instance, now), self.data
        )
        notice = short_notice_of(self.stored, self.instance, now)
        self.notice_questions = questions_in_form(
            "short_notice", notice.change if notice else (), self.data
        )
        self.short_notice = None if self.notice_questions.is_confirmed else notice
        return self.notice_questions.is_confirmed and self.questions.is_confirmed

    @property
    def has_open_questions(self) -> bool:
        """Whether a question is not confirmed."""
        return bool(self.questions and not self.questions.is_confirmed)

    def full_clean(self) -> None:
        """Move violations of constraints to their fields, and add checks of our own."""
        super().full_clean()
        if self.is_bound:
            self._move_errors_to_fields()
            self._check_addresses()
            self._check_publishable()

    def _check_publishable(self) -> None:
        """Add the findings that prevent publishing, as on the page “Publish”."""
        if self.instance.state != State.PUBLISHED:
            return
        shown = {message for errors in self.errors.values() for message in errors}
        for finding in blocking(self.instance):
            place = finding.field.removesuffix("_0")
            if place in self.fields and place not in self.errors and finding.words not in shown:
                self.add_error(place, finding.words)

    def _check_addresses(self) -> None:
        """Check that a new address is free, and was not used by another event before.

        Django does not check it, because the form has no field for the year.
        """
        constraints: dict[Any, Any] = {
            ERROR_FIELDS.get(it.name): it for it in Event._meta.constraints
        }
        for language, place in zip(LANGUAGES, pair("slug"), strict=True):
            is_new = self.instance.address(language) != self.stored.address(language)
            if not is_new or place not in self.fields or place in self.errors:
                continue
            try:
                constraints[place].validate(Event, self.instance)
            except ValidationError as error:
                self.add_error(place, error.messages)
            else:
                if self.instance.takes_former_address(language):
                    self.add_error(place, _("Another event of that year has had this address."))

    def _move_errors_to_fields(self) -> None:
        """Move the errors of constraints from the top of the form to their fields."""
        places = {
            constraint.get_violation_error_message(): ERROR_FIELDS[constraint.name]
            for constraint in Event._meta.constraints
            if ERROR_FIELDS.get(constraint.name) in self.fields
        }
        # If an event has a start, this constraint fails only without a title, which has an error.
        superfluous = "starts_at" if self.cleaned_data.get("starts_at") else None
        errors = self.errors.pop(NON_FIELD_ERRORS, None)
        for error in errors.as_data() if errors else ():
            for message in error.messages:
                place = places.get(message)
                if place == "image_alt_sv" and self.instance.image_alt_sv:
                    place = "image_alt_en"
                if superfluous is None or place != superfluous:
                    self.add_error(place, message)

"""The inlines of an event's programme: talks and speakers."""

from copy import copy
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..actions.affiliations import copy_affiliations, fill_from_person
from ..actions.copying import shift_moment
from ..languages import current_language
from ..models import Appearance, Event, Talk
from ..proofreading.dates import is_outside, talks_outside
from .bilingual_fields import pair
from .event_form import SpokenLanguagesField
from .local_time import LocalDateTime, date_and_time
from .ordered_inlines import OrderedForm, OrderedFormSet, OrderedInline
from .questions import Questions, questions_in_form

MORE_TALKS = 10  # the number of unsaved talks that can be chosen for speakers


class ProgrammeFormSet(OrderedFormSet):
    """A formset whose forms take the event."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Pass the event to each form."""
        return super().get_form_kwargs(index) | {"event": self.instance}


class TalkForm(OrderedForm):
    """A talk, with its start in the event's time zone. The start moves with that of the event."""

    caption_languages = SpokenLanguagesField(
        label=capfirst(_("languages of the captions")), required=False
    )

    class Meta:
        help_texts = {
            "starts_at": _(
                "The date may be left empty on the event's first day. "
                "A time that you leave as it is moves along when the event's start is changed."
            )
        }

    def __init__(self, *args: Any, event: Event, before: Event, **kwargs: Any) -> None:
        """Show the date only if it is not the first day. `before` is the stored event."""
        super().__init__(*args, **kwargs)
        self.event, self.before = event, before
        self.moved_along = False
        self.stored_start = self.instance.starts_at
        if self.stored_start:
            day, at = date_and_time(self.stored_start, before.zone)
            self.initial["starts_at"] = [None if day == first_day(before) else day, at]

    def has_changed(self) -> bool:
        """Return True also if the event has a new start or time zone."""
        start, before = start_of_programme(self.event, self.before), self.before
        has_moved = (start, self.event.zone) != (before.starts_at, before.zone)
        return super().has_changed() or bool(self.stored_start and has_moved)

    def clean_starts_at(self) -> datetime | None:
        """Return the start (aware), on the event's first day if no date is given."""
        given: LocalDateTime | None = self.cleaned_data["starts_at"]
        if "starts_at" not in self.changed_data and self.stored_start:
            start = start_of_programme(self.event, self.before)
            moment = shift_moment(self.before, self.stored_start, start) if start else None
            if moment:
                if moment != self.stored_start:
                    self.changed_data.append("starts_at")
                    self.moved_along = True
                return moment
        return given.moment(self.event.zone, day=first_day(self.event)) if given else None


def start_of_programme(event: Event, before: Event) -> datetime | None:
    """Return the new start (aware, local) with which the talks of `before` move.

    If either is an all-day event, the time of `before` is kept: an all-day event has no start time.
    """
    if event.starts_at is None:
        return None
    start = event.local(event.starts_at)
    if before.starts_at and (event.all_day or before.all_day):
        clock = before.local(before.starts_at).time()
        return datetime.combine(start.date(), clock, event.zone)
    return start


def first_day(event: Event) -> date | None:
    """Return the date on which an event starts, in its time zone."""
    return event.local(event.starts_at).date() if event.starts_at else None


class TalkFormSet(ProgrammeFormSet):
    """The talks, with a copy of the event before the form changes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = copy(self.instance)
        self.instance.talk_forms = self  # The speakers' forms refer to talks by number.
        self.questions: Questions | None = None

    def is_valid(self) -> bool:
        """Require a confirmation for talks that are now outside the time of the event."""
        if not super().is_valid():
            return False
        talks = (
            (place, form.instance)
            for place, form in enumerate(self.forms)
            if self.will_exist(form) and not is_outside(self.before, form.stored_start)
        )
        found = talks_outside(self.instance, talks, current_language())
        self.questions = questions_in_form("talks_outside", found, self.data)
        return self.questions.is_confirmed

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Pass the stored event to each form."""
        return super().get_form_kwargs(index) | {"before": self.before}


class AppearanceForm(OrderedForm):
    """A person at the event, with role and affiliation."""

    item = forms.TypedChoiceField(
        label=capfirst(_("talk")), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Offer the talks by number: unsaved talks have no key."""
        super().__init__(*args, **kwargs)
        talks = event.talks_in_order if event.pk else []
        places = {talk.pk: number for number, talk in enumerate(talks, start=1)}
        titles = [f"{number}. {talk}" for number, talk in enumerate(talks, start=1)]
        spare = [str(len(talks) + number) for number in range(1, MORE_TALKS + 1)]
        item = cast(forms.ChoiceField, self.fields["item"])
        item.choices = [("", _("The whole event")), *enumerate([*titles, *spare], start=1)]
        self.initial["item"] = places.get(self.instance.talk_id)
        self.further_rows: list[Appearance] = []

    @property
    def talk_number(self) -> int | None:
        """The number of the talk's form, from 1; None for the whole event."""
        values = self.cleaned_data if self.has_changed() else self.initial
        number: int | None = values.get("item")
        return number

    def fill_roles(self) -> None:
        """Fill in empty roles and affiliations, in each language, from the person."""
        row: Appearance = self.instance
        if not self.has_changed():
            return
        if "person" in self.changed_data and not (row.role or row.affiliation):
            self.further_rows = copy_affiliations(row)
            return
        emptied = [name for name in self.changed_data if getattr(row, name, None) == ""]
        is_new = "person" in self.changed_data
        fill_from_person(row, list(row.person.affiliations.all()), is_new=is_new)
        for name in emptied:
            setattr(row, name, "")

    def rows(self) -> list[Model]:
        """Return the row, and a row for each further affiliation of the person."""
        return [self.instance, *self.further_rows]


class AppearanceFormSet(ProgrammeFormSet):
    """The speakers. Their talks are forms of the same page and may be unsaved."""

    def clean(self) -> None:
        """Refuse the number of a talk that is not in the form."""
        super().clean()
        for form in filter(super().will_exist, self.forms):
            talk_form, number = self._talk_form(form), form.talk_number
            is_there = talk_form and self.instance.talk_forms.will_exist(talk_form)
            if number and form.has_changed() and not is_there:
                message = _("There is no talk number %(number)s in the programme.")
                form.add_error("item", ValidationError(message, params={"number": number}))

    def will_exist(self, form: Any) -> bool:
        """Return False also for a speaker whose talk is removed."""
        talk_form = self._talk_form(form) if super().will_exist(form) else None
        is_removed = talk_form and talk_form.cleaned_data.get(DELETION_FIELD_NAME)
        return super().will_exist(form) and not is_removed

    def _talk_form(self, form: Any) -> Any:
        talks, number = getattr(self.instance, "talk_forms", ()), form.talk_number
        return talks[number - 1] if number and number <= len(talks) else None

    def save(self, commit: bool = True) -> list[Any]:
        """Save the speakers with their talks, one row for each affiliation."""
        for form in filter(self.will_exist, self.forms):
            talk_form = self._talk_form(form)
            if talk_form or not form.talk_number:
                form.instance.talk = talk_form.instance if talk_form else None
            form.fill_roles()
        saved = super().save(commit)
        for form in self.forms:
            for row in form.further_rows:
                row.save()
        return saved


class TalksInline(OrderedInline):
    """The talks."""

    model = Talk
    form = TalkForm
    formset = TalkFormSet
    fieldsets = (
        (None, {"fields": (pair("title"), ("starts_at", "position"))}),
        (capfirst(_("abstract")), {"fields": (pair("abstract"),), "classes": ("collapse",)}),
        (
            _("Slides and recording"),
            {
                "fields": (
                    "consent_on",
                    ("slides_file", "slides_url"),
                    "recording_url",
                    "caption_languages",
                ),
                "classes": ("collapse",),
            },
        ),
    )


class AppearancesInline(OrderedInline):
    """The speakers, and others in the programme."""

    model = Appearance
    form = AppearanceForm
    formset = AppearanceFormSet
    fieldsets = (
        (None, {"fields": (("person", "item", "position"),)}),
        (
            _("Role and affiliation that day"),
            {
                "fields": (pair("role"), pair("affiliation")),
                "classes": ("collapse",),
                "description": _("Taken from the person's page when left empty."),
            },
        ),
    )
    autocomplete_fields = ("person",)

    @admin.display(description=capfirst(_("talk")))
    def item(self, appearance: Appearance) -> str:
        """Return the talk, for a form that is only read."""
        return str(appearance.talk or _("The whole event"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        """Fetch the people of all rows at once; for display, also their affiliations."""
        rows = super().get_queryset(request).select_related("person")
        return rows if request.method == "POST" else rows.prefetch_related("person__affiliations")

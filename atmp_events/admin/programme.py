"""The programme of an event: organisers, talks, and who appears at them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..models import Appearance, Event, EventOrganiser, Talk
from .editing import Fields, pair, rows_to_begin_with
from .in_order import InOrder, InOrderForm
from .moments import Wall, on_the_wall
from .stock import StackedInline

MORE_TALKS = 10  # How many talks one can add, and name speakers of, before saving.


class RowsOfEvent(InOrder):
    """Rows whose forms must know the event."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Hand the event to each form."""
        return super().get_form_kwargs(index) | {"event": self.instance}


class TalkForm(InOrderForm):
    """One item of the programme, its time on the event's clock."""

    class Meta:
        help_texts = {"starts_at": _("The date may be left empty on the event's first day.")}

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Show the day only where it is another than the event's first."""
        super().__init__(*args, **kwargs)
        self.event = event
        if self.instance.starts_at:
            day, at = on_the_wall(self.instance.starts_at, event.zone)
            self.initial["starts_at"] = [None if day == first_day(event) else day, at]

    def clean_starts_at(self) -> datetime | None:
        """Return the moment on the event's clock."""
        wall: Wall | None = self.cleaned_data["starts_at"]
        return wall.moment(self.event.zone, day=first_day(self.event)) if wall else None


def first_day(event: Event) -> date | None:
    """Return the date on which an event starts where it is held."""
    return event.local(event.starts_at).date() if event.starts_at else None


class Talks(RowsOfEvent):
    """The talks. One without a date of its own moves with the event."""

    def differs(self, row: Talk, stored: Talk | None) -> bool:
        """Save a talk too whose event has got another day."""
        moved = stored is not None and stored.starts_at != row.starts_at
        return moved or super().differs(row, stored)

    def form_number(self, number: int) -> Any:
        """Return the form that stands there on the screen, None if it is empty or removed."""
        form = self.forms[number - 1] if number <= len(self.forms) else None
        return form if form and self.is_kept(form) else None


class AppearanceForm(InOrderForm):
    """Somebody at the event, in one role and affiliation."""

    item = forms.TypedChoiceField(
        label=capfirst(_("talk")), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        """Offer the talks by number: those of a new event have nothing else yet."""
        super().__init__(*args, **kwargs)
        talks = list(event.talks.all()) if event.pk else []
        item = cast(forms.ChoiceField, self.fields["item"])
        item.choices = [("", _("The whole event")), *numbered(talks)]
        places = {talk.pk: number for number, talk in enumerate(talks, start=1)}
        self.initial["item"] = places.get(self.instance.talk_id)
        self.talk_form: Any = None
        self.more: list[Appearance] = []

    def save(self, commit: bool = True) -> Any:
        """Put the person at the talk, which has been saved by now."""
        appearance: Appearance = self.instance
        appearance.talk = self.talk_form.instance if self.talk_form else None
        # Only somebody newly named is described from the register: what was emptied stays so.
        if "person" in self.changed_data and not (appearance.role or appearance.affiliation):
            self.more = described_as_today(appearance)
        return super().save(commit)


def numbered(talks: Sequence[Talk]) -> list[tuple[int, str]]:
    """Return the talks as choices, 1, 2, 3 …, with numbers to spare for those to be added."""
    titles = [f"{number}. {talk}" for number, talk in enumerate(talks, start=1)]
    spare = [str(number) for number in range(len(talks) + 1, len(talks) + MORE_TALKS + 1)]
    return list(enumerate([*titles, *spare], start=1))


def described_as_today(appearance: Appearance) -> list[Appearance]:
    """Give an appearance its person's first affiliation; return rows, unsaved, for the others."""
    capacities = list(appearance.person.affiliations.all())
    rows = [
        appearance,
        *(
            Appearance(event=appearance.event, talk=appearance.talk, person=appearance.person)
            for _capacity in capacities[1:]
        ),
    ]
    for row, capacity in zip(rows, capacities, strict=False):
        row.role_sv, row.role_en = capacity.role_sv, capacity.role_en
        row.affiliation_sv = capacity.organisation_sv
        row.affiliation_en = capacity.organisation_en
    return rows[1:]


class Appearances(RowsOfEvent):
    """The speakers. Their talks are forms of the same page, perhaps not saved yet."""

    talks: Talks

    def clean(self) -> None:
        """Find each speaker's talk by its number; refuse a number that no talk has."""
        super().clean()
        for form in filter(self.is_kept, self.forms):
            number = form.cleaned_data.get("item")
            form.talk_form = self.talks.form_number(number) if number else None
            if number and not form.talk_form and form.has_changed():
                message = _("There is no talk number %(number)s in the programme.")
                form.add_error("item", ValidationError(message, params={"number": number}))

    def rows(self) -> Iterable[Appearance]:
        """Return the speakers in order, somebody with two affiliations twice."""
        for form in self.kept_forms():
            yield form.instance
            yield from form.more


class OrganisersInline(Fields, StackedInline):
    """The organisers, in the order they are to be named."""

    model = EventOrganiser
    form = InOrderForm
    formset = InOrder
    get_extra = rows_to_begin_with
    fields = (("organiser", "position"),)
    autocomplete_fields = ("organiser",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EventOrganiser]:
        """Fetch what the rows name, however many there are."""
        return super().get_queryset(request).select_related("organiser")


class TalksInline(Fields, StackedInline):
    """The programme."""

    model = Talk
    form = TalkForm
    formset = Talks
    get_extra = rows_to_begin_with
    fieldsets = (
        (None, {"fields": (pair("title"), ("starts_at", "position"))}),
        (capfirst(_("abstract")), {"fields": (pair("abstract"),), "classes": ("collapse",)}),
    )


class AppearancesInline(Fields, StackedInline):
    """The speakers, and others who take part."""

    model = Appearance
    form = AppearanceForm
    formset = Appearances
    get_extra = rows_to_begin_with
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appearance]:
        """Fetch whom the rows name, however many there are."""
        return super().get_queryset(request).select_related("person")

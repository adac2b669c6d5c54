"""Registration on the site: the settings of an event, and the attendees who registered."""

from typing import Self

from django.core.signing import Signer
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from .bilingual import Bilingual, column_pair
from .event import Event
from .recipient import Recipient


class RegistrationSettings(models.Model):
    """How one registers for an event on this site. `Event.capacity` is the number of places."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="registration_settings")
    has_waiting_list = models.BooleanField(
        _("waiting list when all places are taken"), default=True
    )
    asks_organisation = models.BooleanField(_("ask for the organisation"), default=False)
    asks_access_needs = models.BooleanField(_("ask for accessibility needs"), default=False)
    asks_food = models.BooleanField(_("ask for dietary requirements"), default=False)
    question_sv, question_en = column_pair(
        models.CharField,
        _("a question of your own"),
        max_length=200,
        blank=True,
        help_text=_("The answer is a text. Ask for nothing that you do not need."),
    )
    question = Bilingual()
    private_url = models.URLField(
        _("link for those registered"),
        blank=True,
        help_text=_("For taking part online. It is shown only in the emails to those registered."),
    )
    days_kept = models.PositiveSmallIntegerField(
        _("days that answers are kept"),
        default=30,
        help_text=_("After the event. Then names, addresses and answers are erased."),
    )

    class Meta:
        verbose_name = _("registration on this site")
        verbose_name_plural = _("registration on this site")

    def __str__(self) -> str:
        return str(self.event)


def registration_settings_of(event: Event) -> RegistrationSettings:
    """Return the registration settings of an event, or unsaved ones with the default values."""
    try:
        return event.registration_settings
    except RegistrationSettings.DoesNotExist:
        return RegistrationSettings(event=event)


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    """The queries of attendees."""

    def registered(self) -> Self:
        """Filter to those who have a place, are offered one, or wait for one."""
        return self.exclude(state=Attendee.State.CANCELLED)

    def with_address(self) -> Self:
        """Filter to those whose data have not been erased, so that they can get letters."""
        return self.exclude(email_folded="")

    def with_place(self) -> Self:
        """Filter to those who have a place, or for whom one is kept while it is offered."""
        return self.filter(state__in=(Attendee.State.CONFIRMED, Attendee.State.OFFERED))

    def waiting(self) -> Self:
        """Filter to those who wait for a place, the first in the queue first."""
        return self.filter(state=Attendee.State.WAITING).order_by("registered_at", "pk")

    def erased(self) -> Self:
        """Filter to those who had a place or waited, and whose data have been erased since."""
        return self.registered().exclude(erased_at=None)

    def counts(self) -> dict[str, int]:
        """Return the number of attendees by value of `State`, and of those who came, as `came`.

        Attendees whose data have been erased are counted, too.
        """
        counts = {str(it): Count("pk", filter=Q(state=it)) for it in Attendee.State}
        came = Q(state=Attendee.State.CONFIRMED, came_at__isnull=False)
        return self.aggregate(**counts, came=Count("pk", filter=came))


class Attendee(Recipient):
    """A person who registered for an event (RFC 5545 ATTENDEE; schema.org EventReservation).

    Erasing removes name, address and answers; the row stays, to be counted.
    """

    class State(models.TextChoices):
        """Whether the attendee has a place."""

        CONFIRMED = "confirmed", _("Has a place")
        WAITING = "waiting", _("Waits for a place")
        OFFERED = "offered", _("Has been offered a place")
        CANCELLED = "cancelled", _("Has cancelled")

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendees")
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    access_needs = models.TextField(_("accessibility needs"), max_length=500, blank=True)
    food = models.TextField(_("food"), max_length=500, blank=True)
    answer = models.TextField(_("answer to your question"), max_length=1000, blank=True)
    state = models.CharField(_("place"), max_length=10, choices=State.choices)
    # The waiting list is in this order.
    registered_at = models.DateTimeField(_("registered"))
    # An offered place is kept until then.
    offer_ends_at = models.DateTimeField(_("has until"), null=True, blank=True)
    came_at = models.DateTimeField(_("came"), null=True, blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = AttendeeQuerySet.as_manager()
    signer = Signer(sep="~", salt="registration")

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ("registered_at", "pk")
        permissions = [("write_attendees", _("Can write to all who registered"))]
        constraints = [
            models.UniqueConstraint(
                fields=("event", "email_folded"),
                condition=~Q(email_folded=""),
                name="attendee_registers_once",
                violation_error_message=_("This address is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offer_ends_at__isnull=False)
                | (~Q(state="offered") & Q(offer_ends_at__isnull=True)),
                name="attendee_offer_ends",
            ),
        ]
        indexes = [models.Index(fields=("event", "state"), name="attendee_by_state")]

    def __str__(self) -> str:
        return self.name or str(_("(erased)"))

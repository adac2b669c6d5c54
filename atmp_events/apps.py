"""The one Django app of the project."""

from typing import Any

from django.apps import AppConfig
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AtmpEventsConfig(AppConfig):
    """The label `events` must not change: fixtures, permissions and tables have it."""

    name = "atmp_events"
    label = "events"
    verbose_name = _("Events")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signal receivers: revisions, search, and the log of sign-ins."""
        # The checks register themselves. The admin is loaded for Django's own checks of it.
        from . import admin  # noqa: F401
        from .operations import checks, logs, security_log, sqlite  # noqa: F401

        logs.report_errors()
        security_log.listen()
        sqlite.listen()
        _connect_revisions()
        post_migrate.connect(_update_after_migrate, sender=self, dispatch_uid="upgrade")


def _connect_revisions() -> None:
    """Connect `actions.revising` to each save and deletion of public data."""
    from . import models

    public = (
        *(models.Event, models.Talk, models.Appearance, models.EventOrganiser),
        *(models.Person, models.Affiliation, models.Venue, models.Series, models.Organiser),
        *(models.Page, models.Website, models.WebsiteOrganiser, models.Preview),
        *(models.FormerAddress, models.FormerSlug, models.GoneAddress),
        models.RegistrationSettings,
    )
    post_save.connect(_create_version, sender=models.Event, dispatch_uid="version")
    for model in public:
        post_save.connect(_note_saved, sender=model, dispatch_uid="revise")
        post_delete.connect(_note_deleted, sender=model, dispatch_uid="revise")


def _create_version(
    instance: Model, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    from .models import EventVersion

    if created and not raw:  # A fixture has the versions, or its loader revises at the end.
        EventVersion.objects.create(event_id=instance.pk)


def _note_saved(instance: Model, raw: bool = False, **kwargs: Any) -> None:
    from .actions.revising import note_change

    if not raw:  # Fixtures are loaded row by row; their loader revises at the end.
        note_change(instance, clock=timezone.now)


def _note_deleted(instance: Model, origin: Any = None, **kwargs: Any) -> None:
    from .actions.revising import note_change
    from .models import Event

    # Rows that are deleted with their event need no revision.
    if isinstance(instance, Event) or getattr(origin, "model", type(origin)) is not Event:
        note_change(instance, clock=timezone.now)


def _update_after_migrate(using: str, **kwargs: Any) -> None:
    """Update search documents, fingerprints and feeds for this version, after migrating."""
    from .actions.revising import update_after_upgrade
    from .models import Event
    from .operations.database import migrations_done
    from .search import rebuild

    if migrations_done(using):
        rebuild(Event.objects.using(using).filter(search_document=None))
        update_after_upgrade(now=timezone.now(), using=using)

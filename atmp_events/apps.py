"""The one Django app of the project."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AtmpEventsConfig(AppConfig):
    """`events` is the label for ever: fixtures, permissions and tables carry it."""

    name = "atmp_events"
    label = "events"
    verbose_name = _("Events")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every save reach the calendar versions and the search, and sign-ins the log."""
        from .operations import checks, sign_ins, sqlite  # noqa: F401  # the checks register
        from .operations.sentry import report_errors

        report_errors()
        sign_ins.listen()
        sqlite.listen()
        _listen()
        post_migrate.connect(_add_search_documents, sender=self, dispatch_uid="search")


def _listen() -> None:
    """Note each save and deletion of what readers see."""
    from . import models

    told_of_events = (
        *(models.Event, models.Talk, models.Appearance, models.EventOrganiser),
        *(models.Person, models.Affiliation, models.Venue, models.Series, models.Organiser),
    )
    of_the_site = (
        *(models.Page, models.Operator, models.Preview),
        *(models.FormerAddress, models.FormerSlug, models.GoneAddress),
    )
    post_save.connect(_begin_version, sender=models.Event, dispatch_uid="version")
    for model in (*told_of_events, *of_the_site):
        post_save.connect(_saved, sender=model, dispatch_uid="revise")
        post_delete.connect(_deleted, sender=model, dispatch_uid="revise")


def _begin_version(instance: Model, created: bool = False, **kwargs: Any) -> None:
    from .models import EventVersion

    if created:
        EventVersion.objects.create(event_id=instance.pk)


def _saved(instance: Model, raw: bool = False, **kwargs: Any) -> None:
    from .actions.revising import note

    if not raw:  # A fixture comes row by row: whoever loads it revises at the end.
        note(instance, clock=timezone.now)


def _deleted(instance: Model, origin: Any = None, **kwargs: Any) -> None:
    from .actions.revising import note
    from .models import Event

    # Parts that go with their event leave nothing to revise.
    if isinstance(instance, Event) or getattr(origin, "model", type(origin)) is not Event:
        note(instance, clock=timezone.now)


def _add_search_documents(using: str, plan: Any = (), **kwargs: Any) -> None:
    """Let the events of a site that was just upgraded be found."""
    from .search import add_missing

    executor = MigrationExecutor(connections[using])
    if plan and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        add_missing(using=using)

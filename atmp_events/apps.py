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
        from .operations import sign_ins, sqlite
        from .operations.reporting import report_errors

        report_errors()
        sign_ins.listen()
        sqlite.settle()
        post_save.connect(_saved, dispatch_uid="revise")
        post_delete.connect(_deleted, dispatch_uid="revise")
        post_migrate.connect(_migrated, sender=self, dispatch_uid="watch")
        post_migrate.connect(_add_search_documents, sender=self, dispatch_uid="search")


def _saved(instance: Model, raw: bool = False, **kwargs: Any) -> None:
    from .actions.revising import revise, touched_by
    from .actions.translating import keep_agreements

    if not raw:  # A fixture comes row by row: whoever loads it revises at the end.
        events = touched_by(instance)
        revise(events, now=timezone.now())
        keep_agreements(events)


def _migrated(using: str, **kwargs: Any) -> None:
    from .delivery.generation import watch

    watch(using)


def _add_search_documents(using: str, plan: Any = (), **kwargs: Any) -> None:
    """Let the events of a site that was just upgraded be found."""
    from .search import add_missing

    executor = MigrationExecutor(connections[using])
    if plan and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        add_missing(using=using)


def _deleted(instance: Model, **kwargs: Any) -> None:
    from .actions.revising import revise, touched_by

    revise(touched_by(instance), now=timezone.now())

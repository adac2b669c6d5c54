"""The one Django app of the project."""

from typing import Any

from django.apps import AppConfig
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
        from .operations.reporting import report_errors

        report_errors()
        sign_ins.listen()
        sqlite.settle()
        post_save.connect(_saved, dispatch_uid="revise")
        post_delete.connect(_deleted, dispatch_uid="revise")
        post_migrate.connect(_migrated, sender=self, dispatch_uid="watch")


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


def _deleted(instance: Model, **kwargs: Any) -> None:
    from .actions.revising import revise, touched_by
    from .models import Event
    from .search import index

    if isinstance(instance, Event):
        index.remove([instance.pk])
    revise(touched_by(instance), now=timezone.now())

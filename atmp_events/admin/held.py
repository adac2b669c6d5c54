"""Says why something cannot be deleted: which events name it, and what to do."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import Event


class Held(admin.ModelAdmin[Any]):
    """A record that events name."""

    delete_confirmation_template = "admin/delete_held.html"
    delete_selected_confirmation_template = "admin/delete_held_ones.html"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the events that hold the records, each once, instead of the rows between them."""
        deleted, counts, lacking, held = super().get_deleted_objects(objs, request)
        if held:
            collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
            collector.collect(objs)
            held = [_link(event) for event in _events(collector.protected)]
        return deleted, counts, lacking, held


def _events(protected: Iterable[Any]) -> list[Event]:
    """Return the events of the rows that stand in the way, the latest first."""
    keys = {row.pk if isinstance(row, Event) else row.event_id for row in protected}
    return list(Event.objects.filter(pk__in=keys).order_by("-starts_at", "-pk"))


def _link(event: Event) -> SafeString:
    on = f"{event.local(event.starts_at):%Y-%m-%d}" if event.starts_at else _("no date yet")
    if event.deleted_at:
        listing = reverse("admin:events_event_changelist") + "?deleted=yes"
        words = _("deleted, can be restored")
        return format_html('{}, {} (<a href="{}">{}</a>)', event, on, listing, words)
    path = reverse("admin:events_event_change", args=[event.pk])
    return format_html('<a href="{}">{}</a>, {}', path, event, on)

"""Records that many events name: people, venues, organisers and series."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..models import Event, Website, WebsiteOrganiser
from .autocomplete import label_of
from .bilingual_admin import BilingualAdmin
from .doubles import SharedRecordForm
from .merging import merge_page, merge_ticked
from .row_page import page_url, row_path
from .soft_delete import deleted_path


class SharedRecordAdmin(BilingualAdmin):
    """Two of them can be merged; one cannot be deleted while events name it."""

    actions = (merge_ticked,)
    form = SharedRecordForm
    delete_confirmation_template = "admin/delete_protected.html"
    delete_selected_confirmation_template = "admin/delete_protected_selected.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which two records are merged."""
        merge = page_url(self, "<int:kept>/merge/<int:other>/", merge_page, "merge")
        return [merge, *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow it to those who may do both things that it does."""
        may_change = self.has_change_permission(request, obj)
        return may_change and self.has_delete_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the records that a new one may be, with the paths of their forms."""
        form = context["adminform"].form
        context["doubles"] = [(label_of(row), row_path(row)) for row in form.doubles]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what stands in the way, events once each, instead of the rows between them."""
        _deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
            collector.collect(objs)
            sites = [it for it in collector.protected if isinstance(it, WebsiteOrganiser)]
            events = _events(it for it in collector.protected if it not in sites)
            protected = [*(_link_to_site(it.website) for it in sites), *map(_link, events)]
        return [label_of(row) for row in objs], counts, lacking, protected


def _events(protected: Iterable[Any]) -> list[Event]:
    """Return the events of the rows that stand in the way, the latest first."""
    keys = {row.pk if isinstance(row, Event) else row.event_id for row in protected}
    return list(Event.objects.filter(pk__in=keys).order_by("-starts_at", "-pk"))


def _link_to_site(website: Website) -> SafeString:
    words = capfirst(website._meta.verbose_name)
    return format_html('<a href="{}">{}</a>, {}', row_path(website), website, words)


def _link(event: Event) -> SafeString:
    on = f"{event.local(event.starts_at):%Y-%m-%d}" if event.starts_at else _("no date yet")
    if event.deleted_at:
        listing = deleted_path(Event)
        words = _("deleted, can be restored")
        return format_html('{}, {} (<a href="{}">{}</a>)', event, on, listing, words)
    return format_html('<a href="{}">{}</a>, {}', row_path(event), event, on)

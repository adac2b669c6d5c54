"""The two languages of an event kept honest: what is missing, what is stale, and what is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ..actions.translating import confirm, copy_across
from ..facts.details import DETAILS
from ..facts.translations import Pair, missing_in, stale_in
from ..models import LANGUAGES, Event, Language, State
from .going_back import back_to
from .stock import ModelAdmin

NAMES: Final = {"sv": _("Swedish"), "en": _("English")}
IN: Final = {"sv": _("in Swedish"), "en": _("in English")}
CALLED: Final = {
    **{it.name: it.label for it in DETAILS},
    "title": _("title"),
    "summary": _("lead"),
    "body": _("text"),
    "audience": _("who may come"),
    "price": _("price"),
    "status_note": _("a word to readers about the status"),
    "image_alt": _("what the picture shows"),
    "entrance": _("entrance"),
    "room": _("room"),
    "abstract": _("abstract"),
    "role": _("role"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A text of an event, and the address of its field."""

    name: str
    path: str

    @property
    def anchor(self) -> str:
        """Where the field is in the form that one is in."""
        return self.path[self.path.index("#") :]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What an event lacks in one language."""

    language: Language
    missing: list[Link]
    stale: list[Link]
    checked_path: str

    @property
    def name(self) -> str:
        """The language, in the coordinator's."""
        return str(capfirst(IN[self.language]))


def unfinished_in(event: Event) -> list[Unfinished]:
    """Return what is missing or stale, by language; without queries after `with_facts()`."""
    path = reverse("admin:events_event_checked", args=[event.pk])
    found = [
        Unfinished(
            language,
            _links(event, missing_in(event, language), language),
            _links(event, stale_in(event, language), language),
            path,
        )
        for language in LANGUAGES
    ]
    return [unfinished for unfinished in found if unfinished.missing or unfinished.stale]


def field_path(event: Event, name: str) -> str:
    """Return the address of a field in the form of an event."""
    return f"{reverse('admin:events_event_change', args=[event.pk])}#id_{name}"


def field_name(name: str) -> str:
    """Return what the form calls a field: "Text (English)", "Talk 1: title (Swedish)"."""
    *row, column = name.split("-")
    model: Any = Event._meta.get_field(row[0]).related_model if row else Event
    place = f"{model._meta.verbose_name} {int(row[1]) + 1}: " if row else ""
    return capfirst(f"{place}{model._meta.get_field(column.removesuffix('_0')).verbose_name}")


def _links(event: Event, pairs: Iterable[Pair], language: Language) -> list[Link]:
    return [Link(_called(pair), field_path(event, f"{pair.field}_{language}")) for pair in pairs]


def _called(pair: Pair) -> str:
    *row, name = pair.field.split("-")
    if not row:
        return str(CALLED[name])
    of = _("talk %(number)s") if row[0] == "talks" else _("speaker %(number)s")
    return f"{of % {'number': int(row[1]) + 1}}: {CALLED[name]}"


class LanguageFilter(admin.SimpleListFilter):
    """Narrows the list to what is unfinished in a language."""

    find: Callable[[Event, Language], list[Pair]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer both languages."""
        return [(language, capfirst(IN[language])) for language in LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Ask the texts themselves: nothing that is stored can go out of date."""
        language = self.value()
        if language not in LANGUAGES:
            return queryset
        events = with_texts(Event.objects.filter(deleted_at=None))
        found = [event.pk for event in events if self.find(event, cast(Language, language))]
        return queryset.filter(pk__in=found)


class MissingFilter(LanguageFilter):
    """Finds what is written in the other language only."""

    title = _("missing texts")
    parameter_name = "missing"
    find = staticmethod(missing_in)


class StaleFilter(LanguageFilter):
    """Finds what has not followed the other language."""

    title = _("texts to check")
    parameter_name = "stale"
    find = staticmethod(stale_in)


def with_texts(events: QuerySet[Event]) -> QuerySet[Event]:
    """Fetch what `missing_in` and `stale_in` read, however many events."""
    return events.select_related("agreed_texts").prefetch_related("talks", "appearances")


class TwoLanguages(ModelAdmin):
    """What the list and the form of events know of their two languages."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch what the list tells of."""
        return with_texts(super().get_queryset(request)).select_related("series")

    def get_urls(self) -> list[URLPattern]:
        """Add the address that “still right” is sent to."""
        view = self.admin_site.admin_view(require_POST(self.checked))
        return [path("<int:pk>/checked/", view, name="events_event_checked"), *super().get_urls()]

    @admin.display(description=_("languages"), empty_value="")
    def languages(self, event: Event) -> str | None:
        """Tell what is missing or stale, with a button to say that it is right."""
        unfinished = unfinished_in(event)
        context = {"unfinished": unfinished, "event": event, "in_form": True}
        return render_to_string("admin/unfinished.html", context) if unfinished else None

    def checked(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it that what is stale in one language still says the same; go back."""
        event = get_object_or_404(with_texts(Event.objects.all()), pk=pk)
        if not self.has_change_permission(request, event):
            raise PermissionDenied
        self._check(request, event, request.POST.get("checked", ""))
        return back_to(request, request.headers.get("Referer", ""))

    def _check(self, request: HttpRequest, event: Event, language: str) -> None:
        if language in LANGUAGES:
            confirm(event, cast(Language, language))
            done = _("“%(title)s” is right %(language)s.")
            messages.success(request, done % {"title": event, "language": IN[language]})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Confirm or copy, when asked to, once everything is saved."""
        super().save_related(request, form, formsets, change)
        asked = request.POST.get("_checked", ""), request.POST.get("_copy", "")
        if any(asked):
            event = with_texts(Event.objects.all()).get(pk=form.instance.pk)
            self._check(request, event, asked[0])
            self._copy(request, event, asked[1])

    def _copy(self, request: HttpRequest, event: Event, target: str) -> None:
        if target in LANGUAGES and event.state == State.DRAFT:
            count = copy_across(event, cast(Language, target))
            done = ngettext(
                "%(count)s text has been copied. Translate it here.",
                "%(count)s texts have been copied. Translate them here.",
                count,
            )
            messages.success(request, done % {"count": count})

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Stay in the form after confirming or copying."""
        if {"_checked", "_copy"} & request.POST.keys():
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

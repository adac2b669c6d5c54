"""Texts of an event that are missing or stale in one language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..actions.agreed_texts import confirm, copy_missing_texts
from ..facts.translations import Pair, missing_in, stale_in
from ..models import LANGUAGES, Event, Language, State
from ..proofreading.finding import Finding
from .admin_page import row_path
from .language_switch import back_to

CONFIRM, COPY = "_checked", "_copy"  # buttons of the form, each with a language
IN_LANGUAGE: Final = {"sv": _("in Swedish"), "en": _("in English")}


@dataclass(frozen=True, slots=True)
class UnfinishedTranslation:
    """The missing and stale texts of an event in one language, each as label and field name."""

    language: Language
    missing: list[tuple[str, str]]
    stale: list[tuple[str, str]]


def unfinished_translations_of(event: Event) -> list[UnfinishedTranslation]:
    """Return the missing and stale texts by language. Needs no query after `with_facts()`."""
    found = [
        UnfinishedTranslation(
            language,
            _labels_and_fields(missing_in(event, language), language),
            _labels_and_fields(stale_in(event, language), language),
        )
        for language in LANGUAGES
    ]
    return [it for it in found if it.missing or it.stale]


def _labels_and_fields(pairs: Iterable[Pair], language: Language) -> list[tuple[str, str]]:
    fields = [f"{pair.field}_{language}" for pair in pairs]
    return [(_column_name(field).rpartition(" (")[0], field) for field in fields]


def field_path(event: Event, name: str) -> str:
    """Return the path of a field in the form of an event."""
    return f"{row_path(event)}#id_{name}"


def label_and_path(event: Event, finding: Finding) -> tuple[str, str]:
    """Return the label and the path of the field of a finding."""
    if finding.person:
        return str(finding.person), f"{row_path(finding.person)}#id_{finding.field}"
    if finding.field.endswith("-group"):
        model: Any = Event._meta.get_field(finding.field.removesuffix("-group")).related_model
        name = str(capfirst(model._meta.verbose_name_plural))
        return name, f"{row_path(event)}#{finding.field}"
    return field_label(finding.field), field_path(event, finding.field)


def field_label(name: str) -> str:
    """Return the label of a field: "Text (English)", "Talk 1: title (Swedish)"."""
    return capfirst(_column_name(name))


def _column_name(name: str) -> str:
    *row, column = name.split("-")
    model: Any = Event._meta.get_field(row[0]).related_model if row else Event
    place = f"{model._meta.verbose_name} {int(row[1]) + 1}: " if row else ""
    return f"{place}{model._meta.get_field(column.removesuffix('_0')).verbose_name}"


class LanguageFilter(admin.SimpleListFilter):
    """Filters the list by missing or stale texts in a language."""

    find: Callable[[Event, Language], list[Pair]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer both languages."""
        return [(language, capfirst(IN_LANGUAGE[language])) for language in LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Compare the texts in Python: the database does not store whether they are stale."""
        language = self.value()
        if language not in LANGUAGES:
            return queryset
        events = with_texts(Event.objects.filter(deleted_at=None))
        found = [event.pk for event in events if self.find(event, cast(Language, language))]
        return queryset.filter(pk__in=found)


class MissingFilter(LanguageFilter):
    """Lists events with texts in the other language only."""

    title = _("missing texts")
    parameter_name = "missing"
    find = staticmethod(missing_in)


class StaleFilter(LanguageFilter):
    """Lists events with texts that were changed in the other language only."""

    title = _("texts to check")
    parameter_name = "stale"
    find = staticmethod(stale_in)


def with_texts(events: QuerySet[Event]) -> QuerySet[Event]:
    """Fetch the related rows that `missing_in` and `stale_in` need, for all events at once."""
    return events.select_related("agreed_texts").prefetch_related("talks", "appearances")


def confirm_page(model_admin: Any, request: HttpRequest, event: Event) -> HttpResponse:
    """Confirm the stale texts of one language, and return to the page before."""
    _confirm(request, event, request.POST.get("checked", ""))
    return back_to(request, request.headers.get("Referer", ""))


def is_confirm_or_copy(request: HttpRequest) -> bool:
    """Return whether the form was sent by the button “Confirm” or “Copy”."""
    return bool({CONFIRM, COPY} & request.POST.keys())


def confirm_or_copy(request: HttpRequest, saved: Event) -> None:
    """Confirm or copy texts, after the event and its inlines are saved."""
    if is_confirm_or_copy(request):
        event = with_texts(Event.objects.all()).get(pk=saved.pk)
        _confirm(request, event, request.POST.get(CONFIRM, ""))
        _copy(request, event, request.POST.get(COPY, ""))


def _confirm(request: HttpRequest, event: Event, language: str) -> None:
    if language in LANGUAGES:
        confirm(event, cast(Language, language))
        words = _("“%(title)s” is right %(language)s.")
        messages.success(request, words % {"title": event, "language": IN_LANGUAGE[language]})


def _copy(request: HttpRequest, event: Event, target: str) -> None:
    if target in LANGUAGES and event.state == State.DRAFT:
        count = copy_missing_texts(event, cast(Language, target))
        words = ngettext(
            "%(count)s text has been copied. Translate it here.",
            "%(count)s texts have been copied. Translate them here.",
            count,
        )
        messages.success(request, words % {"count": count})

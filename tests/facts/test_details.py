"""Each detail of an event appears in every format; each field is shown somewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import models, transaction
from django.test import Client

from atmp_events.admin.event import EventAdmin
from atmp_events.calendars.description import description
from atmp_events.facts.details import BY_NAME, DETAILS, LINKS
from atmp_events.facts.event import EventFacts, facts_of
from atmp_events.facts.translations import missing_in, stale_in
from atmp_events.models import (
    LANGUAGES,
    Appearance,
    AttendanceMode,
    Event,
    Language,
    Organiser,
    Person,
    Registration,
    Series,
    Status,
    Talk,
    Venue,
)
from atmp_events.pages.poster_text import poster_text
from atmp_events.search.document import document_of, texts_of
from atmp_events.syndication.entry import entry_of
from atmp_events.syndication.schema import event_schema
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
)
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.django_db

BY_LINK = {"registration": Registration.BY_LINK, "registration_url": "https://www.uu.se/"}
FORMATS: dict[str, Callable[[Event], str]] = {
    "calendar": lambda event: description(facts_of(event, "en")),
    "search": lambda event: document_of(event).words,
    "poster": lambda event: " ".join(poster_text((facts_of(event, "en"),)).notes),
    "structured data": lambda event: str(event_schema(facts_of(event, "en"))),
    "feeds": lambda event: entry_of(event, facts_of(event, "en")).content(),
}
# Fields whose value does not change the facts of an event, and why.
NOT_SHOWN = {
    Event: {
        "no_materials": "for coordinators",
        "state": "decides whether the event is public",
        "publish_at": "decides when the event becomes public",
        "deleted_at": "decides whether the event is public",
        "created_at": "the date of its entry in feeds",
        "updated_at": "the time of the last save, even without a change",
        "registration_email": "shown instead of the link when registration is by email",
    },
    Talk: {"position": "the order of the talks"},
    Appearance: {"position": "the order of the speakers"},
    Venue: {"web_page": "shown on the page of the venue"},
    Person: dict.fromkeys(
        ("bio", "web_page", "portrait", "portrait_alt"), "shown on the page of the person"
    ),
    Organiser: {"logo": "shown on the page of the organiser"},
    Series: {
        "description": "shown on the page of the series",
        "usual_length": "a default of the next event",
        "contact": "a default of the next event",
    },
}


@pytest.mark.parametrize("name", [detail.name for detail in DETAILS])
def test_each_detail_is_in_each_format(name: str) -> None:
    event = an_event(**BY_LINK, **{f"{name}_en": "unheardof"})
    assert [name for name, as_text in FORMATS.items() if "unheardof" not in as_text(event)] == []


@pytest.mark.parametrize("name", [detail.name for detail in DETAILS])
def test_label_that_a_detail_needs_is_searched_with_it(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    event = an_event(**{f"{name}_en": "unheardof"})
    facts = facts_of(event, "en")
    (detail,) = facts.details
    for needs_label, words in ((True, f"{detail.label}: unheardof"), (False, "unheardof")):
        monkeypatch.setitem(BY_NAME, name, replace(detail.detail, needs_label=needs_label))
        assert words in texts_of(facts)
        searched = set(document_of(event).words.split())
        assert (set(detail.label.casefold().split()) <= searched) is needs_label


@pytest.mark.parametrize("detail", DETAILS, ids=lambda detail: detail.name)
def test_each_detail_is_on_the_page_with_its_label(client: Client, detail: Any) -> None:
    event = an_event(**{f"{detail.name}_sv": "oväntat", f"{detail.name}_en": "unheardof"})
    labels = [facts_of(event, language).details[0].label for language in LANGUAGES]
    with time_machine.travel(MORNING_BEFORE, tick=False):
        swedish = text_of(get_page(client, "/sv/evenemang/2027/om-celler/"))
        english = text_of(get_page(client, "/en/events/2027/on-cells/"))
    named = detail.needs_label
    assert (f"{labels[0]}: oväntat" if named else "oväntat") in swedish
    assert (f"{labels[1]}: unheardof" if named else "unheardof") in english


@pytest.mark.parametrize("name", [detail.name for detail in DETAILS])
def test_each_detail_has_its_translation_checked(name: str) -> None:
    event = an_event(**{f"{name}_sv": "oväntat"})
    assert [pair.key for pair in missing_in(event, "en")] == [name]
    setattr(event, f"{name}_en", "unheardof")
    event.save()
    setattr(event, f"{name}_sv", "nytt")
    event.save()
    assert [pair.key for pair in stale_in(Event.objects.get(), "en")] == [name]


@pytest.mark.parametrize("name", [detail.name for detail in DETAILS])
def test_each_detail_is_in_the_admin_form(name: str) -> None:
    assert f"('{name}_sv', '{name}_en')" in str(EventAdmin.fieldsets)


@pytest.mark.parametrize("name", [link.name for link in LINKS])
@pytest.mark.parametrize("form", ["calendar", "structured data"])
def test_each_link_is_in_calendars_and_structured_data(name: str, form: str) -> None:
    assert "https://unheard.example/of" in FORMATS[form](
        an_event(**{name: "https://unheard.example/of"})
    )


@pytest.mark.parametrize("name", [link.name for link in LINKS])
def test_each_link_is_on_the_page(client: Client, name: str) -> None:
    an_event(**{name: "https://unheard.example/of"})
    with time_machine.travel(MORNING_BEFORE, tick=False):
        page = get_page(client, "/en/events/2027/on-cells/")
    assert page.select_one(".three a[href='https://unheard.example/of']")


def a_full_event() -> Event:
    """An event with a value in every field that is shown."""
    event = an_event(
        **BY_LINK,
        registration_opens_at=NOON - timedelta(days=20),
        registration_closes_at=NOON - timedelta(days=2),
        status=Status.RESCHEDULED,
        previous_starts_at=NOON - timedelta(days=1),
        attendance_mode=AttendanceMode.HYBRID,
        image_alt_sv="En cell",
        image_alt_en="A cell",
        series=a_series(),
        number=1,
        venue=a_venue(latitude="59.8", longitude="17.6"),
        contact=a_person(name="Eva Ek"),
        organisers=(an_organiser(),),
    )
    a_talk(
        event,
        speakers=(a_person(),),
        recording_url="https://video.example.org/1",
        caption_languages="sv",
        consent_on=NOON.date(),
    )
    # Facts need no file of the picture.
    Event.objects.update(image="events/a.png", image_width=8, image_height=8)
    return Event.objects.get()


def another_key(field: Any) -> int:
    """Return the primary key of another row."""
    if field.related_model is Series:  # An event with a number needs a series.
        return a_series(title_sv="Fler", slug_sv="fler", slug_en="more").pk
    return a_person(name="Ny Person").pk if field.related_model is Person else an_event().pk


def another(field: Any, value: Any) -> Any:
    """Return a value of a field that differs from this value."""
    if isinstance(field, models.ForeignKey):
        return None if field.null and field.related_model is not Series else another_key(field)
    if type(field) is models.DateField:
        return None
    if field.choices:
        return next(choice for choice, _label in field.choices if choice != value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or NOON) + timedelta(minutes=5)
    if isinstance(field, models.DurationField):
        return timedelta(minutes=5)
    if isinstance(field, models.IntegerField | models.DecimalField):
        return (value or 0) + 1
    special = {
        "timezone": "Europe/Paris",
        "country": "NO",
        "spoken_languages": "fi",
        "caption_languages": "fi",
    }
    return special.get(field.name, f"{value}x")


@pytest.mark.parametrize("model", NOT_SHOWN, ids=lambda model: model.__name__)
def test_each_field_changes_the_facts_or_is_listed_as_not_shown(model: Any) -> None:
    event = a_full_event()
    rows = {
        Event: event,
        Venue: event.venue,
        Series: event.series,
        Person: event.contact,
        Talk: event.talks.get(),
        Appearance: event.appearances.get(),
        Organiser: Organiser.objects.get(),
    }
    row, before, not_shown = rows[model], facts_in_both(event), set()
    for field in model._meta.concrete_fields:
        if field.name == "id":
            continue
        changed = another(field, getattr(row, field.attname))
        with transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{field.attname: changed})
            if facts_in_both(Event.objects.with_facts().get(pk=event.pk)) == before:
                not_shown.add(field.name.removesuffix("_sv").removesuffix("_en"))
            transaction.set_rollback(True)
    assert not_shown == set(NOT_SHOWN[model]), (
        "Add a line to facts/details.py, or to NOT_SHOWN with the reason."
    )


def facts_in_both(event: Event) -> list[EventFacts]:
    return [facts_of(event, language) for language in LANGUAGES]


@pytest.mark.parametrize(
    ("language", "path", "words"),
    [
        ("sv", "/sv/evenemang/2027/om-celler/", "Anmäl dig via mejl till atmp@akademiska.se"),
        ("en", "/en/events/2027/on-cells/", "Register by email to atmp@akademiska.se"),
    ],
)
def test_registration_by_email_shows_its_address_in_each_format(
    client: Client, language: Language, path: str, words: str
) -> None:
    by_email = {"registration": "by_email", "registration_email": "atmp@akademiska.se"}
    event = an_event(**by_email)
    facts = facts_of(event, language)
    texts = {
        "calendar": description(facts),
        "poster": " ".join(poster_text((facts,)).notes),
        "structured data": str(event_schema(facts)),
        "feeds": entry_of(event, facts).content(),
    }
    assert [name for name, text in texts.items() if words not in text] == []
    for name in ("structured data", "feeds"):
        assert "mailto:atmp@akademiska.se" in texts[name]
    with time_machine.travel(MORNING_BEFORE, tick=False):
        page = BeautifulSoup(client.get(path).content, "html.parser")
    links = page.select('a[href="mailto:atmp@akademiska.se"]')
    assert {link.get_text(strip=True) for link in links} == {words}

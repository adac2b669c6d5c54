"""Duplicates: a likely duplicate must be confirmed; search fields distinguish equal names."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from atmp_events.actions.merging import merge
from atmp_events.models import (
    Affiliation,
    Appearance,
    Organiser,
    Person,
    Series,
    Talk,
    User,
    Venue,
)
from tests.builders import (
    MORNING_BEFORE,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    save,
)
from tests.pages.parsing import get_page, page_of

from .event_form import form_errors
from .test_change_list import autocomplete_options

NO_AFFILIATION = {"affiliations-TOTAL_FORMS": 0, "affiliations-INITIAL_FORMS": 0}
NO_AFFILIATION |= {"appearances-TOTAL_FORMS": 0, "appearances-INITIAL_FORMS": 0}


def add(staff_client: Client, model: type[Model], **typed: Any) -> Any:
    path = f"/admin/events/{model._meta.model_name}/add/"
    return staff_client.post(path, NO_AFFILIATION | typed)


def test_selected_person_is_shown_with_the_affiliation(staff_client: Client) -> None:
    anna = a_person(name="Anna Berg")
    Affiliation.objects.create(person=anna, role_sv="läkare", organisation_sv="Karolinska")
    event = an_event(contact=anna)
    a_talk(event, speakers=(anna,))
    page = get_page(staff_client, f"/admin/events/event/{event.pk}/change/")
    for name in ("contact", "appearances-0-person"):
        chosen = page.select_one(f"select[name={name}] option[selected]")
        assert chosen.text == "Anna Berg (läkare, Karolinska)"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "anna  LINDQVIST"}, "name"),
        ({"name": "A. Lindqvist", "email": "ANNA@example.org"}, "email"),
    ],
)
def test_duplicate_person_must_be_confirmed(
    staff_client: Client, typed: dict[str, str], field: str
) -> None:
    anna = a_person(name="Anna Lindqvist", email="anna@example.org")
    refused = add(staff_client, Person, **typed)
    assert form_errors(refused)[field] == ["Anna Lindqvist finns redan."]
    section = page_of(refused).select_one("[aria-labelledby=doubles]")
    assert section.select_one(f'a[href="/admin/events/person/{anna.pk}/change/"]')
    assert "Det är en annan person" in section.text
    assert "finns redan" not in section.text  # That is said beside the field only.

    assert add(staff_client, Person, **typed, another="1").status_code == 302
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        (Venue, {"name_sv": "RUDBECKLABORATORIET", "country": "SE"}),
        (Organiser, {"name_sv": "Uppsala Universitet", "name_en": "Uppsala University"}),
        (Series, {"title_sv": "nätverksträffar"}),
    ],
)
def test_duplicate_venue_organiser_or_series_must_be_confirmed(
    staff_client: Client, model: type[Model], typed: dict[str, str]
) -> None:
    a_venue(), an_organiser(), a_series()
    assert "finns redan." in str(form_errors(add(staff_client, model, **typed)))
    assert add(staff_client, model, **typed, another="1").status_code == 302
    assert model._default_manager.count() == 2


def test_slug_made_from_a_name_gets_a_number_when_it_is_taken(staff_client: Client) -> None:
    left = a_person(name="Anna Berg", slug="anna-berg")
    save(left, slug="anna-berg-professor")
    a_person(name="Anna Berg", slug="anna-berg-2")
    add(staff_client, Person, name="Anna Berg", slug="anna-berg", another="1")
    add(staff_client, Person, name="Anna Berg", slug="", another="1")
    made = Person.objects.order_by("pk").values_list("slug", flat=True)[2:]
    assert list(made) == ["anna-berg-3", "anna-berg-4"]


def test_typed_slug_that_is_taken_is_refused(staff_client: Client) -> None:
    a_person(name="Anna Berg", slug="doktorn")
    refused = form_errors(add(staff_client, Person, name="Eva Ek", slug="doktorn"))
    assert refused == {"slug": ["En annan sida har den här webbadressen."]}


def test_add_form_is_prefilled_with_the_searched_name(staff_client: Client) -> None:
    page = get_page(staff_client, "/admin/events/person/add/?name=Eva+Ek&_popup=1")
    assert page.select_one("#id_name")["value"] == "Eva Ek"


def test_merged_person_appears_once_at_a_talk(staff_client: Client) -> None:
    kept, other = a_person(name="Anna Berg"), a_person(name="A. Berg")
    event = an_event()
    talk = a_talk(event, speakers=(other,))
    Appearance.objects.create(event=event, talk=talk, person=kept)
    merge(kept, other, taken=(), parts=(), by=None, now=MORNING_BEFORE)
    row = Appearance.objects.get()
    assert (row.person, row.talk, row.role_sv) == (kept, Talk.objects.get(), "professor")


@pytest.mark.parametrize(("language", "title"), [("sv", "Om celler"), ("en", "On cells")])
def test_titles_are_in_the_language_of_the_user(
    staff_client: Client, coordinator: User, language: str, title: str
) -> None:
    User.objects.filter(pk=coordinator.pk).update(language=language)
    event = an_event(series=a_series())
    for path in ("/admin/events/event/", f"/admin/events/event/{event.pk}/history/"):
        assert title in get_page(staff_client, path).select_one("#container").text
    series = {"sv": "Nätverksträffar", "en": "Network meetings"}[language]
    assert autocomplete_options(staff_client, "network", ("event", "series")) == [series]

"""Validation of single fields: durations, web addresses, email addresses."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Field, Model
from django.forms import IntegerField
from django.test import Client, RequestFactory

from atmp_events.admin.site import site
from atmp_events.models import Event, Registration, Series, User
from tests.builders import a_series, a_venue
from tests.pages.parsing import get_page, page_of

from .event_form import form_errors, send_form

SERIES = {"title_sv": "Gensaxen", "slug_sv": "gensaxen", "slug_en": "gensaxen"}
MINUTES = {
    "1:30": 90,
    "1.30": 90,
    "01:30:00": 90,
    "90": 90,
    "90 min": 90,
    "1 h 30 min": 90,
    "1 tim 30 min": 90,
    "1h30": 90,
    "1,5 h": 90,
    "2 timmar": 120,
    "45 minuter": 45,
}


@pytest.mark.parametrize("typed", MINUTES)
def test_duration_is_read_from_common_notations(staff_client: Client, typed: str) -> None:
    staff_client.post("/admin/events/series/add/", SERIES | {"usual_length": typed})
    assert Series.objects.get().usual_length == timedelta(minutes=MINUTES[typed])


def test_duration_is_shown_in_a_notation_that_is_read_back(staff_client: Client) -> None:
    series = a_series(usual_length=timedelta(hours=1, minutes=30))
    path = f"/admin/events/series/{series.pk}/change/"
    field = get_page(staff_client, path).select_one("#id_usual_length")
    assert field["value"] == "1 h 30 min"
    staff_client.post(path, SERIES | {"usual_length": "1 h 30 min"})
    series.refresh_from_db()
    assert series.usual_length == timedelta(minutes=90)


@pytest.mark.parametrize("typed", ["länge", "1,5", "-1", "00:01:30", "1:75"])
def test_invalid_duration_is_refused_with_examples(staff_client: Client, typed: str) -> None:
    refused = staff_client.post("/admin/events/series/add/", SERIES | {"usual_length": typed})
    assert form_errors(refused) == {
        "usual_length": ["Skriv den som 1 h 30 min, 1:30 eller 90 min."]
    }


def test_numbers_too_large_for_a_database_are_refused(staff_client: Client) -> None:
    refused = form_errors(send_form(staff_client, capacity="99999999999", number="99999"))
    assert {name: len(errors) for name, errors in refused.items()} == {"capacity": 1, "number": 1}


EACH_MODEL = pytest.mark.parametrize("model", [*filter(site.is_registered, apps.get_models())])


def fields_of(
    model: type[Model], rf: RequestFactory, user: User
) -> Iterator[tuple[Field[Any, Any], Any]]:
    """Yield each column of a user's form and of its inlines, with its form field."""
    request, admin = rf.get("/"), site.get_model_admin(model)
    request.user = user
    forms = [(model, admin.get_form(request))]
    forms += [(it.model, fs.form) for fs, it in admin.get_formsets_with_inlines(request)]
    for written, form in forms:
        for column in written._meta.concrete_fields:
            if field := form.base_fields.get(column.name):
                yield column, field


@pytest.mark.usefixtures("mail")
@EACH_MODEL
def test_number_fields_allow_no_more_than_the_columns_of_any_database(
    model: type[Model], rf: RequestFactory, coordinator: User
) -> None:
    ranges = BaseDatabaseOperations.integer_field_ranges
    for column, field in fields_of(model, rf, coordinator):
        if isinstance(field, IntegerField) and column.get_internal_type() in ranges:
            assert field.max_value <= ranges[column.get_internal_type()][1], column


@EACH_MODEL
def test_dates_have_the_input_of_the_browser_and_a_plausible_year(
    model: type[Model], rf: RequestFactory, coordinator: User
) -> None:
    for column, field in fields_of(model, rf, coordinator):
        if column.get_internal_type() == "DateField":
            assert field.widget.input_type == "date", column
            assert field.clean("2027-04-13") == date(2027, 4, 13)
            with pytest.raises(ValidationError):
                field.clean("0020-04-13")


def test_control_characters_are_removed_from_texts(staff_client: Client) -> None:
    typed = {
        "title_sv": "Om\x0bceller\x07",
        "summary_sv": "Ett\r\ntvå\x1f",
        "body_sv": "<p>a\x02</p>",
    }
    send_form(staff_client, web_page="https://example.org/\x03", **typed)
    event = Event.objects.get()
    assert (event.title_sv, event.summary_sv) == ("Om celler", "Ett\r\ntvå")
    assert (event.body_sv, event.web_page) == ("<p>a</p>", "https://example.org/")


@pytest.mark.parametrize("typed", ["atmp@akademiska.se", "mailto:atmp@akademiska.se"])
@pytest.mark.parametrize("field", ["registration_url", "registration_email"])
def test_email_address_sets_registration_by_email(
    staff_client: Client, field: str, typed: str
) -> None:
    how = "by_link" if field == "registration_url" else "by_email"
    assert send_form(staff_client, registration=how, **{field: typed}).status_code == 302
    event = Event.objects.get()
    assert event.registration == Registration.BY_EMAIL
    assert (event.registration_url, event.registration_email) == ("", "atmp@akademiska.se")


def test_registration_by_email_requires_the_address(staff_client: Client) -> None:
    refused = form_errors(send_form(staff_client, registration="by_email"))
    assert refused == {"registration_email": ["Anmälan via mejl behöver mejladressen."]}


def test_email_address_is_refused_as_a_web_address(staff_client: Client) -> None:
    typed = {
        "registration_url": "https://atmp@akademiska.se",
        "web_page": "https://atmp@akademiska.se",
        "online_url": "atmp@akademiska.se",
    }
    message = "Det här är en mejladress. Skriv adressen till en webbsida här."
    assert form_errors(send_form(staff_client, **typed)) == {field: [message] for field in typed}


@pytest.mark.parametrize(
    ("language", "label", "message"),
    [
        ("sv", "Webbadress:", "Webbadressen får bara ha små bokstäver a–z, siffror"),
        ("en", "Web address:", "The web address may have only small letters a–z, digits"),
    ],
)
def test_street_address_is_refused_as_a_slug(
    staff_client: Client, coordinator: User, language: str, label: str, message: str
) -> None:
    User.objects.filter(pk=coordinator.pk).update(language=language)
    path = f"/admin/events/venue/{a_venue().pk}/change/"
    typed = {"name_sv": "Rudbeck", "slug": "Dag Hammarskjölds väg 20"}
    page = page_of(staff_client.post(path, typed))
    assert page.select("label[for=id_slug]")[0].text == label
    assert message in page.text


def test_incomplete_web_address_is_refused(staff_client: Client) -> None:
    typed = dict.fromkeys(("registration_url", "web_page"), "http://[")
    assert form_errors(send_form(staff_client, **typed)).keys() == typed.keys()

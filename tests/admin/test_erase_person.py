"""Personal data of a person in the programme: downloaded, and erased completely."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from reversion.models import Version

from atmp_events.actions.erasing import NOT_SEARCHED, erase_name, searched_columns
from atmp_events.actions.merging import merge
from atmp_events.actions.soft_delete import delete
from atmp_events.actions.versions import save_version
from atmp_events.models import Appearance, Event, Page, Person, SiteVersion, Talk, User
from tests.builders import (
    MONTH_BEFORE,
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    save,
)
from tests.pages.parsing import get_page, page_of, text_of

from .authentication import clock_at
from .event_form import send_change_form

NAME = "Zarathustra Quist"


@pytest.fixture
def zara(staff_client: Client) -> Person:
    """A person with data in many tables, some of it in former versions only."""
    person = a_person(name=NAME, slug="zarathustra-quist", email="zarathustra@example.org")
    person.affiliations.create(role_sv="Professor", organisation_sv="Uppsala universitet")
    event = an_event(contact=person, series=a_series(contact=person), organisers=(an_organiser(),))
    a_talk(event, title_sv="Om stamceller", speakers=(person,))
    send_change_form(staff_client, event, title_sv="Om celler!", contact=person.pk)
    save(person, slug="zarathustra")
    withdrawn = an_event(title_sv="Borta", title_en="Gone")
    a_talk(withdrawn, speakers=(person,))
    save(withdrawn, state="draft")
    return person


def rows_with(word: str) -> Iterator[str]:
    """The rows of all tables that contain a word, in lower case."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                if word in str(row).lower():
                    yield f"{table}: {row}"


def test_all_data_about_a_person_is_downloaded_as_json(staff_client: Client, zara: Person) -> None:
    response = staff_client.get(f"/admin/events/person/{zara.pk}/data/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="zarathustra.json"'
    data = json.loads(response.content)
    assert data["person"]["email"] == "zarathustra@example.org"
    assert data["affiliations"][0]["organisation_sv"] == "Uppsala universitet"
    assert [it["talk"] for it in data["appears_at"]] == ["Om stamceller", "Ett föredrag"]
    assert {it["slug"] for it in data["former_addresses"]} == {"zarathustra-quist"}
    assert len(data["contact_of"]) == 2


def test_erased_person_is_in_no_table_and_the_talks_remain(
    staff_client: Client, zara: Person
) -> None:
    assert list(rows_with("zarathustra")) != []
    staff_client.post(f"/admin/events/person/{zara.pk}/erase/")
    assert list(rows_with("zarathustra")) == []
    assert Client().get("/sv/personer/zarathustra/").status_code == 404
    assert Client().get("/sv/personer/zarathustra-quist/").status_code == 404
    page = text_of(get_page(Client(), "/sv/evenemang/2027/om-celler/"))
    assert "Om stamceller" in page
    assert Talk.objects.count() == 2
    history = staff_client.get(f"/admin/events/event/{Event.objects.earliest('pk').pk}/history/")
    assert history.status_code == 200


def places_with(word: str) -> Iterator[str]:
    """All places that contain a word: rows, sessions, and all uploaded files."""
    yield from rows_with(word)
    yield from (
        f"session: {it.get_decoded()}"
        for it in Session.objects.all()
        if word in str(it.get_decoded()).lower()
    )
    yield from (str(it) for it in Path(settings.MEDIA_ROOT).rglob("*") if it.is_file())


def a_portrait(person: Person) -> None:
    out = BytesIO()
    Image.new("RGB", (400, 400), "green").save(out, "WEBP")
    person.portrait_alt_sv = person.portrait_alt_en = "Portrait"
    person.portrait.save(f"{token_hex(8)}.webp", ContentFile(out.getvalue()))


def test_erasing_removes_merged_records_pictures_and_sessions(
    staff_client: Client,
    zara: Person,
    settings: Any,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_portrait(zara)
    save_version(zara, by=None, now=NOON)
    a_portrait(zara)  # The former file is kept for thirty days.
    for portrait in (tmp_path / "people").iterdir():
        assert staff_client.get(f"/media/renditions/people/{portrait.stem}-320.webp").getvalue()
    double = a_person(name="Z Q", slug="zoroaster", email="zoroaster@example.org", phone="070-zq")
    event = an_event(title_sv="Annat", title_en="Other", contact=double)
    a_talk(event, speakers=(double,))
    send_change_form(staff_client, event, title_sv="Annat!", contact=double.pk)
    left = an_event(title_sv="Borta 2", title_en="Gone 2", slug_en="gone-2")
    a_talk(left, speakers=(double,))
    save(left, state="draft")
    save_version(double, by=None, now=NOON)
    save(double, email="")
    merge(zara, double, taken=[], parts=[], by=None, now=NOON)
    elsewhere = Client()
    elsewhere.force_login(User.objects.create_user("eva"))
    for session in (staff_client.session, elsewhere.session):
        session["resubmission"] = {"fields": [["body_sv", f"Med {NAME}"]], "path": "/x/"}
        session.save()
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(f"/admin/events/person/{zara.pk}/erase/")
    for word in ("zoroaster", "zarathustra", "070-zq"):
        assert list(places_with(word)) == []
    assert staff_client.get("/admin/").status_code == 200  # All users stay signed in.
    assert elsewhere.session["_auth_user_id"]


def rows_that_name(name: str) -> list[Any]:
    """Rows that contain a name, each in another kind of text."""
    return [
        an_event(title_sv="Minnen", summary_sv=f"Ett samtal med {name}."),
        an_event(title_sv="A", image_alt_sv=f"{name} vid tavlan"),
        an_event(title_sv="B", image_credit=name),
        an_event(title_sv="C", room_sv=f"{name}s sal"),
        an_event(title_sv="D", price_en=f"Paid by {name.upper()}"),
        an_event(title_sv="E", body_sv="<p>Med Zarathustra <strong>Quist</strong></p>"),
        an_event(title_sv="F", slug_sv="med-zarathustra-quist"),
        a_series(slug_sv="g", slug_en="g", description_sv=f"<p>{name} leder.</p>"),
        a_venue(directions_en=f"<p>Ask {name}.</p>"),
        Page.objects.create(key="about", title_sv="Om", title_en="On", body_sv=f"<p>{name}</p>"),
    ]


def test_erase_page_lists_each_kind_of_text_with_the_name(
    staff_client: Client, zara: Person
) -> None:
    rows = rows_that_name(NAME)
    role = an_event(title_sv="H")
    bo = a_person(name="Bo Ek")
    a_talk(role, speakers=(bo,))
    Appearance.objects.filter(person=bo).update(role_sv=f"{NAME}s handledare")
    an_event(title_sv="Zarathustra Quistberg", image_credit="Zarathustra")  # another person
    page = get_page(staff_client, f"/admin/events/person/{zara.pk}/erase/")
    assert {link["href"] for link in page.select("#follows ~ ul a")} == {
        f"/admin/events/{row._meta.model_name}/{row.pk}/change/" for row in (*rows, role)
    }


def test_every_text_field_is_searched_or_excluded_with_a_reason() -> None:
    known = set()
    for model in apps.get_app_config("events").get_models():
        for field in model._meta.concrete_fields:
            name = f"{model._meta.model_name}.{field.name}"
            is_text = field.get_internal_type() in {
                *("CharField", "TextField", "SlugField", "JSONField")
            }
            known |= {name, model._meta.model_name}
            if is_text and not field.choices:
                reasons = {name, model._meta.model_name} & NOT_SEARCHED.keys()
                assert (field in searched_columns(model)) != bool(reasons), name
    assert NOT_SEARCHED.keys() <= known
    assert all(NOT_SEARCHED.values())


def test_name_is_erased_from_versions_after_texts_are_edited(
    staff_client: Client, zara: Person
) -> None:
    named = an_event(title_sv="Minnen", summary_sv=f"Ett samtal med {NAME}.")
    send_change_form(staff_client, named, title_sv="Minnen!", summary_sv=f"Ett samtal med {NAME}.")
    former = an_event(title_sv=f"Till {NAME}", title_en="To", slug_en="to")
    save(former, state="draft", title_sv="Till minne", slug_sv="till-minne")
    page = page_of(staff_client.post(f"/admin/events/person/{zara.pk}/erase/"))
    assert [link["href"] for link in page.select("#follows ~ ul a")] == [
        f"/admin/events/event/{named.pk}/change/"
    ]
    send_change_form(staff_client, named, title_sv="Minnen!", summary_sv="Ett samtal.")
    assert list(rows_with("zarathustra")) != []
    form = page.select_one("form.step")
    sent = {"name": form.select_one("[name=name]")["value"]}
    assert "raderat ur alla" in staff_client.post(str(form["action"]), sent).content.decode()
    assert list(rows_with("zarathustra")) == []


@pytest.mark.parametrize("between", [" ", "\r\n"])
def test_name_at_the_start_of_a_line_is_erased_from_versions_and_sessions(
    staff_client: Client, zara: Person, between: str
) -> None:
    event, lead = an_event(title_sv="Minnen"), f"Samtal:\r\nZarathustra{between}Quist talar."
    send_change_form(staff_client, event, title_sv="Minnen", summary_sv=lead)
    send_change_form(staff_client, event, title_sv="Minnen", summary_sv="Samtal.")
    session = staff_client.session
    session["resubmission"] = {"fields": [["summary_sv", lead]], "path": "/x/"}
    session.save()
    erase_name(NAME)
    versions = Version.objects.get_for_object(event)
    assert not [it for it in versions if "Zarathustra" in it.serialized_data]
    assert "resubmission" not in staff_client.session


def test_name_is_erased_from_versions_with_escaped_letters() -> None:
    event = an_event(summary_sv="Med Åsa Öberg.")
    save_version(event, by=None, now=NOON)
    version = Version.objects.get_for_object(event).get()
    save(version, serialized_data=json.dumps(json.loads(version.serialized_data)))
    erase_name("Åsa Öberg")
    assert not Version.objects.get_for_object(event).exists()


def test_email_and_former_name_of_an_erased_person_are_listed_and_erased(
    staff_client: Client, zara: Person
) -> None:
    save_version(zara, by=None, now=NOON)
    save(zara, name="Zarathustra Berg")
    named = [
        an_event(title_sv="A", summary_sv=f"Kom, {NAME} talar."),
        an_event(
            title_sv="B", registration="by_email", registration_email="Zarathustra@example.org"
        ),
    ]
    paths = {f"/admin/events/event/{it.pk}/change/" for it in named}
    url = f"/admin/events/person/{zara.pk}/erase/"
    for event in named:
        save_version(event, by=None, now=NOON)
    for answer in (staff_client.get(url), staff_client.post(url)):
        page = page_of(answer)
        assert {link["href"] for link in page.select("#follows ~ ul a")} == paths
        assert NAME in page.select_one("#content").text
    assert not Version.objects.get_for_model(Event).filter(object_id__in=[it.pk for it in named])
    sent = {"name": [it["value"] for it in page.select("[name=name]")]}
    assert set(sent["name"]) == {"Zarathustra Berg", NAME, "zarathustra@example.org"}
    for event, title in zip(named, "AB", strict=True):
        nothing = {"summary_sv": "", "registration": "unstated", "registration_email": ""}
        send_change_form(staff_client, event, title_sv=title, **nothing)
    assert list(rows_with("zarathustra")) != []
    staff_client.post(str(page.select_one("form.step")["action"]), sent)
    assert list(rows_with("zarathustra")) == []


def test_placeholder_name_and_shared_mailbox_are_not_erased_from_other_texts(
    staff_client: Client, zara: Person
) -> None:
    for former in ({"name": "N.N."}, {"email": "info@example.org"}):
        Person.objects.filter(pk=zara.pk).update(**former)
        save_version(Person.objects.get(pk=zara.pk), by=None, now=NOON)
    Person.objects.filter(pk=zara.pk).update(name=NAME)
    a_person(name="Bo Ek", slug="bo-ek", email="Info@example.org")
    event = an_event(summary_sv="N.N. talar. Skriv till info@example.org.")
    save_version(event, by=None, now=NOON)
    page = staff_client.post(f"/admin/events/person/{zara.pk}/erase/")
    assert page["Location"] == "/admin/events/person/"
    assert Version.objects.get_for_object(event).count() == 1


def test_erasing_a_name_invalidates_cached_pages() -> None:
    before = SiteVersion.current()
    erase_name("Anna Svensson")
    assert SiteVersion.current() > before


def test_deleted_event_that_names_the_person_goes_when_nobody_can_restore_it(
    staff_client: Client,
) -> None:
    with time_machine.travel(MONTH_BEFORE - timedelta(days=9), tick=False):
        a_person(name=NAME)
        event = an_event(body_sv=f"<p>Med {NAME}.</p>")
        delete(Event.objects.all(), now=timezone.now())
    with clock_at(NOON, staff_client):
        call_command("tidy")
        assert Event.objects.filter(pk=event.pk).exists()  # Calendars show it as cancelled.
        path = f"/admin/events/person/{Person.objects.get().pk}/erase/"
        assert "Om celler" not in staff_client.get(path).content.decode()
        assert staff_client.post(path).headers["Location"] == "/admin/events/person/"
    assert list(rows_with("zarathustra")) == []

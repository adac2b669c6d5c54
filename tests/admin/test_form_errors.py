"""Errors of a form: listed at the top, in open sections, linked to their fields."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from atmp_events.models import User
from tests.builders import a_person, a_talk, an_event
from tests.pages.parsing import page_of

from .event_form import formset_data, send_change_form, send_form


def listed_errors(page: BeautifulSoup) -> list[tuple[str, str]]:
    """The links of the list of errors, each with its text."""
    return [
        (str(link["href"]), link.find_parent("li").get_text(" ", strip=True))
        for link in page.select(".form-errors a")
    ]


def field(page: BeautifulSoup, target: str) -> Tag:
    found = page.select_one(target)
    assert found is not None, target
    return found


def test_errors_are_listed_in_the_order_of_the_page(staff_client: Client) -> None:
    page = page_of(
        send_form(
            staff_client,
            kind="",
            recording_url="ingen adress",
            talks=[{"title_sv": "Celler", "starts_at_1": "99"}],
            speakers=[{"person": "", "role_sv": "lektor"}],
        )
    )
    assert listed_errors(page) == [
        ("#id_kind", "Typ : Detta fält måste fyllas i."),
        ("#id_talks-0-starts_at_0", "Programpunkt 1: Börjar : Fyll i en giltig tid."),
        ("#id_appearances-0-person", "Medverkande 1: Person : Detta fält måste fyllas i."),
        ("#id_recording_url", "Inspelning : Fyll i en giltig URL."),
    ]
    targets = [href for href, _words in listed_errors(page)]
    assert all(page.select(target) for target in targets)
    assert [it["id"] for it in page.select("[autofocus]")] == ["id_kind"]


@pytest.mark.usefixtures("mail")
def test_errors_of_registration_here_stand_after_those_of_its_section(staff_client: Client) -> None:
    prefix = "registration_settings"
    settings = {
        f"{prefix}-TOTAL_FORMS": 1,
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-0-days_kept": 9,
    }
    wrong = {f"{prefix}-0-private_url": "ingen", "capacity": "x", "recording_url": "x"}
    page = page_of(send_form(staff_client, **settings | wrong))
    expected = ["#id_capacity", f"#id_{prefix}-0-private_url", "#id_recording_url"]
    assert [href for href, _words in listed_errors(page)] == expected


def test_errors_of_rows_name_the_row_in_the_user_language(staff_client: Client) -> None:
    User.objects.update(language="en")
    event = an_event()
    talk = a_talk(event, title_sv="Om möss")
    row = {"id": talk.pk, "title_sv": "Om möss", "starts_at_1": "x"}
    page = page_of(send_change_form(staff_client, event, talks=[row | {"position": 1}]))
    assert listed_errors(page) == [
        ("#id_talks-0-starts_at_0", "Talk 1 (Om möss): Starts : Enter a valid time.")
    ]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"slug_sv": "a b"}, "slug_sv"),
        ({"slides_url": "x"}, "slides_url"),
        ({"status": "rescheduled"}, "previous_starts_at_0"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
    ],
)
def test_section_with_an_error_is_open(
    staff_client: Client, typed: dict[str, str], wrong: str
) -> None:
    page = page_of(send_form(staff_client, **typed))
    assert field(page, f"#id_{wrong}").find_parent("details") is None
    assert "autofocus" in field(page, f"#id_{wrong}").attrs
    assert page.select("details #id_image, details #id_slug_sv")  # The other sections stay folded.


def test_section_is_open_only_in_the_row_with_an_error(staff_client: Client) -> None:
    long = {"person": a_person().pk, "role_sv": "x" * 300}
    page = page_of(send_form(staff_client, speakers=[long, long | {"role_sv": "lektor"}]))
    assert field(page, "#id_appearances-0-role_sv").find_parent("details") is None
    assert field(page, "#id_appearances-1-role_sv").find_parent("details") is not None


def test_error_messages_are_linked_to_their_fields_by_aria(staff_client: Client) -> None:
    page = page_of(send_form(staff_client, starts_at_1="x", kind="", state="", capacity="-1"))
    for name in ("starts_at_0", "starts_at_1", "kind", "capacity", "state_0"):
        it = field(page, f"#id_{name}")
        assert it["aria-invalid"] == "true"
        ids = str(it["aria-describedby"]).split()
        assert any("error" in id_ and page.select(f"[id='{id_}']") for id_ in ids), name


@pytest.mark.parametrize("kind", ["person", "venue", "organiser", "series", "page", "user"])
def test_every_add_form_lists_its_errors(staff_client: Client, kind: str) -> None:
    empty = formset_data("affiliations") | formset_data("appearances")
    page = page_of(staff_client.post(f"/admin/events/{kind}/add/", empty))
    assert listed_errors(page)
    assert len(page.select("[autofocus]")) == 1
    assert all(page.select(href) for href, _words in listed_errors(page))


def test_publish_form_lists_its_errors(staff_client: Client) -> None:
    event = an_event(state="draft")
    path = f"/admin/events/event/{event.pk}/publish/"
    page = page_of(staff_client.post(path, {"when": "later", "day": "igår"}))
    assert listed_errors(page)[0][0].startswith("#id_")
    assert len(page.select("[autofocus]")) == 1

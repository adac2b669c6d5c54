"""The language buttons above a form keep typed values and save only the language."""

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Affiliation, Event, Person, User
from tests.builders import a_person, a_talk, an_event
from tests.pages.parsing import get_page, page_of

from .event_form import formset_data, send_change_form, send_form
from .test_pictures import a_photograph

SWITCH: dict[str, Any] = {"_language": "en"}


def page_and_values(response: Any) -> tuple[BeautifulSoup, dict[str, str]]:
    """The page, and the values of its inputs by name."""
    assert response.status_code == 200
    page = page_of(response)
    return page, {str(it["name"]): str(it.get("value", "")) for it in page.select("input[name]")}


def test_switch_keeps_typed_values_of_a_new_event_with_rows(staff_client: Client) -> None:
    person = a_person()
    response = send_form(
        staff_client,
        title_en="",
        starts_at_1="halv tolv",
        talks=[{"title_sv": "Celler", "position": "x"}],
        speakers=[{"person": person.pk, "role_sv": "lektor"}, {"person": "", "role_sv": "prof."}],
        **SWITCH,
    )
    page, typed = page_and_values(response)
    assert page.html["lang"] == "en"
    assert User.objects.get().language == "en"
    assert "It is not saved yet." in page.select_one(".unsaved").text
    assert page.select(".errorlist, .errornote, .form-errors, [aria-invalid]") == []
    values = {name: typed[name] for name in ("title_sv", "starts_at_1", "talks-0-title_sv")}
    assert values == {
        "title_sv": "Om celler",
        "starts_at_1": "halv tolv",
        "talks-0-title_sv": "Celler",
    }
    assert [typed[f"appearances-{it}-role_sv"] for it in (0, 1)] == ["lektor", "prof."]
    assert page.select_one("#id_appearances-0-person option[selected]").text == str(person)
    assert Event.objects.count() == 0


def test_switch_saves_nothing_and_heading_shows_stored_values(staff_client: Client) -> None:
    event = an_event(state="draft")
    talk = a_talk(event)
    row = {"id": talk.pk, "position": 1, "title_sv": "Annat"}
    page, typed = page_and_values(
        send_change_form(staff_client, event, title_sv="Om möss", talks=[row], **SWITCH)
    )
    assert (typed["title_sv"], typed["talks-0-title_sv"]) == ("Om möss", "Annat")
    assert page.select_one(".standing").text.strip() == "Draft: no reader sees it."
    event.refresh_from_db()
    assert (event.title_sv, event.talks.get().title_sv) == ("Om celler", talk.title_sv)


def test_edit_conflict_is_detected_after_the_switch(staff_client: Client) -> None:
    event = an_event()
    opened = staff_client.get(f"/admin/events/event/{event.pk}/change/")
    seen = page_and_values(opened)[1]["seen_version"]
    Event.objects.update(title_en="On mice")
    switched = send_change_form(
        staff_client, event, title_sv="Om möss", seen_version=seen, **SWITCH
    )
    again = page_and_values(switched)[1]["seen_version"]
    refused = send_change_form(staff_client, event, title_sv="Om möss", seen_version=again)
    assert refused.status_code == 200


def test_switch_keeps_a_person_with_rows_and_asks_again_for_a_picture(
    staff_client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    lists = formset_data("affiliations", {"role_sv": "lektor"}) | formset_data("appearances")
    form = {"name": "Ada", "slug": "", "portrait": a_photograph("ada.jpg")}
    page, typed = page_and_values(
        staff_client.post("/admin/events/person/add/", form | lists | SWITCH)
    )
    assert (typed["name"], typed["affiliations-0-role_sv"]) == ("Ada", "lektor")
    assert [link["href"] for link in page.select(".form-errors a")] == ["#id_portrait"]
    assert "ada.jpg" in page.select_one(".form-errors").text
    assert not Person.objects.exists()
    assert not Affiliation.objects.exists()


def test_form_action_has_no_fragment(staff_client: Client) -> None:
    """With a fragment a browser would scroll to that field, not to the messages at the top."""
    path = f"/admin/events/event/{an_event().pk}/change/?_changelist_filters=q%3Dcell"
    page = get_page(staff_client, path)
    assert page.select_one("#event_form")["action"] == path

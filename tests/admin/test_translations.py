"""Missing and outdated translations of events, in the list and in the form."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from atmp_events.models import Appearance, Event
from tests.builders import NOON, a_person, a_talk, an_event, save
from tests.pages.parsing import get_page, page_of, sent_fields

from .authentication import client_with
from .event_form import send_change_form

LIST = "/admin/events/event/"


def languages_by_title(staff_client: Client, **query: str) -> dict[str, str]:
    """Title and languages of each event in the list."""
    soup = page_of(staff_client.get(LIST, query))
    return {
        row.select_one(".field-title_in_list").text: " ".join(
            row.select_one(".field-languages").text.split()
        )
        for row in soup.select("#result_list tbody tr")
    }


@pytest.fixture
def three_events() -> list[Event]:
    """A translated event, one without English, one with an outdated English title."""
    translated, swedish_only = an_event(title_sv="Hel"), an_event(title_sv="Svensk", title_en="")
    outdated = an_event(title_sv="Gammal")
    save(outdated, title_sv="Ny")
    return [translated, swedish_only, outdated]


@pytest.mark.usefixtures("three_events")
def test_event_list_shows_and_filters_missing_and_outdated_translations(
    staff_client: Client,
) -> None:
    outdated = "Ändrat på svenska, inte på engelska: rubrik Stämmer fortfarande: Ny"
    assert languages_by_title(staff_client) == {
        "Ny": outdated,
        "Svensk": "Saknas på engelska: rubrik",
        "Hel": "",
    }
    assert list(languages_by_title(staff_client, missing="en")) == ["Svensk"]
    assert list(languages_by_title(staff_client, stale="en")) == ["Ny"]
    assert languages_by_title(staff_client, missing="sv") == {}
    assert languages_by_title(staff_client, stale="sv") == {}


def test_outdated_title_of_a_talk_is_listed(staff_client: Client) -> None:
    talk = a_talk(an_event())
    save(talk, title_sv="Ett annat")
    assert "programpunkt 1: rubrik" in languages_by_title(staff_client, stale="en")["Om celler"]


@pytest.mark.parametrize(("column", "name"), [("role", "roll"), ("affiliation", "tillhörighet")])
def test_untranslated_role_or_affiliation_of_a_speaker_is_listed(
    staff_client: Client, column: str, name: str
) -> None:
    a_talk(an_event(), speakers=(a_person(),))
    Appearance.objects.update(**{f"{column}_en": ""})
    assert f"medverkande 1: {name}" in languages_by_title(staff_client, missing="en")["Om celler"]


@pytest.mark.parametrize("path", ["/admin/", f"{LIST}?stale=en", f"{LIST}{{}}/change/"])
def test_button_beside_outdated_texts_confirms_them_and_leads_back(
    staff_client: Client, three_events: list[Event], path: str
) -> None:
    path = path.format(three_events[2].pk)
    button = get_page(staff_client, path).select_one("button.check")
    form = button.find_parent("form")
    assert form.find_parent("form") is None  # A browser ignores a form in a form.
    sent = sent_fields(form) | {button["name"]: button["value"]}
    target = button.get("formaction") or form["action"]
    response = staff_client.post(target, sent, headers={"Referer": f"http://localhost{path}"})
    assert response["Location"].removeprefix("http://localhost") == path
    assert languages_by_title(staff_client, stale="en") == {}
    assert staff_client.get(f"{LIST}{three_events[2].pk}/checked/").status_code == 405


def test_confirming_in_the_form_saves_it_as_well(
    staff_client: Client, three_events: list[Event]
) -> None:
    event = three_events[2]
    sent = {"title_sv": "Ny", "title_en": "On cells", "price_sv": "50 kr", "price_en": "SEK 50"}
    response = send_change_form(staff_client, event, _checked="en", **sent)
    assert response["Location"] == f"{LIST}{event.pk}/change/"
    event.refresh_from_db()
    assert event.price_en == "SEK 50"
    assert languages_by_title(staff_client, stale="en") == {}


def test_text_copied_to_the_other_language_of_a_draft_is_outdated(staff_client: Client) -> None:
    event = an_event(state="draft", title_en="", starts_at=NOON)
    send_change_form(staff_client, event, title_en="", state="draft", _copy="en")
    event.refresh_from_db()
    assert event.title_en == "Om celler"
    assert list(languages_by_title(staff_client, stale="en")) == ["Om celler"]


def test_text_of_a_public_event_is_not_copied_to_the_other_language(staff_client: Client) -> None:
    event = an_event(title_en="")
    send_change_form(staff_client, event, title_en="", _copy="en")
    event.refresh_from_db()
    assert event.title_en == ""


@pytest.mark.usefixtures("roles")
def test_only_those_who_may_change_an_event_are_offered_to_confirm_it(client: Client) -> None:
    editor = client_with(client, "Editor")
    event = an_event(starts_at=timezone.now() + timedelta(days=9))
    save(event, title_sv="Ny")
    for path in ("/admin/", LIST, f"{LIST}{event.pk}/change/"):
        for state, is_offered in (("published", False), ("draft", True)):
            Event.objects.update(state=state)
            page = editor.get(path).content.decode()
            assert "Ändrat på svenska" in page
            assert ("tämmer fortfarande" in page) is is_offered, (path, state)

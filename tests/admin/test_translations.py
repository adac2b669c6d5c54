"""The list and the form keep the two languages honest."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client

from atmp_events.models import Appearance, Event, User
from tests.builders import NOON, a_person, a_talk, an_event

from .desk import change

pytestmark = pytest.mark.django_db
LIST = "/admin/events/event/"


def listed(desk: Client, **query: str) -> dict[str, str]:
    """Title and languages of each event in the list."""
    soup = BeautifulSoup(desk.get(LIST, query).content, "html.parser")
    return {
        row.select_one(".field-title_in_list").text: " ".join(  # type: ignore[union-attr]
            row.select_one(".field-languages").text.split()  # type: ignore[union-attr]
        )
        for row in soup.select("#result_list tbody tr")
    }


@pytest.fixture
def three() -> list[Event]:
    """One whole, one without English, one whose English was left behind."""
    whole, swedish = an_event(title_sv="Hel"), an_event(title_sv="Svensk", title_en="")
    stale = an_event(title_sv="Gammal")
    stale.title_sv = "Ny"
    stale.save()
    return [whole, swedish, stale]


@pytest.mark.usefixtures("three")
def test_the_list_tells_what_is_missing_and_stale_and_can_be_narrowed_to_it(desk: Client) -> None:
    stale = "Ändrat på svenska, inte på engelska: rubrik Stämmer fortfarande: Ny"
    assert listed(desk) == {"Ny": stale, "Svensk": "Saknas på engelska: rubrik", "Hel": ""}
    assert list(listed(desk, missing="en")) == ["Svensk"]
    assert list(listed(desk, stale="en")) == ["Ny"]
    assert listed(desk, missing="sv") == listed(desk, stale="sv") == {}


def test_a_talk_left_behind_counts(desk: Client) -> None:
    talk = a_talk(an_event())
    talk.title_sv = "Ett annat"
    talk.save()
    assert "programpunkt 1: rubrik" in listed(desk, stale="en")["Om celler"]


@pytest.mark.parametrize(("column", "name"), [("role", "roll"), ("affiliation", "tillhörighet")])
def test_what_a_speaker_is_in_one_language_only_counts(
    desk: Client, column: str, name: str
) -> None:
    a_talk(an_event(), speakers=(a_person(),))
    Appearance.objects.update(**{f"{column}_en": ""})
    assert f"medverkande 1: {name}" in listed(desk, missing="en")["Om celler"]


def test_to_confirm_leads_back_to_the_list_as_it_was(desk: Client, three: list[Event]) -> None:
    here = f"http://localhost{LIST}?stale=en"
    path = f"{LIST}{three[2].pk}/checked/"
    response = desk.post(path, {"checked": "en"}, headers={"Referer": here})
    assert response["Location"] == here
    assert listed(desk, stale="en") == {}


def test_to_look_is_not_to_confirm(client: Client, three: list[Event]) -> None:
    reader = User.objects.create_user("bo", password="correct horse", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_event"))
    client.force_login(reader)
    path = f"{LIST}{three[2].pk}/checked/"
    assert client.get(path).status_code == 405
    assert client.post(path, {"checked": "en"}).status_code == 403


def test_the_form_confirms_once_it_has_saved(desk: Client, three: list[Event]) -> None:
    event = three[2]
    sent = {"title_sv": "Ny", "title_en": "On cells", "price_sv": "50 kr", "price_en": "SEK 50"}
    response = change(desk, event, ends_at_0="2027-04-13", _checked="en", **sent)
    assert response["Location"] == f"{LIST}{event.pk}/change/"
    event.refresh_from_db()
    assert event.price_en == "SEK 50"
    assert listed(desk, stale="en") == {}


def test_a_draft_is_copied_across_as_a_start_and_has_to_be_checked(desk: Client) -> None:
    event = an_event(state="draft", title_en="", starts_at=NOON)
    change(desk, event, title_en="", ends_at_0="2027-04-13", state="draft", _copy="en")
    event.refresh_from_db()
    assert event.title_en == "Om celler"
    assert list(listed(desk, stale="en")) == ["Om celler"]


def test_what_readers_see_is_not_filled_with_the_other_language(desk: Client) -> None:
    event = an_event(title_en="")
    change(desk, event, title_en="", ends_at_0="2027-04-13", _copy="en")
    event.refresh_from_db()
    assert event.title_en == ""

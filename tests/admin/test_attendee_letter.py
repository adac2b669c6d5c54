"""A letter that a coordinator writes to the attendees of an event."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from atmp_events.models import Event, User
from atmp_events.participation.places import cancel
from tests.builders import save
from tests.pages.parsing import get_page, page_of
from tests.participation.registration import (
    MONTH_BEFORE,
    an_event_with_registration,
    queued_letters,
    register_attendee,
)

pytestmark = pytest.mark.usefixtures("mail", "a_month_before")

LETTER_DATA = {
    "subject_sv": "Vi ses på tisdag",
    "text_sv": "Ta med <legitimation>.\r\nDörren är låst.\r\n\r\nKarta: https://maps.example.org/a.",
    "subject_en": "See you on Tuesday",
    "text_en": "Bring your card. Ask anna@example.org.",
}


@pytest.fixture
def event() -> Event:
    """Ada and Ben (in English) have places, Cy waits, and Dee has cancelled."""
    event = an_event_with_registration(
        3, registration_settings={"private_url": "https://video.example.org/secret"}
    )
    dee = register_attendee(event, "Dee")
    register_attendee(event, "Ada")
    register_attendee(event, "Ben", language="en")
    cancel(dee, MONTH_BEFORE)
    save(event, capacity=2)
    register_attendee(event, "Cy")
    Email.objects.all().delete()
    return event


def letter_path(event: Event) -> str:
    return f"/admin/events/event/{event.pk}/letter/"


def preview_confirmation(response: HttpResponse) -> dict[str, str]:
    """The hidden field with which the form confirms the previewed letter."""
    field = page_of(response).select_one("input[name=seen]")
    return {"seen": str(field["value"])} if field else {}


def preview_and_send(
    staff_client: Client, event: Event, readers: str = "place", times: int = 1
) -> Any:
    """Preview the letter, then send the form `times` times."""
    typed = LETTER_DATA | {"readers": readers, "csrfmiddlewaretoken": "x" * 64}
    shown = staff_client.post(letter_path(event), typed | {"_show": "1"})
    for _time in range(times):
        response = staff_client.post(
            letter_path(event), typed | {"_do": "1"} | preview_confirmation(shown), follow=True
        )
    return response


def test_letter_is_previewed_in_both_languages_with_placeholder_links(
    staff_client: Client, event: Event
) -> None:
    page = page_of(staff_client.post(letter_path(event), LETTER_DATA | {"readers": "place"}))
    swedish, english = page.select("details.letter pre")
    assert "2 personer får det här mejlet" in page.text
    assert "Vi ses på tisdag" in swedish.text
    assert "Hej …!" in swedish.text
    assert "Ta med <legitimation>." in swedish.text
    assert (english["lang"], "See you on Tuesday" in english.text) == ("en", True)
    assert "(länken till läsarens egen anmälan)" in swedish.text
    assert "(each reader’s own link)" in english.text
    assert "/sv/anmalan/" not in swedish.text
    assert "/en/registration/" not in english.text
    assert queued_letters() == []


def test_attendees_get_the_letter_in_their_own_language(staff_client: Client, event: Event) -> None:
    response = preview_and_send(staff_client, event)
    assert "Mejl till 2 anmälda är på väg." in response.content.decode()
    ada, ben = queued_letters()
    assert (ada.to, ada.subject) == (["ada@example.org"], "Vi ses på tisdag")
    assert (ben.to, ben.subject) == (["ben@example.org"], "See you on Tuesday")
    assert "Hej Ada!" in ada.message
    assert "Ta med &lt;legitimation&gt;.<br>Dörren" in ada.html_message
    assert '<a href="https://maps.example.org/a">https://maps.example.org/a</a>.' in (
        ada.html_message
    )
    assert '<a href="mailto:anna@example.org">' in ben.html_message
    assert "https://video.example.org/secret" in ada.message


@pytest.mark.parametrize(("readers", "whom"), [("waiting", ["cy"]), ("all", ["ada", "ben", "cy"])])
def test_letter_is_sent_to_the_chosen_attendees(
    staff_client: Client, event: Event, readers: str, whom: list[str]
) -> None:
    preview_and_send(staff_client, event, readers)
    sent = queued_letters()
    assert [it.to for it in sent] == [[f"{name}@example.org"] for name in whom]
    # The private link is for attendees with a place only: Cy waits.
    assert "video.example.org" not in sent[-1].message + sent[-1].html_message


def test_letter_is_sent_and_logged_once_when_the_form_is_sent_twice(
    staff_client: Client, event: Event
) -> None:
    response = preview_and_send(staff_client, event, times=2)
    assert len(queued_letters()) == 2
    assert "Inget skickades: formuläret skickades två gånger." in response.content.decode()
    entry = LogEntry.objects.get()
    assert entry.user.username == "anna"
    assert entry.change_message == "Skrev till 2 anmälda"


def test_letter_is_not_sent_without_a_preview_of_the_same_text_for_the_same_event(
    staff_client: Client, event: Event
) -> None:
    other = an_event_with_registration(title_sv="Om gener", slug_sv="om-gener", slug_en="on-genes")
    register_attendee(other)
    Email.objects.all().delete()
    typed = LETTER_DATA | {"readers": "place"}
    shown, elsewhere = (
        preview_confirmation(staff_client.post(letter_path(it), typed)) for it in (event, other)
    )
    assert shown.keys() == elsewhere.keys() == {"seen"}
    for more in ({}, shown | {"text_sv": "Något annat"}, elsewhere):
        response = staff_client.post(letter_path(event), typed | {"_do": "1"} | more)
        assert response.status_code == 200
        assert queued_letters() == []


def test_letter_requires_subject_and_text_in_both_languages(
    staff_client: Client, event: Event
) -> None:
    for missing in (["subject_sv", "text_sv"], ["subject_en", "text_en"]):
        typed = LETTER_DATA | {"readers": "place"} | dict.fromkeys(missing, " ")
        response = staff_client.post(letter_path(event), typed)
        page = page_of(response)
        wrong = page.select(".form-row:has(.errorlist) [name]")
        assert [it["name"] for it in wrong] == missing
        assert preview_confirmation(response) == {}


def test_letter_cannot_be_sent_without_recipients(staff_client: Client) -> None:
    response = staff_client.post(
        letter_path(an_event_with_registration()), LETTER_DATA | {"readers": "all"}
    )
    page = page_of(response)
    assert "Ingen skulle få det här mejlet" in page.text
    assert page.select("input[name=_do]") == []


def test_letter_needs_a_permission_of_its_own(client: Client, event: Event) -> None:
    kim = User.objects.create_user("kim", is_staff=True)
    sees_attendees = Permission.objects.filter(codename__in=("view_event", "change_website"))
    kim.user_permissions.set(sees_attendees)
    client.force_login(kim)
    assert client.get(f"/admin/events/event/{event.pk}/attendees/").status_code == 200
    assert client.get(letter_path(event)).status_code == 403


@pytest.mark.usefixtures("roles")
def test_editor_has_no_links_to_letter_erasure_and_outbox(client: Client, event: Event) -> None:
    user = User.objects.create_user("kim", is_staff=True)
    client.force_login(user)
    for role, may in (("Editor", False), ("Coordinator", True), ("Administrator", True)):
        user.groups.set([Group.objects.get(name=role)])
        form = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
        assert (letter_path(event) in form) is may
        start = client.get("/admin/").content.decode()
        assert ("/admin/erase-address/" in start) is may
        assert ("/admin/outbox/" in start) is may


def test_letter_page_is_not_found_without_mail(
    staff_client: Client, event: Event, settings: Any
) -> None:
    settings.EMAIL_URL = ""
    assert staff_client.get(letter_path(event)).status_code == 404
    form = staff_client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert letter_path(event) not in form
    assert "erase-address" not in staff_client.get("/admin/").content.decode()


@pytest.mark.parametrize("registration_settings", [None, {"days_kept": 10}])
def test_number_of_queries_does_not_grow_with_recipients(
    staff_client: Client, registration_settings: Any
) -> None:
    counts = []
    for many in (2, 12):
        event = an_event_with_registration(
            None,
            registration_settings=registration_settings,
            title_sv=f"Om {many}",
            slug_sv=f"om-{many}",
        )
        for number in range(many):
            register_attendee(event, f"Reader{number}")
        with CaptureQueriesContext(connection) as queries:
            preview_and_send(staff_client, event)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


@pytest.mark.parametrize("name", ["letter", "add-attendee"])
def test_pages_of_attendees_lead_back_to_their_list(
    staff_client: Client, event: Event, name: str
) -> None:
    page = get_page(staff_client, f"/admin/events/event/{event.pk}/{name}/")
    back = f"/admin/events/event/{event.pk}/attendees/"
    trail = [str(it["href"]) for it in page.select(".breadcrumbs a")]
    assert trail[1:] == ["/admin/events/event/", back.replace("attendees", "change"), back]
    assert page.select_one(".submit-row .closelink")["href"] == back

"""A letter that a coordinator writes to all who registered."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from atmp_events.models import Event, User
from atmp_events.participation.places import cancel
from tests.participation.people import MONTH_BEFORE, an_event_here, letters, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail", "a_month_before")]

WRITTEN = {
    "subject_sv": "Vi ses på tisdag",
    "text_sv": "Ta med <legitimation>.\r\nDörren är låst.\r\n\r\nKarta: https://maps.example.org/a.",
    "subject_en": "See you on Tuesday",
    "text_en": "Bring your card. Ask anna@example.org.",
}


@pytest.fixture
def event() -> Event:
    """Ada and the English-speaking Ben have places, Cy waits, Dee has cancelled."""
    event = an_event_here(3, asks={"private_url": "https://video.example.org/secret"})
    dee = registered(event, "Dee")
    registered(event, "Ada")
    registered(event, "Ben", language="en")
    cancel(dee, MONTH_BEFORE)
    event.capacity = 2
    event.save()
    registered(event, "Cy")
    Email.objects.all().delete()
    return event


def path_of(event: Event) -> str:
    return f"/admin/events/event/{event.pk}/letter/"


def seen(answer: HttpResponse) -> dict[str, str]:
    """What the page sends with the letter that it shows."""
    field = BeautifulSoup(answer.content, "html.parser").select_one("input[name=seen]")
    return {"seen": str(field["value"])} if field else {}


def send(desk: Client, event: Event, readers: str = "place", times: int = 1) -> Any:
    """Write, see the letter, and press Send."""
    typed = WRITTEN | {"readers": readers, "csrfmiddlewaretoken": "x" * 64}
    shown = desk.post(path_of(event), typed | {"_show": "1"})
    for _press in range(times):
        answer = desk.post(path_of(event), typed | {"_do": "1"} | seen(shown), follow=True)
    return answer


def test_the_letter_is_shown_in_both_languages_before_it_goes(desk: Client, event: Event) -> None:
    answer = desk.post(path_of(event), WRITTEN | {"readers": "place"})
    page = BeautifulSoup(answer.content, "html.parser")
    swedish, english = page.select("details.letter pre")
    assert "2 personer får det här mejlet" in page.text
    assert "Vi ses på tisdag" in swedish.text
    assert "Hej …!" in swedish.text
    assert "Ta med <legitimation>." in swedish.text
    assert (english["lang"], "See you on Tuesday" in english.text) == ("en", True)
    assert letters() == []


def test_the_link_of_the_letter_that_is_shown_is_nobodys(desk: Client, event: Event) -> None:
    answer = desk.post(path_of(event), WRITTEN | {"readers": "place"})
    page = BeautifulSoup(answer.content, "html.parser")
    swedish, english = (it.text for it in page.select("details.letter pre"))
    assert "(länken till läsarens egen anmälan)" in swedish
    assert "(each reader’s own link)" in english
    assert "/sv/anmalan/" not in swedish
    assert "/en/registration/" not in english


def test_a_letter_that_was_shown_for_another_event_is_not_sent(desk: Client, event: Event) -> None:
    other = an_event_here(title_sv="Om gener", slug_sv="om-gener", slug_en="on-genes")
    registered(other)
    Email.objects.all().delete()
    typed = WRITTEN | {"readers": "place"}
    shown = desk.post(path_of(event), typed)
    desk.post(path_of(other), typed | {"_do": "1"} | seen(shown))
    assert letters() == []


def test_each_gets_it_in_the_own_language(desk: Client, event: Event) -> None:
    answer = send(desk, event)
    assert "Mejl till 2 anmälda är på väg." in answer.content.decode()
    ada, ben = letters()
    assert (ada.to, ada.subject) == (["ada@example.org"], "Vi ses på tisdag")
    assert (ben.to, ben.subject) == (["ben@example.org"], "See you on Tuesday")
    assert "Hej Ada!" in ada.message
    assert "Ta med &lt;legitimation&gt;.<br>Dörren" in ada.html_message
    assert '<a href="https://maps.example.org/a">https://maps.example.org/a</a>.' in (
        ada.html_message
    )
    assert '<a href="mailto:anna@example.org">' in ben.html_message
    assert "https://video.example.org/secret" in ada.message


@pytest.mark.parametrize(
    ("readers", "whom"),
    [("place", ["ada", "ben"]), ("waiting", ["cy"]), ("all", ["ada", "ben", "cy"])],
)
def test_it_goes_to_those_who_were_chosen(
    desk: Client, event: Event, readers: str, whom: list[str]
) -> None:
    send(desk, event, readers)
    assert [it.to for it in letters()] == [[f"{name}@example.org"] for name in whom]


def test_those_who_wait_get_no_link_for_taking_part(desk: Client, event: Event) -> None:
    send(desk, event, "waiting")
    assert "video.example.org" not in letters()[0].message + letters()[0].html_message


def test_a_double_press_sends_once(desk: Client, event: Event) -> None:
    answer = send(desk, event, times=2)
    assert len(letters()) == 2
    assert "Inget skickades: formuläret skickades två gånger." in answer.content.decode()
    assert LogEntry.objects.count() == 1


def test_what_was_not_shown_is_not_sent(desk: Client, event: Event) -> None:
    typed = WRITTEN | {"readers": "place"}
    shown = desk.post(path_of(event), typed)
    for more in ({}, seen(shown) | {"text_sv": "Något annat"}):
        answer = desk.post(path_of(event), typed | {"_do": "1"} | more)
        assert answer.status_code == 200
        assert letters() == []


@pytest.mark.parametrize("missing", WRITTEN)
def test_it_is_written_in_both_languages(desk: Client, event: Event, missing: str) -> None:
    answer = desk.post(path_of(event), WRITTEN | {"readers": "place", missing: " "})
    page = BeautifulSoup(answer.content, "html.parser")
    wrong = page.select(".form-row:has(.errorlist) [name]")
    assert [it["name"] for it in wrong] == [missing]
    assert seen(answer) == {}


def test_the_log_says_who_wrote_and_to_how_many(desk: Client, event: Event) -> None:
    send(desk, event)
    entry = LogEntry.objects.get()
    assert entry.user.username == "anna"
    assert entry.change_message == "Skrev till 2 anmälda"


def test_where_nobody_registered_nothing_can_be_sent(desk: Client) -> None:
    answer = desk.post(path_of(an_event_here()), WRITTEN | {"readers": "all"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert "Ingen skulle få det här mejlet" in page.text
    assert page.select("input[name=_do]") == []


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("role", "may"), [("Editor", False), ("Coordinator", True), ("Administrator", True)]
)
def test_who_may_write_has_a_link_to_it(client: Client, event: Event, role: str, may: bool) -> None:
    user = User.objects.create_user("kim", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    form = client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert (path_of(event) in form) is may
    start = client.get("/admin/").content.decode()
    assert ("/admin/erase-address/" in start) is may
    assert ("/admin/outbox/" in start) is may


def test_without_mail_there_is_no_such_page(desk: Client, event: Event, settings: Any) -> None:
    settings.EMAIL_URL = ""
    assert desk.get(path_of(event)).status_code == 404
    form = desk.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert path_of(event) not in form
    assert "erase-address" not in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("asks", [None, {"days_kept": 10}])
def test_more_readers_ask_no_more(desk: Client, asks: Any) -> None:
    counts = []
    for many in (2, 12):
        event = an_event_here(None, asks=asks, title_sv=f"Om {many}", slug_sv=f"om-{many}")
        for number in range(many):
            registered(event, f"Reader{number}")
        with CaptureQueriesContext(connection) as queries:
            send(desk, event)
        counts.append(len(queries))
    assert counts[1] <= counts[0]

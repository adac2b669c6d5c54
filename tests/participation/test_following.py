"""Following by email: the form, its confirmation and unsubscribing."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from post_office.models import Email

from atmp_events.actions.soft_delete import delete
from atmp_events.models import Event, Follower, Status
from atmp_events.participation.following import delete_old_followers
from tests.builders import NOON, a_series, an_event, save
from tests.calendars.parsing import vevent
from tests.pages.parsing import get_page, sent_fields, text_of
from tests.participation.letters import Letter, take_letter, take_letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail")]

Clock = time_machine.Traveller
PATHS = {"sv": "/sv/evenemang/2027/om-celler/folj/", "en": "/en/events/2027/on-cells/follow/"}
CONFIRM = {"sv": "Bekräfta att du vill följa", "en": "Confirm that you want to follow"}
FORM_SENT = "Öppna mejlet som vi har skickat"
EMAIL = "anna@example.org"


def send(client: Client, clock: Clock, path: str, email: str = EMAIL, **more: str) -> str:
    """Send the form at a path; return the text of the response."""
    form = get_page(client, path).select_one("main form")
    fields = sent_fields(form)
    clock.shift(timedelta(seconds=10))
    response = client.post(path, fields | {"email": email} | more)
    assert response.status_code == 200, response.status_code
    assert not response.cookies
    assert response.headers["Cache-Control"] == "private, no-store"
    return text_of(BeautifulSoup(response.content, "html.parser").main)


def follow(client: Client, clock: Clock, path: str = PATHS["sv"], email: str = EMAIL) -> Letter:
    """Send the form and confirm; return the welcome letter."""
    send(client, clock, path, email)
    confirm(client, take_letter())
    return take_letter()


def ask(client: Client, clock: Clock) -> Letter:
    """Send the form of the event; return the letter that asks to confirm."""
    send(client, clock, PATHS["sv"])
    return take_letter()


def confirm(client: Client, letter: Letter) -> None:
    name = CONFIRM["sv" if "Bekräfta" in letter.html else "en"]
    assert client.post(letter.link(name)).status_code == 200


@pytest.mark.parametrize("language", ["sv", "en"])
def test_visitor_follows_an_event_in_either_language(
    client: Client, clock: Clock, language: str
) -> None:
    event = an_event()
    send(client, clock, PATHS[language])
    request = take_letter()
    assert request.to == EMAIL
    assert request.calendar == ""  # Anybody can type an address: an unconfirmed one gets no event.
    page = get_page(client, request.link(CONFIRM[language]))
    assert page.html["lang"] == language
    assert EMAIL in text_of(page.main)
    confirm(client, request)
    welcome = take_letter()
    assert {"sv": event.title_sv, "en": event.title_en}[language] in welcome.subject
    entry = vevent(welcome.calendar.encode())
    assert Calendar.from_ical(welcome.calendar)["METHOD"] == "REQUEST"
    assert str(entry["UID"]) == event.uid
    assert str(entry["ATTENDEE"]) == f"mailto:{EMAIL}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PATHS["en"], "if the time, the place or the status of this event changes: On cells."),
        ("/en/series/network-meetings/follow/", "new events in the series Network meetings, at"),
        ("/en/follow/", "about new events, at most once a week."),
    ],
)
def test_confirmation_letter_says_what_will_be_sent(
    client: Client, clock: Clock, path: str, text: str
) -> None:
    an_event(series=a_series())
    send(client, clock, path)
    assert text in take_letter().html_text


@pytest.mark.parametrize("method", ["get", "head"])
def test_fetching_a_link_neither_confirms_nor_unsubscribes(
    client: Client, clock: Clock, method: str
) -> None:
    an_event()
    request = ask(client, clock)
    fetch = getattr(client, method)
    for _time in range(2):
        assert fetch(request.link(CONFIRM["sv"])).status_code == 200
        assert fetch(request.unsubscribe).status_code == 200
    assert Follower.objects.get().confirmed_at is None
    assert not Email.objects.exists()
    confirm(client, request)  # The link still works.
    welcome = take_letter()
    for _time in range(2):
        assert fetch(welcome.unsubscribe).status_code == 200
    assert Follower.objects.get().confirmed_at == timezone.now()


def test_confirming_twice_has_one_effect(client: Client, clock: Clock) -> None:
    an_event()
    request = ask(client, clock)
    confirm(client, request)
    clock.shift(timedelta(hours=1))
    confirm(client, request)
    assert len(take_letters()) == 1
    assert "Du följer nu" in text_of(get_page(client, request.link(CONFIRM["sv"])).main)


def test_form_does_not_reveal_whether_an_address_follows(client: Client, clock: Clock) -> None:
    an_event()
    first = send(client, clock, PATHS["sv"])
    assert FORM_SENT in first
    confirm(client, take_letter())
    take_letter()
    clock.shift(timedelta(hours=1))
    assert send(client, clock, PATHS["sv"], "ANNA@Example.org ") == first
    known = take_letter()
    assert "får dem redan" in known.html_text
    assert known.to == EMAIL
    assert Follower.objects.count() == 1
    assert send(client, clock, PATHS["sv"], "bo@example.org") == first
    assert take_letter().to == "bo@example.org"


def test_second_request_sends_the_letter_again_but_a_double_click_does_not(
    client: Client, clock: Clock
) -> None:
    an_event()
    send(client, clock, PATHS["sv"])
    send(client, clock, PATHS["sv"])
    assert len(take_letters()) == 1
    clock.shift(timedelta(minutes=2))
    assert FORM_SENT in send(client, clock, PATHS["sv"])
    confirm(client, take_letter())
    assert Follower.objects.get().confirmed_at


def test_letters_to_an_address_and_requests_from_an_ip_are_rate_limited(
    client: Client, clock: Clock
) -> None:
    an_event()
    for _time in range(15):
        clock.shift(timedelta(minutes=2))
        assert FORM_SENT in send(client, clock, PATHS["sv"])
    assert len(take_letters()) == 10
    clock.shift(timedelta(minutes=2))
    fields = {"email": "x@example.org"}
    answers = [client.post(PATHS["sv"], fields).status_code for _time in range(121)]
    assert answers == [200] * 120 + [429]


def test_confirmation_link_expires_and_the_address_is_erased_after_a_day(
    client: Client, clock: Clock
) -> None:
    an_event(starts_at=NOON + timedelta(days=9))
    send(client, clock, PATHS["sv"])
    assert Email.objects.get().expires_at == timezone.now() + timedelta(hours=24)
    request = take_letter()
    clock.shift(timedelta(hours=24))
    assert delete_old_followers(now=timezone.now() - timedelta(seconds=1)) == 0
    clock.shift(timedelta(seconds=1))
    response = client.post(request.link(CONFIRM["sv"]))
    assert "Länken fungerar inte längre" in response.content.decode()
    assert Follower.objects.get().confirmed_at is None
    clock.shift(timedelta(days=1))
    call_command("tidy", verbosity=0, stdout=StringIO())
    assert "inte längre till någon adress" in text_of(get_page(client, request.unsubscribe).main)


def test_filled_honeypot_or_missing_field_sends_no_letter(client: Client, clock: Clock) -> None:
    an_event()
    assert FORM_SENT in send(client, clock, PATHS["sv"], website="https://spam.example")
    assert client.post(PATHS["sv"], {"email": EMAIL}).status_code == 200
    assert not Follower.objects.exists()
    assert not Email.objects.exists()


def test_expired_form_keeps_the_typed_address(client: Client, clock: Clock) -> None:
    an_event(starts_at=NOON + timedelta(days=9))
    response = client.post(PATHS["sv"], {"email": EMAIL, "opened": "1.x"})
    assert EMAIL in response.content.decode()
    assert "en gång till" in response.content.decode()


@pytest.mark.parametrize(
    "email", ["", "anna", "anna@example.org\r\nBcc: bo@example.org", f"{'a' * 250}@example.org"]
)
def test_invalid_address_is_refused_with_an_explanation(
    client: Client, clock: Clock, email: str
) -> None:
    an_event()
    text = send(client, clock, PATHS["sv"], email)
    assert "Skriv bara adressen" in text
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        (" anna@example.org\u00a0", "anna@example.org"),
        ("Anna.Ek+ATMP@Example.org", "Anna.Ek+ATMP@Example.org"),
        ("anna@åre.example", "anna@åre.example"),
    ],
)
def test_email_address_is_saved_as_typed(
    client: Client, clock: Clock, typed: str, saved: str
) -> None:
    an_event()
    assert FORM_SENT in send(client, clock, PATHS["sv"], typed)
    assert take_letter().to == saved
    clock.shift(timedelta(minutes=2))
    send(client, clock, PATHS["sv"], saved.upper())
    assert Follower.objects.count() == 1


def test_one_click_unsubscribe_of_the_mail_program_works_also_without_mail(
    client: Client, clock: Clock, settings: Any
) -> None:
    an_event()
    welcome = follow(client, clock)
    settings.EMAIL_URL = ""
    # RFC 8058: a POST without cookies, which is not redirected.
    response = Client().post(
        welcome.unsubscribe, {"List-Unsubscribe": "One-Click"}, SERVER_NAME="localhost"
    )
    assert response.status_code == 200
    assert not Follower.objects.exists()
    again = client.post(welcome.unsubscribe)
    assert again.status_code == 200
    assert "inte längre till någon adress" in again.content.decode()


def test_unsubscribing_deletes_only_the_letters_of_that_subscription(
    client: Client, clock: Clock
) -> None:
    an_event()
    send(client, clock, "/sv/folj/")
    send(client, clock, PATHS["sv"])
    event_letter = next(it for it in Email.objects.all() if "Om celler" in it.subject)
    leave = event_letter.headers["List-Unsubscribe"][1:-1].split("example.org")[1]
    page = get_page(client, leave)
    assert page.select_one("main form button")
    text = client.post(leave).content.decode()
    assert "kalender stannar kvar" in text
    assert [it.event for it in Follower.objects.all()] == [None]
    assert len(take_letters()) == 1  # The confirmation of the other subscription still waits.


def test_no_page_offers_following_without_mail(client: Client, settings: Any) -> None:
    an_event(series=a_series())
    settings.EMAIL_URL = ""
    for path in (*PATHS.values(), "/sv/folj/", "/en/series/network-meetings/follow/"):
        assert client.get(path).status_code == 404
    pages = ("/sv/evenemang/2027/om-celler/", "/sv/", "/sv/evenemang/", "/sv/prenumerera/")
    for path in (*pages, "/sv/serier/natverkstraffar/"):
        assert "folj/" not in client.get(path).content.decode()


@pytest.mark.usefixtures("clock")
def test_pages_link_to_the_form_for_following(client: Client) -> None:
    an_event(series=a_series())
    offered = {
        path: [it["href"] for it in get_page(client, path).select("main a[href$='folj/']")]
        for path in (
            "/sv/evenemang/2027/om-celler/",
            "/sv/serier/natverkstraffar/",
            "/sv/evenemang/",
            "/sv/prenumerera/",
            "/sv/",
        )
    }
    series = "/sv/serier/natverkstraffar/folj/"
    assert offered == {
        "/sv/evenemang/2027/om-celler/": [PATHS["sv"], series],
        "/sv/serier/natverkstraffar/": [series],
        "/sv/evenemang/": ["/sv/folj/"],
        "/sv/prenumerera/": ["/sv/folj/"],
        "/sv/": [PATHS["sv"], "/sv/folj/"],
    }
    for path in {it for links in offered.values() for it in links}:
        assert get_page(client, path).select_one("main form")


def test_past_or_deleted_event_cannot_be_followed(client: Client, clock: Clock) -> None:
    event = an_event()
    request = ask(client, clock)
    delete(Event.objects.all(), now=timezone.now())
    assert client.get(PATHS["sv"]).status_code == 410
    assert "inte längre offentligt" in client.post(request.link(CONFIRM["sv"])).content.decode()
    Event.objects.filter(pk=event.pk).update(deleted_at=None)
    clock.move_to(NOON + timedelta(days=1))
    assert "Evenemanget är slut" in text_of(get_page(client, PATHS["sv"]).main)
    assert client.post(PATHS["sv"], {"email": EMAIL}).status_code == 200
    assert not Email.objects.exists()


def test_event_that_is_over_can_no_longer_be_confirmed(client: Client, clock: Clock) -> None:
    an_event()
    clock.move_to(NOON - timedelta(hours=1))
    send(client, clock, PATHS["sv"])
    link = take_letter().link(CONFIRM["sv"])
    clock.shift(timedelta(hours=3))
    for page in (client.get(link), client.post(link)):
        assert "Evenemanget är slut. Inget mer kommer att ändras." in page.content.decode()
        assert "<form" not in page.content.decode()
    assert Follower.objects.get().confirmed_at is None
    assert not Email.objects.exists()


def test_page_announces_the_next_email_only_once(client: Client, clock: Clock) -> None:
    an_event()
    send(client, clock, PATHS["sv"])
    link = take_letter().link(CONFIRM["sv"])
    assert f"Nästa mejl är på väg till {EMAIL}" in client.post(link).content.decode()
    clock.shift(timedelta(minutes=5))
    for page in (client.get(link), client.post(link)):
        assert "Nästa mejl" not in page.content.decode()
        assert "Vi skriver om tiden, platsen eller läget ändras" in page.content.decode()
    clock.move_to(NOON + timedelta(hours=1))
    page_after = client.get(link).content.decode()
    assert "Evenemanget är slut." in page_after
    assert "Vi skriver" not in page_after


def test_postponed_event_shows_no_date(client: Client, clock: Clock) -> None:
    an_event(status=Status.POSTPONED)
    text = "Uppskjutet. Nytt datum är inte bestämt."
    request = ask(client, clock)
    confirm(client, request)
    for path in (PATHS["sv"], request.link(CONFIRM["sv"])):
        page = text_of(get_page(client, path).main)
        assert text in page
        assert "13 april" not in page
    welcome = take_letter()
    assert text in welcome.html_text
    assert "13 april" not in welcome.html_text
    assert Calendar.from_ical(welcome.calendar)["METHOD"] == "REQUEST"


def test_cancelled_event_has_no_form_and_its_letter_no_calendar(
    client: Client, clock: Clock
) -> None:
    event = an_event()
    request = ask(client, clock)
    save(event, status=Status.CANCELLED)
    page = get_page(client, PATHS["sv"]).main
    assert "Inställt." in text_of(page)
    assert page.select_one("form") is None
    confirm(client, request)
    welcome = take_letter()
    assert "Inställt." in welcome.html_text
    assert "kalender" not in welcome.html_text
    assert welcome.calendar == ""


@pytest.mark.parametrize(
    ("status", "kept_days", "erased_days"), [(Status.SCHEDULED, 6, 7), (Status.POSTPONED, 30, 370)]
)
def test_followers_are_kept_a_week_after_the_event_or_a_year_if_postponed(
    client: Client, clock: Clock, status: Status, kept_days: int, erased_days: int
) -> None:
    event = an_event()
    welcome = follow(client, clock)
    save(event, status=status)
    assert delete_old_followers(now=event.ends_at + timedelta(days=kept_days)) == 0
    assert Follower.objects.exists()
    assert delete_old_followers(now=event.ends_at + timedelta(days=erased_days)) == 1
    assert not Follower.objects.exists()
    assert client.get(welcome.unsubscribe).status_code == 200


def test_link_does_not_work_for_another_follower_with_the_same_id(
    client: Client, clock: Clock
) -> None:
    an_event()
    letter = ask(client, clock)
    Follower.objects.update(email="bo@example.org", email_folded="bo@example.org")
    page = client.post(letter.unsubscribe).content.decode()
    assert "bo@example.org" not in page
    assert "hör inte längre till någon adress" in page
    assert Follower.objects.exists()


@pytest.mark.parametrize("after", [")", ").", ">"])
def test_link_copied_with_trailing_punctuation_works(
    client: Client, clock: Clock, after: str
) -> None:
    an_event()
    leave = follow(client, clock).unsubscribe
    response = client.get(f"{leave}{after}")
    assert (response.status_code, response.headers["Location"]) == (302, leave)
    assert Follower.objects.count() == 1
    assert client.get(f"{leave.replace('.', '.X')}{after}", follow=True).status_code == 404


@pytest.mark.parametrize("token", ["1.abc", "x", "1", "1.", "%00"])
def test_invalid_token_is_not_found(client: Client, token: str) -> None:
    for path in (f"/sv/folj/{token}/", f"/en/follow/{token}/stop/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_logs_contain_no_token_and_no_address(
    client: Client, clock: Clock, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture
) -> None:
    an_event()
    welcome = follow(client, clock)
    client.post(welcome.unsubscribe)
    token = welcome.unsubscribe.split("/")[3]
    logged = caplog.text + capsys.readouterr().out
    assert "/sv/folj/…" in logged
    assert token not in logged
    assert EMAIL not in logged

"""Changes of an event in the admin, and what pages and calendars then show."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import Event, State, User
from tests.builders import NOON, a_series, a_talk, a_venue, an_event

from .admin_actions import SignIn
from .page_checks import too_wide

LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])
# The steps are the same in both languages; test_admin.py checks the pages in both.
IN_SWEDISH = pytest.mark.parametrize("language", ["sv"])
IN_ENGLISH = pytest.mark.parametrize("language", ["en"])


def click_button(page: Page, *names: str) -> None:
    """Click the first button that has one of the names (the languages differ)."""
    page.wait_for_load_state()
    for name in names:
        button = page.get_by_role("button", name=name, exact=True)
        if button.count():
            button.first.click()
            return
    raise AssertionError(f"no button called any of {names}")


def click_link(page: Page, *names: str) -> None:
    """Follow the first link that has one of the names (the languages differ)."""
    page.wait_for_load_state()
    for name in names:
        link = page.get_by_role("link", name=name, exact=True)
        if link.count():
            link.first.click()
            return
    raise AssertionError(f"no link called any of {names}")


def get_text(page: Page, address: str) -> str:
    """Return the text at a URL, with unfolded lines if it is a calendar."""
    return page.request.get(address).text().replace("\r\n ", "")


@IN_SWEDISH
def test_new_room_the_day_before_reaches_page_and_calendar(
    live_server: LiveServer, sign_in: SignIn, console: list[str], language: str
) -> None:
    tomorrow = timezone.now() + timedelta(hours=20)
    event = an_event(venue=a_venue(), room_sv="Sal A", room_en="Room A", starts_at=tomorrow)
    page = sign_in(language)
    click_link(page, event.title_sv, event.title_en)
    page.fill("#id_room_sv", "Sal B")
    page.fill("#id_room_en", "Room B")
    click_button(page, "Spara", "Save")
    question = page.get_by_role("alert")
    expect(question).to_contain_text("Inte sparat än")
    assert "Sal B" in question.locator("#notice-sv").input_value()
    assert "Room B" in question.locator("#notice-en").input_value()
    click_button(page, "Spara", "Save")
    expect(page.locator(".messagelist .success")).to_be_visible()
    for code in ("sv", "en"):
        year, slug = event.address(code)  # type: ignore[arg-type]
        room = {"sv": "Sal B", "en": "Room B"}[code]
        listing = {"sv": "evenemang", "en": "events"}[code]
        base = f"{live_server.url}/{code}/{listing}/{year}/{slug}"
        page.goto(f"{base}/")
        expect(page.locator("main")).to_contain_text(room)
        calendar = get_text(page, f"{base}.ics")
        assert room in calendar
        assert "SEQUENCE:1" in calendar
    assert console == []


@IN_ENGLISH
def test_term_of_drafts_is_made_from_a_rule(
    sign_in: SignIn, console: list[str], language: str
) -> None:
    event = an_event(
        series=a_series(), number=4, venue=a_venue(), starts_at=NOON.replace(year=2030, month=1)
    )
    page = sign_in(language, f"events/event/{event.pk}/change/")
    click_link(page, "Planera en termin", "Plan a term")
    page.select_option("#id_rhythm", "first")
    page.select_option("#id_day_of_week", "1")
    page.fill("#id_at", "16:00")
    page.fill("#id_first_on", "2030-02-01")
    page.fill("#id_last_on", "2030-06-30")
    click_button(page, "Visa dagarna", "Show the days")
    ticked = page.locator("[name=days]:checked")
    expect(ticked).to_have_count(5)  # 1 May is no Tuesday that year
    page.locator("[name=days]").nth(2).uncheck()
    click_button(page, "Skapa utkasten", "Make the drafts")
    expect(page.locator(".messagelist .success")).to_be_visible()
    drafts = Event.objects.filter(state=State.DRAFT).order_by("starts_at")
    days = [f"{it.local(it.starts_at):%Y-%m-%d %H:%M}" for it in drafts if it.starts_at]
    assert days == [
        "2030-02-05 16:00",
        "2030-03-05 16:00",
        "2030-05-07 16:00",
        "2030-06-04 16:00",
    ]
    assert [it.number for it in drafts] == [5, 6, 7, 8]
    assert console == []


@LANGUAGES
def test_selected_drafts_are_published_together(
    sign_in: SignIn, console: list[str], language: str
) -> None:
    for month in (2, 3, 4, 5, 6, 9):
        an_event(state=State.DRAFT, starts_at=NOON.replace(year=2045, month=month))
    late = NOON.replace(year=2045) + timedelta(days=9)
    unsound = an_event(
        state=State.DRAFT, title_sv="Sent", title_en="Sent late", registration_closes_at=late
    )
    page = sign_in(language, "events/event/?state=draft")
    for box in page.locator(".action-select").all():
        box.check()
    page.select_option("[name=action]", "publish_events")
    click_button(page, "Utför", "Run", "Go")
    expect(page.locator("section.panel")).to_have_count(7)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert too_wide(page) == []
    click_button(page, "Publicera 6 evenemang", "Publish 6 events")
    expect(page.locator(".messagelist .success")).to_contain_text("6")
    expect(page.locator(".messagelist .warning")).to_contain_text("Sent")
    assert Event.objects.get(state=State.DRAFT) == unsound
    assert console == []


@IN_SWEDISH
def test_room_changed_in_one_language_is_questioned_before_saving(
    sign_in: SignIn, console: list[str], language: str
) -> None:
    event = an_event(
        venue=a_venue(), room_sv="Sal 3", room_en="Room 3", starts_at=NOON.replace(year=2045)
    )
    page = sign_in(language, f"events/event/{event.pk}/change/")
    page.set_viewport_size({"width": 390, "height": 844})
    page.fill("#id_room_sv", "Sal 9")
    click_button(page, "Spara", "Save")
    question = page.get_by_role("alert")
    expect(question).to_contain_text("Room 3")
    question.get_by_role("link").click()
    page.fill("#id_room_en", "Room 9")
    click_button(page, "Spara", "Save")
    expect(page.locator(".messagelist .success")).to_be_visible()
    event.refresh_from_db()
    assert (event.room_sv, event.room_en) == ("Sal 9", "Room 9")
    assert console == []


@IN_SWEDISH
def test_cancellation_is_shown_on_page_calendar_and_feed(
    live_server: LiveServer, sign_in: SignIn, console: list[str], language: str
) -> None:
    event = an_event(starts_at=NOON.replace(year=2045))
    page = sign_in(language, f"events/event/{event.pk}/change/")
    click_link(page, "Ställ in evenemanget", "Cancel the event")
    page.fill("#id_note_sv", "Talaren är sjuk.")
    page.fill("#id_note_en", "The speaker is ill.")
    click_button(page, "Visa vad som följer", "Show what will follow")
    expect(page.locator("#follows + ul")).to_contain_text("Talaren är sjuk.")
    click_button(page, "Ställ in evenemanget", "Cancel the event")
    expect(page.locator(".messagelist .success")).to_be_visible()
    site = live_server.url
    page.goto(f"{site}/sv/evenemang/2045/om-celler/")
    expect(page.locator("main")).to_contain_text("Inställt")
    expect(page.locator("main")).to_contain_text("Talaren är sjuk.")
    page.goto(f"{site}/en/events/2045/on-cells/")
    expect(page.locator("main")).to_contain_text("Cancelled")
    expect(page.locator("main")).to_contain_text("The speaker is ill.")
    assert "STATUS:CANCELLED" in get_text(page, f"{site}/sv/evenemang/2045/om-celler.ics")
    assert "STATUS:CANCELLED" in get_text(page, f"{site}/en/events.ics")
    assert "Inställt" in get_text(page, f"{site}/sv/evenemang.atom")
    assert "Cancelled" in get_text(page, f"{site}/en/events.atom")
    assert console == []


@IN_ENGLISH
def test_earlier_version_is_restored_with_its_talk(
    live_server: LiveServer, sign_in: SignIn, console: list[str], language: str
) -> None:
    event = an_event(summary_sv="Så var det.")
    a_talk(event, title_sv="Om stamceller", title_en="On stem cells")
    form = f"events/event/{event.pk}/change/"
    page = sign_in(language, form)
    page.fill("#id_summary_sv", "Så blev det.")
    page.check("#id_talks-0-DELETE")
    click_button(page, "Spara", "Save")
    page.goto(f"{live_server.url}/admin/{form}")
    click_link(page, "Historik", "History")
    expect(page.locator(".history section").first.locator("del")).to_contain_text(["var"])
    page.locator(".history section").last.locator("a.button").click()
    click_button(page, "Återställ den här versionen", "Restore this version")
    expect(page.locator("#id_summary_sv")).to_have_value("Så var det.")
    expect(page.locator("#id_talks-0-title_sv")).to_have_value("Om stamceller")
    page.goto(f"{live_server.url}/sv/evenemang/2027/om-celler/")
    expect(page.locator("main")).to_contain_text("Om stamceller")
    assert console == []


@IN_SWEDISH
def test_edits_of_two_users_at_once_are_both_kept(
    live_server: LiveServer, sign_in: SignIn, chromium: Browser, language: str
) -> None:
    event = an_event(room_sv="Sal A", summary_sv="Hej.")
    form = f"events/event/{event.pk}/change/"
    mine = sign_in(language, form)
    password = "correct horse battery"
    User.objects.create_superuser("erik", "", password, first_name="Erik", last_name="Ek")
    with chromium.new_context(locale="sv-SE") as context:
        his = context.new_page()
        his.goto(f"{live_server.url}/admin/{form}")
        his.fill("#id_username", "erik")
        his.fill("#id_password", password)
        his.click("[type=submit]")
        his.fill("#id_room_sv", "Sal B")
        click_button(his, "Spara", "Save")
        his.wait_for_selector(".messagelist .success")
    mine.fill("#id_summary_sv", "Hej på er.")
    click_button(mine, "Spara", "Save")
    warning = mine.get_by_role("alert")
    expect(warning).to_contain_text("Erik Ek")
    expect(warning.locator("ins")).to_contain_text(["B"])
    expect(mine.locator("#id_summary_sv")).to_have_value("Hej på er.")
    click_button(mine, "Spara", "Save")
    mine.wait_for_selector(".messagelist .success")
    event.refresh_from_db()
    assert (event.room_sv, event.summary_sv) == ("Sal B", "Hej på er.")

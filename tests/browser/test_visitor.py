"""A visitor with a real browser, on a telephone and on a large screen."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, Request
from pytest_django.live_server_helper import LiveServer

from tests.builders import a_person, a_talk, a_venue, an_event, an_organiser

pytestmark = pytest.mark.django_db(transaction=True)

MEETING = "/sv/evenemang/2024/stamceller-i-rymden/"
LEVELS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def meeting() -> None:
    call_command("load_network_meeting", verbosity=0)


@pytest.mark.usefixtures("meeting")
def test_one_address_is_read_in_both_languages_and_taken_to_the_calendar(
    live_server: LiveServer, browser_page: Page, console: list[str]
) -> None:
    asked: list[Request] = []
    browser_page.on("request", lambda request: asked.append(request))
    browser_page.goto(live_server.url)
    browser_page.get_by_role("link", name="Hur beter sig stam").click()
    assert browser_page.url == live_server.url + MEETING
    browser_page.get_by_role("link", name="English").click()
    assert browser_page.get_by_role("heading", level=1).inner_text().startswith("How do stem")
    with browser_page.expect_download() as download:
        browser_page.get_by_role("link", name="Download calendar file (.ics)").click()
    assert download.value.suggested_filename == "2024-03-05-stem-cells-in-space.ics"
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert browser_page.context.cookies() == []
    assert {request.url.split("/")[2] for request in asked} == {live_server.url.split("/")[2]}
    assert console == []


@pytest.mark.usefixtures("meeting")
def test_the_page_is_whole_without_scripts(live_server: LiveServer, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + MEETING)
    an_event_text = page.locator("main").inner_text()
    context.close()
    assert "Tisdag 5 mars 2024 kl. 16.00–17.30" in an_event_text
    assert "Anmälan är stängd." in an_event_text


def a_full_site() -> list[str]:
    """Addresses of every kind of page, with an event that has everything."""
    call_command("load_network_meeting", verbosity=0)
    event = an_event(
        starts_at=an_event().starts_at.replace(year=2090),
        organisers=(an_organiser(name_sv="Uppsala kommun"),),
        venue=a_venue(directions_sv="Genom huvudentrén.", hearing_loop=True),
        title_en="",
        summary_sv="Om celler.",
        registration="by_link",
        registration_url="https://www.uu.se/",
        body_sv="<h3>Mer</h3><ul><li>ett</li></ul><blockquote><p>citat</p></blockquote>",
        contact=a_person(name="Eva Berg", email="eva@example.org"),
    )
    for number in range(12):
        a_talk(event, speakers=(a_person(name=f"Ada Lund {number}"),))
    page = f"/sv/evenemang/2090/{event.slug_sv}/"
    twin = f"/en/events/2090/{event.slug_en}/"
    lists = ["/sv/evenemang/", "/en/events/?q=stem&kind=seminar", "/sv/evenemang/?q=gurka"]
    entities = ["/en/people/per-ola-carlsson/", "/sv/serier/natverkstraffar/"]
    entities += ["/en/venues/akademiska-sjukhuset/", "/sv/arrangorer/region-uppsala/"]
    rest = ["/sv/prenumerera/", "/sv/om/", "/en/accessibility/", "/sv/integritet/", "/sv/nej/"]
    return ["/sv/", "/en/", page, twin, MEETING, *lists, *entities, *rest]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_hard_to_use(
    live_server: LiveServer, chromium: Browser, width: int, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page, faults = context.new_page(), []
    for path in a_full_site():
        page.goto(live_server.url + path)
        for summary in page.locator("details.add > summary").all():
            summary.click()
        found = Axe().run(page, options={"runOnly": LEVELS}).response["violations"]
        faults += [(path, fault["id"], node["html"]) for fault in found for node in fault["nodes"]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [(path, "scrolls sideways", wide)] if wide > width else []
    context.close()
    assert faults == []


def test_large_text_on_a_laptop_does_not_scroll_sideways(
    live_server: LiveServer, browser_page: Page
) -> None:
    faults = []
    for path in a_full_site():
        browser_page.goto(live_server.url + path)
        browser_page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = browser_page.evaluate("document.documentElement.scrollWidth")
        faults += [(path, wide)] if wide > 1280 else []
    assert faults == []


def test_the_calendar_menu_opens_by_keyboard(live_server: LiveServer, browser_page: Page) -> None:
    event = an_event(starts_at=an_event().starts_at.replace(year=2090), slug_sv="om")
    browser_page.goto(f"{live_server.url}/sv/evenemang/2090/{event.slug_sv}/")
    browser_page.get_by_text("Lägg till i kalendern").focus()
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.getAttribute('href')") == (
        "/sv/evenemang/2090/om.ics"
    )

"""A visitor finds an event, its calendar and its poster with the keyboard only."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.public_pages import one_page_of_each_kind
from tests.builders import a_talk, an_event

FOCUSED = """() => document.activeElement.innerText
    || document.activeElement.labels?.[0]?.innerText || ''"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element whose text begins with this name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).replace("\u00ad", "").startswith(name):
            return
    pytest.fail(f"“{name}” is not reached by Tab on {page.url}")


def press(page: Page, name: str) -> None:
    """Go to a link or button by Tab, and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_keyboard_user_goes_from_search_to_calendar_and_poster(browser_page: Page) -> None:
    one_page_of_each_kind()
    event = an_event(
        title_sv="Organ på en platta",
        title_en="Organs on a chip",
        starts_at=timezone.now() + timedelta(days=3),
    )
    a_talk(
        event,
        abstract_sv="<p>Om mikrofluidik i odlingskammare.</p>",
        abstract_en="<p>On microfluidics in culture chambers.</p>",
    )
    page = browser_page
    page.goto("/")

    press(page, "Alla evenemang")
    page.wait_for_url("**/sv/evenemang/")
    tab_to(page, "Sök på titel")
    page.keyboard.type("mikrofluidik")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sv/evenemang/?*q=mikrofluidik*")
    assert page.locator("mark").first.inner_text() == "mikrofluidik"

    press(page, "English")
    page.wait_for_url("**/en/events/?*q=mikrofluidik*")
    assert "1 hit for “mikrofluidik”" in page.locator("main").inner_text()
    press(page, "Organs on a chip")
    page.wait_for_url("**/en/events/*/organs-on-a-chip/")

    press(page, "Add to calendar")
    with page.expect_download() as download:
        press(page, "Download")
    assert b"Organs on a chip" in Path(download.value.path()).read_bytes()

    press(page, "Print the poster (A4)")
    page.wait_for_url("**/organs-on-a-chip/poster/")
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1

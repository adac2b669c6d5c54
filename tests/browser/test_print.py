"""The page of an event, printed: one sheet with what one needs on the way to the door."""

from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from tests.browser.addresses import MEETING, kinds

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_meeting_is_one_sheet_with_the_way_to_the_door(
    live_server: LiveServer, browser_page: Page
) -> None:
    kinds()
    browser_page.goto(live_server.url + MEETING)
    sheets = PdfReader(BytesIO(browser_page.pdf(prefer_css_page_size=True))).pages
    text = " ".join(sheets[0].extract_text().split())
    assert "Dag Hammarskjölds väg 8" in text
    assert "16.00–17.30" in text
    assert "Elena Kozlova" in text
    assert "Alla evenemang" not in text  # Menus are for screens.
    assert len(sheets) <= 2

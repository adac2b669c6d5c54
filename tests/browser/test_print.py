"""Printed event pages."""

from io import BytesIO

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.public_pages import MEETING, one_page_of_each_kind
from tests.builders import NOON, a_person, a_series, a_venue, an_event


def test_printed_event_has_place_time_and_speakers_on_one_sheet(browser_page: Page) -> None:
    one_page_of_each_kind()
    browser_page.goto(MEETING)
    sheets = PdfReader(BytesIO(browser_page.pdf(prefer_css_page_size=True))).pages
    text = " ".join(sheets[0].extract_text().split())
    assert "Dag Hammarskjölds väg 8" in text
    assert "16.00–17.30" in text
    assert "Elena Kozlova" in text
    assert "Alla evenemang" not in text  # Menus are not printed.
    assert "Hannah Karlsson Koordinator, ATMP-centrum Uppsala Arrangörer:" in text
    assert len(sheets) <= 2
    everything = " ".join(sheet.extract_text() for sheet in sheets)
    assert "Hitta\n" not in everything  # Headings of the footer are hidden with their links.


def test_printed_event_shows_urls_and_no_buttons(browser_page: Page) -> None:
    link = "https://www.example.org/anmalan"
    event = an_event(
        starts_at=NOON.replace(year=2090),
        venue=a_venue(),
        contact=a_person(email="ada@example.org"),
        registration="by_link",
        registration_url=link,
        series=(series := a_series()),
    )
    an_event(title_sv="Nästa gång", starts_at=NOON.replace(year=2091), series=series)
    browser_page.goto(f"/sv/evenemang/2090/{event.slug_sv}/")
    sheets = PdfReader(BytesIO(browser_page.pdf(prefer_css_page_size=True))).pages
    text = "".join("".join(sheet.extract_text() for sheet in sheets).split())
    assert f"Läsmerochanmäldig:{link}" in text
    assert f"/e/{event.code}" in text
    for screen in ("Visapåkarta", "Laddaner", "Delta", "SkrivutpåA4", "Nästagång"):
        assert screen not in text
    browser_page.emulate_media(media="print")
    assert not browser_page.evaluate("""[...document.querySelectorAll('a')]
        .filter(it => it.checkVisibility() && getComputedStyle(it).textDecorationLine !== 'none')
        .map(it => it.outerHTML)""")
    code = browser_page.locator(".code").bounding_box()
    assert code
    assert code["width"] == code["height"] >= 75  # 2 cm, in pixels of 1/96 inch


def test_printed_status_has_a_margin(browser_page: Page) -> None:
    event = an_event(status="cancelled")
    browser_page.goto(f"/sv/evenemang/2027/{event.slug_sv}/")
    browser_page.emulate_media(media="print")
    band = browser_page.locator(".status").bounding_box()
    word = browser_page.locator(".status strong").bounding_box()
    assert band
    assert word
    assert word["x"] - band["x"] >= 8

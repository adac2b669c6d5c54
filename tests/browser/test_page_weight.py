"""The first view of a page: its bytes, its requests, and no shift of its layout."""

from datetime import UTC, datetime
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.browser.public_pages import MEETING, event_pages_in_every_state, one_page_of_each_kind

from .conftest import TIMEOUT

# Ten packets of 1,460 bytes: what a server may send before the first acknowledgement (RFC 6928).
FIRST_ROUND_TRIP = 14_600
# Fallback fonts by their names in site.css, each with a font that systems have.
FALLBACK_FONTS = {
    "LikeArial": ["Arial", "Liberation Sans"],
    "LikeRoboto": ["Roboto"],
    "LikeNoto": ["Noto Sans Regular"],
    "LikeDejaVu": ["DejaVu Sans"],
}
STACK = f"--font:Familjen,{','.join(FALLBACK_FONTS)},system-ui,sans-serif;"
HAS_FONT = """names => Promise.any(names.map(
    name => new FontFace('Asked', `local("${name}")`).load())).then(() => true, () => false)"""
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({type: 'layout-shift', buffered: true}); }"""


def compressed_size(url: str) -> int:
    """Return the size of a compressed response, in bytes."""
    request = Request(url, headers={"Accept-Encoding": "br, gzip", "Host": "localhost"})  # noqa: S310
    with urlopen(request, timeout=TIMEOUT / 1000) as response:  # noqa: S310
        return len(response.read())


def load(page: Page, url: str) -> list[str]:
    """Open a page that fits, with its style sheet, in the first round trip; return all URLs."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(url, wait_until="networkidle")
    [style] = [url for url in urls if "/site." in url]
    assert compressed_size(url) + compressed_size(style) <= FIRST_ROUND_TRIP
    return urls


def test_event_page_with_css_fits_in_the_first_round_trip(
    live_server: LiveServer, browser_page: Page
) -> None:
    one_page_of_each_kind()
    urls = load(browser_page, live_server.url + MEETING)
    assert sum(map(compressed_size, urls)) <= 40_000
    assert len(urls) <= 5


def test_home_and_list_of_a_full_term_fit_in_the_first_round_trip(
    live_server: LiveServer, browser_page: Page
) -> None:
    event_pages_in_every_state(now=datetime.now(UTC))
    for path in ("/sv/", "/en/", "/sv/evenemang/"):
        load(browser_page.context.new_page(), live_server.url + path)


def test_layout_does_not_shift_when_the_font_loads(
    live_server: LiveServer, chromium: Browser, browser_page: Page
) -> None:
    one_page_of_each_kind()
    # Skip fonts that this machine does not have.
    installed = [
        name for name in FALLBACK_FONTS if browser_page.evaluate(HAS_FONT, FALLBACK_FONTS[name])
    ]
    shifts = {
        (name, width): layout_shift(chromium, live_server.url + MEETING, name, width)
        for name in installed
        for width in (390, 1280)
    }
    assert {case: shift for case, shift in shifts.items() if shift >= 0.02} == {}
    if not installed:
        pytest.skip(f"None of {FALLBACK_FONTS} is on this machine")


def layout_shift(chromium: Browser, address: str, font: str, width: int) -> float:
    """Show a page in a fallback font, then load the font; return the layout shift."""
    font_requests: list[Route] = []

    def use_fallback(route: Route) -> None:
        style = route.fetch().text()
        assert STACK in style
        body = style.replace(STACK, f"--font:Familjen,{font},serif;")
        route.fulfill(body=body, content_type="text/css")

    with chromium.new_context(viewport={"width": width, "height": 900}) as context:
        context.set_default_timeout(TIMEOUT)
        page = context.new_page()
        page.route("**/*.woff2", lambda route: font_requests.append(route))
        page.route("**/site.*.css", use_fallback)
        page.goto(address, wait_until="domcontentloaded")
        page.evaluate(SHIFTS)
        page.wait_for_timeout(300)  # The page is painted with the fallback font.
        [font_request] = font_requests
        font_request.continue_()
        page.evaluate("document.fonts.ready")
        page.wait_for_load_state("networkidle")
        return float(page.evaluate("window.shifts"))

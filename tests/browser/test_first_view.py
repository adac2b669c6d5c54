"""What a first look at an event costs: few bytes, few requests, and nothing jumps."""

import time
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.browser.addresses import MEETING, kinds

pytestmark = pytest.mark.django_db(transaction=True)

# Ten packets of 1,460 bytes: what a server may send before it hears from the reader (RFC 6928).
FIRST_FLIGHT = 14_600
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({type: 'layout-shift', buffered: true}); }"""


def on_the_wire(url: str) -> int:
    """Return how many bytes an answer has as browsers get it, compressed."""
    asked = Request(url, headers={"Accept-Encoding": "br, gzip", "Host": "localhost"})  # noqa: S310
    with urlopen(asked, timeout=30) as answer:  # noqa: S310
        return len(answer.read())


def test_an_event_and_its_style_come_in_the_first_flight(
    live_server: LiveServer, browser_page: Page
) -> None:
    kinds()
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(live_server.url + MEETING, wait_until="networkidle")
    [style] = [url for url in asked if ".css" in url]
    assert on_the_wire(live_server.url + MEETING) + on_the_wire(style) <= FIRST_FLIGHT
    assert sum(map(on_the_wire, asked)) <= 40_000
    assert len(asked) <= 5


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_when_the_typeface_comes(
    live_server: LiveServer, chromium: Browser, width: int
) -> None:
    def late(route: Route) -> None:
        time.sleep(0.6)
        route.continue_()

    kinds()
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.route("**/*.woff2", late)
    page.goto(live_server.url + MEETING, wait_until="domcontentloaded")
    page.evaluate(SHIFTS)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    shifted = page.evaluate("window.shifts")
    context.close()
    assert shifted < 0.005

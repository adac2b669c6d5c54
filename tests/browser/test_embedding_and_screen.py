"""Events on another site, with another origin and a strict CSP; and the page for a screen."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest.mock import patch
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders import a_venue, an_event

from .page_checks import too_wide

SIZES = pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no hour be night, when the screen is dark."""
    monkeypatch.setattr("atmp_events.pages.screen.NIGHT_BEGINS", 24)
    monkeypatch.setattr("atmp_events.pages.screen.NIGHT_ENDS", 0)


@pytest.fixture
def host() -> Iterator[tuple[str, dict[str, tuple[str, str]], dict[str, str]]]:
    """Another site: its address, and its pages (media type, text) and headers, which tests add."""
    pages: dict[str, tuple[str, str]] = {}
    headers: dict[str, str] = {}

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            form, text = pages.get(self.path, ("text/plain", ""))
            self.send_response(200 if self.path in pages else 404)
            for name, value in {"Content-Type": f"{form}; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: object) -> None:
            """Log nothing."""

    server = HTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages, headers
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "title", "embed"),
    [
        ("/sv/visa-pa-er-webbplats/", "Om celler", "/sv/inbaddat/"),
        ("/en/show-on-your-website/", "On cells", "/en/embed/"),
    ],
)
def test_embedding_code_works_under_a_strict_csp(
    live_server: LiveServer,
    browser_page: Page,
    console: list[str],
    settings: Any,
    host: tuple[str, dict[str, tuple[str, str]], dict[str, str]],
    path: str,
    title: str,
    embed: str,
) -> None:
    site = settings.SITE_URL = live_server.url
    an_event(starts_at=timezone.now() + timedelta(days=9))
    browser_page.goto(f"{site}{path}")
    expect(browser_page.frame_locator("iframe").get_by_role("link", name=title)).to_be_visible()
    # A strict CSP forbids style attributes; the size is still right.
    frame = browser_page.locator("#code").input_value().replace(' style="border:0"', "")
    script = BeautifulSoup(browser_page.locator("#script").input_value(), "html.parser")
    with urlopen(browser_page.locator("#fragment").input_value()) as answer:  # noqa: S310
        fragment = answer.read().decode()
    address, pages, headers = host
    headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; frame-src {site}; connect-src {site}"
    )
    pages["/own.js"] = ("text/javascript", script.script.string)
    pages["/"] = (
        "text/html",
        f"<!doctype html><title>Host</title>{frame}{fragment}"
        '<ul id="events"></ul><script type="module" src="/own.js"></script>',
    )
    browser_page.goto(address)
    for place in (browser_page.locator(".atmp-events"), browser_page.locator("#events")):
        expect(place.get_by_role("link", name=title)).to_be_visible()
    link = browser_page.frame_locator("iframe").get_by_role("link", name=title)
    width = browser_page.locator("iframe").bounding_box()["width"]
    assert width > 1200
    assert [it for it in console if "favicon" not in it] == []
    assert browser_page.context.cookies() == []
    link.click()
    browser_page.wait_for_url(f"{site}/**")
    assert embed not in browser_page.url


@pytest.mark.parametrize("width", [320, 1280])
def test_embedded_pages_are_accessible_and_fit_their_frame(browser_page: Page, width: int) -> None:
    event = an_event(
        starts_at=timezone.now() + timedelta(days=9), title_sv="Långtidsuppföljningsprogrammen " * 3
    )
    browser_page.set_viewport_size({"width": width, "height": 700})
    for path in (
        "/sv/inbaddat/",
        f"/sv/evenemang/{event.year}/{event.slug_sv}/inbaddat/",
        "/sv/visa-pa-er-webbplats/",
    ):
        browser_page.goto(path)
        found = Axe().run(browser_page).response["violations"]
        assert [(it["id"], it["nodes"][0]["html"]) for it in found] == [], path
        assert too_wide(browser_page) == [], path


@SIZES
@pytest.mark.parametrize("number", [1, 3, 6])
def test_screen_page_fits_without_scrolling(
    browser_page: Page, size: tuple[int, int], number: int
) -> None:
    now = timezone.now()
    venue = a_venue(entrance_sv="100/101")
    for each in range(number):
        an_event(
            starts_at=now,
            minutes=30,
            title_sv=f"{'Avancerade terapier ' * 6}{each}",
            venue=venue,
            room_sv="Robergsalen" if each % 2 else "Föreläsningssal Enghoffsalen, plan 2",
        )
    browser_page.set_viewport_size({"width": size[0], "height": size[1]})
    browser_page.goto("/sv/skarm/")
    expect(browser_page.locator(".now > li")).to_have_count(number)
    for row in browser_page.locator(".now > li").all():
        inside = row.evaluate("it => it.scrollHeight <= it.clientHeight + 1")
        assert inside
    assert browser_page.evaluate("document.scrollingElement.scrollHeight") <= size[1]


@SIZES
def test_empty_screen_page_says_so_in_large_type(browser_page: Page, size: tuple[int, int]) -> None:
    browser_page.set_viewport_size({"width": size[0], "height": size[1]})
    browser_page.goto("/sv/skarm/")
    box = browser_page.get_by_role("heading").bounding_box()
    assert box["height"] > 60
    assert abs(box["y"] + box["height"] / 2 - size[1] / 2) < size[1] / 8


@SIZES
def test_screen_page_shows_later_events_smaller_and_keeps_hours_together(
    browser_page: Page, size: tuple[int, int]
) -> None:
    for days in (7, 9):
        an_event(starts_at=timezone.now() + timedelta(days=days))
    browser_page.set_viewport_size({"width": size[0], "height": size[1]})
    browser_page.goto("/sv/skarm/")
    later = browser_page.locator("section li")
    day, title = later.locator("b"), later.locator("span")
    font = "it => getComputedStyle(it).fontSize"
    assert day.evaluate(font) == title.evaluate(font)
    # The hours, after the last space, take one line.
    lines = browser_page.locator(".clock").evaluate("""it => {
        const text = it.firstChild, range = document.createRange();
        range.setStart(text, text.data.trimEnd().lastIndexOf(" ") + 1);
        range.setEnd(text, text.data.trimEnd().length);
        return range.getClientRects().length;
    }""")
    assert lines == 1


def test_screen_page_reloads_itself(browser_page: Page) -> None:
    with patch("atmp_events.pages.screen.RELOAD", 1):
        browser_page.goto("/sv/skarm/")
        an_event(starts_at=timezone.now(), minutes=60)
        expect(browser_page.get_by_role("heading", name="Om celler")).to_be_visible(timeout=20_000)

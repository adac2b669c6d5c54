"""Every kind of public page: accessibility, layout and keyboard use."""

from playwright.sync_api import Page, Request
from pytest_django.live_server_helper import LiveServer

from tests.browser.page_checks import WIDE, add_axe, faults_in_all_windows, too_wide
from tests.browser.public_pages import (
    INFORMATION,
    LISTS,
    MEETING,
    MISSING,
    one_page_of_each_kind,
    pages_of_a_full_event,
)

MEETING_EN = "/en/events/2024/stem-cells-in-space/"
FOCUSED = """() => {
    const it = document.activeElement, box = it.getBoundingClientRect();
    const seen = box.width > 0 && box.top >= 0 && box.bottom <= innerHeight + 1;
    const marked = [null, '::after'].some(part => {
        const style = getComputedStyle(it, part);
        return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
    });
    return {name: it === document.body ? '' : it.outerHTML.slice(0, 120), good: seen && marked};
}"""
STOPS = """() => [...document.querySelectorAll('a[href],button,input,select,summary,textarea')]
    .filter(it => it.type !== 'hidden' && (it.checkVisibility() || it.matches('.skip')))
    .map(it => it.outerHTML.slice(0, 120))"""


def test_every_kind_of_page_is_accessible_and_loads_nothing_from_elsewhere(
    live_server: LiveServer, browser_page: Page, console: list[str]
) -> None:
    asked: list[Request] = []
    browser_page.on("request", lambda request: asked.append(request))
    add_axe(browser_page)
    faults: list[tuple[object, ...]] = []
    for path in [
        *one_page_of_each_kind(),
        f"{MEETING_EN}poster/",
        *pages_of_a_full_event(),
        *MISSING,
    ]:
        browser_page.goto(path)
        scripts = "[...document.scripts].filter(it => it.type === '').map(it => it.outerHTML)"
        faults += [(path, "script", it) for it in browser_page.evaluate(scripts)]
        faults += [(path, it) for it in console if "404 (Not Found)" not in it]
        faults += [(path, *fault) for fault in faults_in_all_windows(browser_page)]
        browser_page.set_viewport_size({"width": WIDE, "height": 900})
        browser_page.evaluate("document.documentElement.style.fontSize = '200%'")
        faults += [(path, "wide in large text", it) for it in too_wide(browser_page)]
        console.clear()  # These checks violate the CSP; the page itself does not.
    assert not faults, "\n".join(map(str, faults))
    assert browser_page.context.cookies() == []
    assert {request.url.split("/")[2] for request in asked} == {live_server.url.split("/")[2]}


def test_tab_key_reaches_everything_in_order_with_visible_focus(browser_page: Page) -> None:
    one_page_of_each_kind()
    faults = []
    for path in ("/sv/", MEETING, *LISTS, *INFORMATION[:1], f"{MEETING}affisch/"):
        browser_page.goto(path)
        stops = browser_page.evaluate(STOPS)
        for stop in stops:
            browser_page.keyboard.press("Tab")
            focused = browser_page.evaluate(FOCUSED)
            if focused["name"] != stop or not focused["good"]:
                faults.append((path, stop, focused))
        browser_page.keyboard.press("Tab")
        if browser_page.evaluate(FOCUSED)["name"] in stops[1:]:
            faults.append((path, "is a trap", browser_page.evaluate(FOCUSED)))
    assert not faults, "\n".join(map(str, faults))


def test_skip_link_leads_past_the_header(browser_page: Page) -> None:
    one_page_of_each_kind()
    browser_page.goto(MEETING)
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/#main")
    browser_page.wait_for_function("!document.activeElement.closest('.skip')")
    browser_page.keyboard.press("Tab")
    browser_page.wait_for_function("document.activeElement.closest('main') !== null")

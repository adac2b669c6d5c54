"""The page of an event is accessible in every state of the event."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.page_checks import add_axe, faults_in_all_windows
from tests.browser.public_pages import event_pages_in_every_state
from tests.builders import NOON, a_talk, an_event


def test_event_page_is_accessible_in_every_state(browser_page: Page, console: list[str]) -> None:
    add_axe(browser_page)
    faults: list[tuple[object, ...]] = []
    for path in event_pages_in_every_state(timezone.now()):
        browser_page.goto(path)
        faults += [(path, *fault) for fault in faults_in_all_windows(browser_page)]
    assert not faults, "\n".join(map(str, faults))
    assert browser_page.context.cookies() == []
    assert console == []


def test_items_of_a_programme_are_aligned_if_one_has_no_time(browser_page: Page) -> None:
    event = an_event()
    a_talk(event)
    a_talk(event, starts_at=NOON + timedelta(minutes=30))
    browser_page.goto("/sv/evenemang/2027/om-celler/")
    starts = "all => all.map(it => it.getBoundingClientRect().left)"
    for width in (390, 1280):
        browser_page.set_viewport_size({"width": width, "height": 844})
        first, second = browser_page.locator(".talks h3").evaluate_all(starts)
        assert first == second

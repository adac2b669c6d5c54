"""The page of an event is accessible in every state of the event."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.page_checks import add_axe, faults_in_all_windows
from tests.browser.public_pages import event_pages_in_every_state

pytestmark = pytest.mark.django_db(transaction=True)


def test_event_page_is_accessible_in_every_state(
    live_server: LiveServer, browser_page: Page, console: list[str]
) -> None:
    add_axe(browser_page)
    faults: list[tuple[object, ...]] = []
    for path in event_pages_in_every_state(timezone.now()):
        browser_page.goto(live_server.url + path)
        faults += [(path, *fault) for fault in faults_in_all_windows(browser_page)]
    assert not faults, "\n".join(map(str, faults))
    assert browser_page.context.cookies() == []
    assert console == []

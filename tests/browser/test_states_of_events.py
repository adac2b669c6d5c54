"""No state that an event can be in makes its page hard to use."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.addresses import states
from tests.browser.looking import bring_axe, faults_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_state_of_an_event_is_hard_to_use(
    live_server: LiveServer, browser_page: Page, console: list[str]
) -> None:
    bring_axe(browser_page)
    faults: list[tuple[object, ...]] = []
    for path in states(timezone.now()):
        browser_page.goto(live_server.url + path)
        faults += [(path, *fault) for fault in faults_of(browser_page)]
    assert not faults, "\n".join(map(str, faults))
    assert browser_page.context.cookies() == []
    assert console == []

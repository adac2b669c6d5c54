"""Cached redirects and pages of a browser, after an event is moved, published or withdrawn."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import Event, State
from tests.builders import NOON, a_person, a_talk, an_event

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/sv/evenemang/2027/om-celler/"
MOVED = "/sv/evenemang/2027/om-vavnader/"
NEXT_YEAR = "/sv/evenemang/2028/om-celler/"


class CachingBrowser:
    """A browser that keeps its cache between two requests."""

    def __init__(self, site: str, page: Page) -> None:
        self.site, self.page = site, page

    def open(self, path: str) -> tuple[int, str]:
        """Open an address; return the final status and the final path."""
        response = self.page.goto(f"{self.site}{path}")
        assert response
        return response.status, self.page.url.removeprefix(self.site)

    def check_opens(self, *paths: str, at: str) -> None:
        """Check that all these addresses lead to the page `at`."""
        assert {self.open(path) for path in paths} == {(200, at)}


@pytest.fixture
def browser(live_server: LiveServer, browser_page: Page) -> CachingBrowser:
    return CachingBrowser(live_server.url, browser_page)


def set_slug(event: Event, slug: str) -> None:
    event.slug_sv = slug
    event.save()


def test_both_addresses_work_after_renaming_back_and_forth(browser: CachingBrowser) -> None:
    event = an_event()
    browser.check_opens(PAGE, at=PAGE)
    for _ in range(2):
        set_slug(event, "om-vavnader")
        browser.check_opens(PAGE, MOVED, at=MOVED)
        set_slug(event, "om-celler")
        browser.check_opens(MOVED, PAGE, at=PAGE)


def test_both_addresses_work_after_moving_over_new_year_and_back(browser: CachingBrowser) -> None:
    event = an_event()
    for days, at in ((300, NEXT_YEAR), (-300, PAGE), (300, NEXT_YEAR)):
        for field in ("starts_at", "ends_at"):
            setattr(event, field, getattr(event, field) + timedelta(days=days))
        event.save()
        browser.check_opens(PAGE, NEXT_YEAR, PAGE, at=at)


def test_former_person_and_short_address_redirect_to_the_present_one(
    browser: CachingBrowser,
) -> None:
    event = an_event()
    a_talk(event, speakers=(a_person(),))
    person = event.appearances.get().person
    for slug, event_slug in (("ada-ek", "om-vavnader"), ("ada-lund", "om-celler")):
        person.slug = slug
        person.save()
        set_slug(event, event_slug)
        at = f"/sv/personer/{slug}/"
        browser.check_opens("/sv/personer/ada-lund/", at, at=at)
        browser.check_opens(f"/e/{event.code}", at=f"/sv/evenemang/2027/{event_slug}/")


def test_publishing_withdrawing_and_deleting_take_effect_at_once(browser: CachingBrowser) -> None:
    assert browser.open(PAGE)[0] == 404
    event = an_event()
    for state, deleted_at, status in (
        (State.PUBLISHED, None, 200),
        (State.DRAFT, None, 410),
        (State.PUBLISHED, None, 200),
        (State.PUBLISHED, NOON, 410),
        (State.PUBLISHED, None, 200),
    ):
        event.state, event.deleted_at = state, deleted_at
        event.save()
        assert browser.open(PAGE)[0] == status

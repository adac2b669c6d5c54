"""Cached redirects and pages of a browser, after an event is moved, published or withdrawn."""

from datetime import timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Page

from atmp_events.models import Event, State
from tests.builders import NOON, a_person, a_talk, an_event

PAGE = "/sv/evenemang/2027/om-celler/"
MOVED = "/sv/evenemang/2027/om-vavnader/"
NEXT_YEAR = "/sv/evenemang/2028/om-celler/"


def open_page(page: Page, path: str) -> tuple[int, str]:
    """Open an address; return the final status and the final path."""
    response = page.goto(path)
    assert response
    return response.status, urlsplit(page.url).path


def check_opens(page: Page, *paths: str, at: str) -> None:
    """Check that all these addresses lead to the page `at`."""
    assert {open_page(page, path) for path in paths} == {(200, at)}


def set_slug(event: Event, slug: str) -> None:
    event.slug_sv = slug
    event.save()


def test_both_addresses_work_after_renaming_back_and_forth(browser_page: Page) -> None:
    event = an_event()
    check_opens(browser_page, PAGE, at=PAGE)
    for _ in range(2):
        set_slug(event, "om-vavnader")
        check_opens(browser_page, PAGE, MOVED, at=MOVED)
        set_slug(event, "om-celler")
        check_opens(browser_page, MOVED, PAGE, at=PAGE)


def test_both_addresses_work_after_moving_over_new_year_and_back(browser_page: Page) -> None:
    event = an_event()
    for days, at in ((300, NEXT_YEAR), (-300, PAGE), (300, NEXT_YEAR)):
        for field in ("starts_at", "ends_at"):
            setattr(event, field, getattr(event, field) + timedelta(days=days))
        event.save()
        check_opens(browser_page, PAGE, NEXT_YEAR, PAGE, at=at)


def test_former_person_and_short_address_redirect_to_the_present_one(
    browser_page: Page,
) -> None:
    event = an_event()
    a_talk(event, speakers=(a_person(),))
    person = event.appearances.get().person
    for slug, event_slug in (("ada-ek", "om-vavnader"), ("ada-lund", "om-celler")):
        person.slug = slug
        person.save()
        set_slug(event, event_slug)
        at = f"/sv/personer/{slug}/"
        check_opens(browser_page, "/sv/personer/ada-lund/", at, at=at)
        check_opens(browser_page, f"/e/{event.code}", at=f"/sv/evenemang/2027/{event_slug}/")


def test_publishing_withdrawing_and_deleting_take_effect_at_once(browser_page: Page) -> None:
    assert open_page(browser_page, PAGE)[0] == 404
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
        assert open_page(browser_page, PAGE)[0] == status

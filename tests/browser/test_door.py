"""The door list on a phone: who came is one press, in both languages."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.participation.people import an_event_here, registered

from .hand import SignIn

PHONE = {"width": 390, "height": 844}


def look(page: Page, name: str) -> None:
    """Check that nothing is wider than the phone; keep a picture where SHOTS names a folder."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)
        if name.startswith(("badges", "attendee_sheet")):
            page.pdf(path=Path(folder, f"{name}.pdf"), prefer_css_page_size=True)
    assert wide <= PHONE["width"], name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_who_came_is_one_press_on_a_phone(
    sign_in: SignIn, language: str, console: list[str]
) -> None:
    event = an_event_here(None)
    for number in range(12):
        name, at = f"Anna-Karin Lindström {number:02}", "Akademiska sjukhuset"
        registered(event, name, email=f"a{number}@example.org", organisation=at, now=timezone.now())
    page = sign_in(language)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    root = page.url.split("/admin/")[0] + f"/admin/events/event/{event.pk}/"
    page.goto(root + "door/?q=lindström")
    row = page.locator(".door li").nth(3)
    box = row.get_by_role("button").bounding_box()
    assert box
    assert box["height"] >= 44
    row.get_by_role("button").click()
    expect(page.locator(".door li.came")).to_have_count(1)
    expect(page.locator(".door li.came")).to_contain_text("03")
    look(page, f"door-{language}")
    for name in ("attendees", "attendee_sheet", "badges"):
        page.goto(root + f"{name}/")
        look(page, f"{name}-{language}")
    assert console == []

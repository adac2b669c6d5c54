"""Pages and messages of the admin that only follow a step: they fit on a phone."""

import pytest
from playwright.sync_api import expect

from atmp_events.models import Event, Series, State
from tests.builders import NOON, an_event

from .admin_actions import SignIn
from .page_checks import too_wide

PHONE = {"width": 390, "height": 844}


def test_selected_drafts_are_published_together(sign_in: SignIn, console: list[str]) -> None:
    for month in (2, 3):
        an_event(state=State.DRAFT, starts_at=NOON.replace(year=2045, month=month))
    late = NOON.replace(year=2046)
    unsound = an_event(state=State.DRAFT, title_sv="Sent", registration_closes_at=late)
    page = sign_in("sv", "events/event/?state=draft")
    for box in page.locator(".action-select").all():
        box.check()
    page.select_option("[name=action]", "publish_events")
    page.get_by_role("button", name="Utför", exact=True).click()
    expect(page.locator("section.panel")).to_have_count(3)
    for width in (PHONE["width"], 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert too_wide(page) == []
    page.get_by_role("button", name="Publicera 2 evenemang", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("2")
    expect(page.locator(".messagelist .warning")).to_contain_text("Sent")
    assert Event.objects.get(state=State.DRAFT) == unsound
    assert console == []


def test_deletion_is_undone_by_the_button_of_its_message(
    sign_in: SignIn, console: list[str]
) -> None:
    page = sign_in("sv", "events/series/add/")
    page.set_viewport_size(PHONE)
    page.fill("#id_title_sv", "Träffar")
    page.click("[name=_continue]")
    page.click(".deletelink")
    page.locator("#content form [type=submit]").click()
    expect(page.locator(".messagelist li")).to_have_count(2)
    assert too_wide(page) == []
    page.click("form.undo button")
    page.wait_for_selector(".messagelist .success")
    assert Series.objects.get().title_sv == "Träffar"
    page.goto("/admin/")
    expect(page.locator(".start-menu a").first).to_be_in_viewport()
    assert console == []


@pytest.mark.usefixtures("transactional_db", "roles")
def test_link_of_an_invitation_fits_in_its_message(sign_in: SignIn, console: list[str]) -> None:
    page = sign_in("sv", "events/user/add/")
    page.set_viewport_size(PHONE)
    page.fill("#id_first_name", "Erik")
    page.fill("#id_last_name", "Ek")
    page.fill("#id_email", "erik@example.org")
    page.locator("[name=groups]").first.check()
    page.locator("[name=_save].default").click()
    expect(page.locator(".messagelist .warning input")).to_be_visible()
    assert too_wide(page) == []
    assert console == []

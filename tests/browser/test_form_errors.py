"""Errors, buttons and names in the forms of the admin."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.admin.test_pictures import a_photograph
from tests.builders import a_person, a_talk, an_event

from .admin_actions import SignIn
from .page_checks import too_wide

PICTURE = {"name": "mice.jpg", "mimeType": "image/jpeg", "buffer": a_photograph().read()}
IN_VIEW = """element => {
  const box = element.getBoundingClientRect()
  return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))
}"""


def is_in_view(page: Page, selector: str) -> bool:
    """Return whether the middle of an element is on the screen and not covered."""
    return bool(page.locator(selector).evaluate(IN_VIEW))


@pytest.mark.parametrize(("language", "width"), [("sv", 390), ("en", 1280)])
def test_first_error_has_focus_and_the_others_have_links(
    sign_in: SignIn, console: list[str], language: str, width: int
) -> None:
    event = an_event(state="draft")
    a_talk(event, speakers=(a_person(),))
    page = sign_in(language, f"events/event/{event.pk}/change/")
    page.set_viewport_size({"width": width, "height": 844})
    assert is_in_view(page, "[name=_save].default")
    assert page.locator(".submit-row").bounding_box()["height"] < 90  # type: ignore[index]
    page.locator("details:has(#id_recording_url) > summary").click()
    page.fill("#id_recording_url", "nowhere")
    page.locator("details:has(#id_image) > summary").click()
    page.set_input_files("#id_image", [PICTURE])  # type: ignore[list-item]
    page.locator("#id_talks-0-starts_at_0").fill("1820-01-01")
    page.locator("[name=_save].default").click()

    expect(page.locator("#id_talks-0-starts_at_0")).to_be_focused()
    assert is_in_view(page, "#id_talks-0-starts_at_0")
    links = page.locator(".form-errors a")
    assert links.count() == 3
    # A browser forgets a chosen file, so the form asks for it again.
    expect(page.locator("#id_image_error")).to_contain_text(PICTURE["name"])
    links.last.click()
    expect(page.locator("#id_recording_url")).to_be_focused()
    assert is_in_view(page, "#id_recording_url")
    assert is_in_view(page, "[name=_save].default")
    assert too_wide(page) == []
    assert console == []


def test_success_message_is_visible_after_saving_at_an_anchor(sign_in: SignIn) -> None:
    page = sign_in("sv", f"events/event/{an_event().pk}/change/#id_room_en")
    expect(page.locator("#id_room_en")).to_be_focused()
    page.locator("[name=_continue]").click()
    page.wait_for_selector(".messagelist .success")
    page.wait_for_load_state("networkidle")
    assert is_in_view(page, ".messagelist .success")


def test_error_of_an_autocomplete_field_is_on_its_visible_part(sign_in: SignIn) -> None:
    page = sign_in("sv", "events/event/add/")
    page.fill("#id_title_sv", "Om celler")
    page.locator("details:has(#id_appearances-0-role_sv) > summary").click()
    page.fill("#id_appearances-0-role_sv", "lektor")
    page.locator("[name=_save].default").click()
    field = page.locator(".field-person .select2-selection").first
    expect(field).to_be_focused()
    assert field.get_attribute("aria-invalid") == "true"
    assert field.get_attribute("aria-describedby") == "id_appearances-0-person_error"


def test_talk_choices_follow_the_order_of_the_talks(sign_in: SignIn) -> None:
    page = sign_in("sv", "events/event/add/")
    options = page.locator("#id_appearances-0-item option")
    expect(options).to_have_text(["Hela evenemanget"])
    page.fill("#id_talks-0-title_sv", "CAR-T i vardagen")
    page.get_by_role("button", name="Lägg till ytterligare Programpunkt").click()
    page.fill("#id_talks-1-title_sv", "Vad T-cellerna gör")
    expected = ["Hela evenemanget", "1. CAR-T i vardagen", "2. Vad T-cellerna gör"]
    expect(options).to_have_text(expected)
    page.select_option("#id_appearances-0-item", "2")
    page.get_by_role("button", name="Flytta upp: Vad T-cellerna gör").click()
    expect(options).to_have_text(
        ["Hela evenemanget", "1. Vad T-cellerna gör", "2. CAR-T i vardagen"]
    )
    expect(page.locator("#id_appearances-0-item")).to_have_value("2")
    page.fill("#id_title_sv", "")
    page.fill("#id_capacity", "-1")
    page.locator("[name=_save].default").click()
    page.wait_for_selector(".form-errors")
    expect(options).to_have_text(
        ["Hela evenemanget", "1. Vad T-cellerna gör", "2. CAR-T i vardagen"]
    )


def test_switching_language_keeps_unsaved_values(sign_in: SignIn, console: list[str]) -> None:
    event = an_event(title_sv="Om celler")
    page = sign_in("sv", f"events/event/{event.pk}/change/")
    page.set_viewport_size({"width": 390, "height": 844})
    page.fill("#id_title_sv", "Om möss")
    page.locator("#appearances-group .add-row :is(a, button)").click()
    page.locator("details:has(#id_appearances-0-role_sv) > summary").click()
    page.fill("#id_appearances-0-role_sv", "lektor")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_title_sv")).to_have_value("Om möss")
    expect(page.locator("#id_appearances-0-role_sv")).to_have_value("lektor")
    assert asked == []
    page.locator("#site-name a").click()  # The typed values are not saved yet.
    expect(page.locator("#id_title_sv")).to_have_value("Om möss")
    assert asked == ["beforeunload"]
    event.refresh_from_db()
    assert event.title_sv == "Om celler"
    assert console == []


def test_start_page_with_a_very_long_word_does_not_scroll_sideways(sign_in: SignIn) -> None:
    an_event(title_sv="Cell" * 60, title_en="", state="draft")
    page = sign_in("sv")
    page.set_viewport_size({"width": 640, "height": 450})  # 1280 at 200 %
    assert too_wide(page) == []


def test_buttons_above_a_list_do_not_overlap(sign_in: SignIn) -> None:
    an_event(deleted_at=timezone.now())  # Adds one more button.
    page = sign_in("sv", "events/event/")
    page.set_viewport_size({"width": 1024, "height": 844})
    for it in page.locator("#content h1, .object-tools a").all():
        assert it.evaluate(IN_VIEW), it.inner_text()


def test_switching_language_keeps_the_values_of_a_copy_form(
    sign_in: SignIn, console: list[str]
) -> None:
    event = an_event()
    page = sign_in("sv", f"events/event/{event.pk}/copy/")
    page.fill("#id_day", "2045-05-09")
    page.locator("[name=without]").last.check()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#id_day")).to_have_value("2045-05-09")
    assert [it.is_checked() for it in page.locator("[name=without]").all()][-2:] == [False, True]
    page.reload()
    expect(page.locator("#id_day")).to_have_value("")
    assert console == []

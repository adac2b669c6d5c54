"""The admin in a browser, on a laptop and on a phone."""

from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from atmp_events.models import LANGUAGES, User
from atmp_events.models.identifiers import readable_slug
from tests.builders import a_person, an_event

from .admin_actions import SignIn, choose
from .admin_pages import admin_pages
from .page_checks import SCHEMES, WCAG_LEVELS, WIDTH_RULES, add_axe, faults_in_window

PHONE, LAPTOP = 390, 1280
# Opens all boxes, and moves the bar with Save to its place in the page, where it covers nothing.
# Then waits for the font: without it, lines have another width.
UNFOLD = """() => {
    for (const box of document.querySelectorAll('details')) box.open = true;
    for (const bar of document.querySelectorAll('.submit-row')) bar.style.position = 'static';
    return document.fonts.ready.then(() => null);
}"""


def test_rich_text_buttons_write_clean_html(sign_in: SignIn, console: list[str]) -> None:
    event = an_event(body_sv="")
    page = sign_in("en", f"events/event/{event.pk}/change/")
    text = page.get_by_role("textbox", name="Text (Swedish)")
    box = page.locator(".prose-editor:has(#id_body_sv)")
    text.click()

    def press(name: str) -> None:
        box.get_by_role("button", name=name, exact=True).click()

    def new_line() -> None:
        page.keyboard.press("Enter")

    page.locator(".prose-editor:has(#id_body_sv) .prose-menubar__selected").click()
    box.locator("[data-name=heading3]").click()
    page.keyboard.type("Rubrik")
    new_line()
    press("Bold")
    page.keyboard.type("fet")
    press("Bold")
    press("Italic")
    page.keyboard.type(" kursiv")
    press("Italic")
    new_line()
    press("Bulleted list")
    page.keyboard.type("ett")
    new_line(), new_line()
    press("Quotation")
    page.keyboard.type("citat")
    new_line(), new_line()
    page.keyboard.type("webb")
    link = box.locator("[data-name=link]:not(.disabled)")
    for _ in range(50):  # On a busy machine the editor notices the selection late.
        if link.count():
            break
        page.keyboard.press("Shift+Home")
        page.wait_for_timeout(200)
    link.click()
    page.get_by_label("Web address, email or telephone").fill("https://example.org/")
    page.get_by_role("button", name="Insert").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector(".messagelist .success")

    event.refresh_from_db()
    assert event.body_sv == (
        "<h3>Rubrik</h3>"
        "<p><strong>fet</strong><em> kursiv</em></p>"
        "<ul><li><p>ett</p></li></ul>"
        "<blockquote><p>citat</p></blockquote>"
        '<p><a href="https://example.org/">webb</a></p>'
    )
    assert console == []


def test_every_admin_page_is_accessible_and_fits_its_window(
    sign_in: SignIn, console: list[str]
) -> None:
    page = sign_in("sv")
    add_axe(page)
    found: dict[str, list[object]] = {}
    for path, language in zip(admin_pages(), cycle(LANGUAGES), strict=False):
        User.objects.update(language=language)
        answer = page.goto(f"/admin/{path}")
        assert answer is not None
        assert (path, answer.status, console) == (path, 200, [])
        found[path] = faults(page)
        console.clear()  # Axe violates the CSP; the page itself does not.
    with page.expect_navigation():
        page.locator("#logout-form button").click()
    found["logout"] = faults(page)
    page.goto("/admin/login/")
    found["login"] = faults(page)
    assert {path: faults for path, faults in found.items() if faults} == {}


def faults(page: Page) -> list[object]:
    """Return what axe finds on a page, and what makes the page scroll sideways.

    It is checked in the light colours on a laptop, and in the dark colours on a phone.
    """
    page.evaluate(UNFOLD)
    found: list[object] = []
    for width, scheme, rules in ((PHONE, "dark", WIDTH_RULES), (LAPTOP, "light", WCAG_LEVELS)):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(**SCHEMES[scheme])
        found += [(width, fault) for fault in faults_in_window(page, rules)]
    return found


def test_leaving_an_unsaved_form_asks_first(sign_in: SignIn, console: list[str]) -> None:
    page = sign_in("sv", "events/event/add/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    english = page.get_by_role("button", name="English")
    home = page.locator("#site-name a")
    page.fill("#id_title_sv", "Om celler")
    home.click()
    expect(page.locator("#id_title_sv")).to_have_value("Om celler")
    assert asked == ["beforeunload"]
    page.fill("#id_title_sv", "")
    english.click()  # The form is empty again.
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.fill("#id_title_sv", "Om celler")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector(".messagelist .success")
    assert asked == ["beforeunload"]
    assert console == []


def test_slug_in_the_form_equals_the_slug_of_the_server(sign_in: SignIn) -> None:
    page = sign_in("sv", "events/person/add/")
    for name in ("Łukasz Þór Đorđe", "Øre/Ænes", "O’Connor (Jr.)"):
        page.fill("#id_name", "")
        page.locator("#id_name").press_sequentially(name)
        expect(page.locator("#id_slug")).to_have_value(readable_slug(name))


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
def test_form_of_a_new_person_starts_with_the_searched_name(
    sign_in: SignIn, console: list[str], width: int
) -> None:
    a_person(name="Ada Lind")
    page = sign_in("sv", "events/event/add/")
    page.set_viewport_size({"width": width, "height": 900})
    choose(page, "Kontaktperson", "Ada")
    # What was searched before the choice is no name of somebody new; what was searched after it is.
    for name in ("", "Åke Ny"):
        if name:
            page.locator(".field-contact .select2-selection").click()
            page.keyboard.type(name)
            page.locator(".select2-results__message").wait_for()
            page.keyboard.press("Escape")
        with page.expect_popup() as opened:
            page.locator("#add_id_contact").click()
        expect(opened.value.locator("#id_name")).to_have_value(name)
        opened.value.close()
    assert console == []


def test_too_large_picture_is_refused_before_the_form_is_sent(
    sign_in: SignIn, tmp_path: Path
) -> None:
    page, messages = sign_in("sv", "events/event/add/"), []
    page.on("dialog", lambda dialog: (messages.append(dialog.message), dialog.accept()))
    page.fill("#id_title_sv", "Om celler")
    page.locator("details:has(#id_image) > summary").click()
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)
    page.set_input_files("#id_image", large)
    assert messages == ["Filen är större än 20 MB. Spara den mindre."]
    assert page.input_value("#id_image") == ""
    assert page.input_value("#id_title_sv") == "Om celler"

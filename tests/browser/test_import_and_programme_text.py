"""The import of a file, and the programme as text to copy."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import Event
from tests.builders import an_event

from .admin_actions import SignIn

TABLE = "Rubrik (svenska);Datum;Börjar klockan;Typ\nOm celler;4/3 2025;16.00–17.30;Fest\n"
FILE = {"name": "old.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1252")}
COPIED = """async () => {
  const [item] = await navigator.clipboard.read()
  return Promise.all(["text/html", "text/plain"].map(async (type) =>
    (await item.getType(type)).text()))
}"""


@pytest.mark.parametrize(("language", "width"), [("sv", 1280), ("en", 390)])
def test_csv_file_is_imported_as_drafts(
    live_server: LiveServer, sign_in: SignIn, console: list[str], language: str, width: int
) -> None:
    page = sign_in(language)
    page.set_viewport_size({"width": width, "height": 800})
    menu = page.get_by_role("navigation", name={"sv": "Meny", "en": "Menu"}[language])
    menu.get_by_role(
        "link", name={"sv": "Importera evenemang", "en": "Import events"}[language]
    ).click()
    page.set_input_files("[name=file]", [FILE])  # type: ignore[list-item]
    page.click("[name=_show]")
    expect(page.locator(".imported > li")).to_have_count(1)
    expect(page.locator(".imported ul li")).to_contain_text("Fest")
    assert Event.objects.count() == 0
    page.click("[name=_make]")
    expect(page.locator(".messagelist")).to_be_visible()
    assert [(it.title_sv, it.state) for it in Event.objects.all()] == [("Om celler", "draft")]
    assert console == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_programme_is_copied_as_html_and_as_plain_text(
    live_server: LiveServer, sign_in: SignIn, console: list[str], language: str
) -> None:
    an_event(starts_at=timezone.now().replace(microsecond=0) + timedelta(hours=1))
    page = sign_in(language, "events/event/programme/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.select_option("[name=period]", "this_term")
    page.click("input[type=submit]")
    page.click("button[data-copy=rich-en]")
    expect(page.locator("#copied")).not_to_be_empty()
    html, plain = page.evaluate(COPIED)
    assert ">On cells</a>" in html
    assert "style=" not in html
    assert plain.startswith("All events, ")
    page.click("button[data-copy=plain-sv]")
    expect(page.locator("button[data-copy=plain-sv]")).to_have_text(
        {"sv": "Kopierat.", "en": "Copied."}[language]
    )
    assert console == []

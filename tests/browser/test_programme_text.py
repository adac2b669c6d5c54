"""The programme as text to copy."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.builders import an_event

from .admin_actions import SignIn

COPIED = """async () => {
  const [item] = await navigator.clipboard.read()
  return Promise.all(["text/html", "text/plain"].map(async (type) =>
    (await item.getType(type)).text()))
}"""


def test_programme_is_copied_as_html_and_as_plain_text(sign_in: SignIn, console: list[str]) -> None:
    an_event(starts_at=timezone.now().replace(microsecond=0) + timedelta(hours=1))
    page = sign_in("sv", "events/event/programme/")
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
    expect(page.locator("button[data-copy=plain-sv]")).to_have_text("Kopierat.")
    assert console == []

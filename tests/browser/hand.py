"""Helpers that use the mouse and the keyboard as a coordinator does."""

from typing import Protocol
from urllib.parse import quote

from playwright.sync_api import Page, expect


class SignIn(Protocol):
    """Opens a page of the admin, its start page if no other, as the coordinator."""

    def __call__(self, language: str, path: str = "") -> Page: ...


def choose(page: Page, label: str, words: str) -> None:
    """Choose from a field that searches while one types.

    It lists all before it lists what is searched for; a click while one list takes the place of the
    other would choose nothing.
    """
    field = page.get_by_role("combobox", name=label, exact=True)
    with page.expect_response(lambda answer: f"term={quote(words)}" in answer.url):
        field.click()
        page.locator(".select2-search__field").fill(words)
    expect(page.locator(".loading-results")).to_have_count(0)
    page.locator(".select2-results__option--highlighted", has_text=words).click()
    expect(field).to_contain_text(words)

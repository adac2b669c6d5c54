"""Helpers for the browser tests of the admin."""

from typing import Protocol
from urllib.parse import quote

from playwright.sync_api import Page, expect


class SignIn(Protocol):
    """Opens a page of the admin (by default its start page) as the coordinator."""

    def __call__(self, language: str, path: str = "") -> Page: ...


def choose(page: Page, label: str, words: str) -> None:
    """Choose an option of an autocomplete field.

    The field lists all options before it lists the results of the search. A click while one list
    replaces the other would choose nothing.
    """
    field = page.get_by_role("combobox", name=label, exact=True)
    with page.expect_response(lambda answer: f"term={quote(words)}" in answer.url):
        field.click()
        page.locator(".select2-search__field").fill(words)
    expect(page.locator(".loading-results")).to_have_count(0)
    page.locator(".select2-results__option--highlighted", has_text=words).click()
    expect(field).to_contain_text(words)

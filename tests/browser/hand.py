"""What a coordinator does with the mouse and the keyboard."""

from collections.abc import Callable

from playwright.sync_api import Page

SignIn = Callable[[str], Page]


def choose(page: Page, label: str, words: str) -> None:
    """Choose from a field that searches while one types."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.locator(".select2-search__field").fill(words)
    page.locator(".select2-results__option--highlighted", has_text=words).click()

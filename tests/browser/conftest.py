"""Fixtures for tests in the Chromium of the system, against a live server."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import User
from tests.admin.authentication import PASSWORD
from tests.missing_programs import skip_missing

from .admin_actions import SignIn
from .page_checks import add_axe

# The first draws pages as the second does, and uses less processor time.
BROWSERS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
TIMEOUT = 120_000  # ms; a busy machine may be slow
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--font-render-hinting=none",  # As on screens; the second browser does so by default.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # With one profile: scripts are compiled once for all tests.
    # A page is open too briefly for optimised scripts to pay.
    "--js-flags=--no-maglev --no-opt",
]


class LeaveToWhiteNoise(StaticFilesHandler):
    """Leaves static files to WhiteNoise, as in production."""

    def _should_handle(self, path: str) -> bool:
        return False


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The whole site on a free port of this machine."""
    with patch("django.test.testcases._StaticFilesHandler", LeaveToWhiteNoise):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests. Its files stay in the data folder."""
    program = next((it for it in BROWSERS if it.exists()), None)
    if program is None:
        skip_missing("Chromium is missing. Debian: apt-get install chromium-headless-shell")
    home = settings.DATA_DIR / "chromium"
    home.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "HOME": str(home), "TMPDIR": str(home)}
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, env=env)
        yield browser
        browser.close()


def after_loading(act: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of Page or Locator that first waits until the page has loaded."""

    @wraps(act)
    def waited(it: Page | Locator, *args: Any, **kwargs: Any) -> Any:
        (it if isinstance(it, Page) else it.page).wait_for_load_state()
        return act(it, *args, **kwargs)

    return waited


@pytest.fixture(autouse=True, scope="session")
def _wait_for_pages() -> Iterator[None]:
    """Let clicks and typing wait for the page: its scripts miss what comes before it has loaded."""
    with ExitStack() as patched:
        for kind in (Page, Locator):
            for name in ("click", "fill", "check", "press", "select_option"):
                act = after_loading(getattr(kind, name))
                patched.enter_context(patch.object(kind, name, act))
        yield


@pytest.fixture
def console() -> list[str]:
    """Errors and warnings of the browser's console, such as violations of the CSP."""
    return []


@pytest.fixture(scope="session")
def profile(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser profile on a laptop, in Swedish, shared so that scripts are compiled once.

    Its first page stays open, so that the process with these scripts lives on between tests.
    """
    context = chromium.new_context(
        base_url=live_server.url, locale="sv-SE", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(TIMEOUT)
    context.new_page().goto("/robots.txt")
    yield context
    context.close()


@pytest.fixture
def browser_page(profile: BrowserContext, console: list[str]) -> Iterator[Page]:
    """A new page without cookies, whose console messages are collected in `console`."""

    def collect(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            console.append(f"{message.text} ({message.location.get('url', '')})")

    def watch(page: Page) -> None:
        page.on("console", collect)
        page.on("pageerror", lambda error: console.append(str(error)))

    profile.on("page", watch)
    yield profile.new_page()
    profile.remove_listener("page", watch)
    for page in profile.pages[1:]:
        page.close()
    profile.clear_cookies()
    profile.clear_permissions()


@pytest.fixture
def phone(browser_page: Page, live_server: LiveServer) -> Iterator[Page]:
    """A page beside `browser_page`, as wide as a telephone, with axe; visitors get no cookie."""
    page = browser_page.context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    add_axe(page)
    yield page
    assert page.context.cookies(live_server.url) == []


@pytest.fixture
def sign_in(live_server: LiveServer, browser_page: Page) -> SignIn:
    """Opens a page of the admin as the coordinator; test_sign_in.py tests signing in itself."""

    def signed_in(language: str, path: str = "") -> Page:
        client = Client()
        client.force_login(
            User.objects.create_superuser("anna", "anna@example.org", PASSWORD, language=language)
        )
        name = settings.SESSION_COOKIE_NAME
        url = f"{live_server.url}/admin/"
        value = client.cookies[name].value
        browser_page.context.add_cookies([{"name": name, "value": value, "url": url}])
        browser_page.goto(f"/admin/{path}")
        return browser_page

    return signed_in

"""The admin at another path: sign-in, links and cookies follow it, robots.txt does not name it."""

from collections.abc import Iterator
from importlib import reload
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches

from atmp_events import urls
from atmp_events.models import User
from tests.pages.parsing import page_of

from .authentication import PASSWORD, set_up_totp, totp_code


@pytest.fixture(autouse=True)
def _other_admin_path(settings: Any) -> Iterator[None]:
    settings.ADMIN_PATH = "the/desk/"
    settings.SESSION_COOKIE_PATH = settings.CSRF_COOKIE_PATH = "/the/desk/"
    reload(urls)
    clear_url_caches()
    yield
    settings.ADMIN_PATH = "admin/"
    reload(urls)
    clear_url_caches()


def test_sign_in_works_at_another_admin_path(client: Client, coordinator: User) -> None:
    secret = set_up_totp(coordinator)
    User.objects.update(language="en")
    assert client.get("/admin/").status_code == 404
    to_login = client.get("/the/desk/")
    assert to_login["Location"] == "/the/desk/login/?next=/the/desk/"
    typed = {"username": "anna", "password": PASSWORD, "next": "/the/desk/events/event/"}
    second = client.post(to_login["Location"], typed)["Location"]
    assert second == "/the/desk/login/second-step/"
    response = client.post(second, {"code": totp_code(secret)})
    assert {cookie["path"] for cookie in response.cookies.values()} == {"/the/desk/"}
    page = client.get(response["Location"], headers={"Accept-Encoding": "gzip"})
    assert (page["Content-Language"], "Content-Encoding" in page) == ("en", False)
    links = page_of(page).select("#header a, #header form")
    own = [str(link.get("href") or link.get("action")) for link in links]
    assert [path for path in own if path.startswith("/admin")] == []


def test_robots_txt_does_not_name_the_admin_path(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "desk" not in text
    assert "admin" not in text

"""The language of a response, which is chosen without a cookie."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("preference", "home"),
    [
        ("sv", "/sv/"),
        ("en", "/en/"),
        ("en-GB,en;q=0.9,sv;q=0.8", "/en/"),
        ("de,sv;q=0.5,en;q=0.4", "/sv/"),
        ("de,fr;q=0.8", "/sv/"),
        ("en;q=0,sv;q=0.1", "/sv/"),
        ("*", "/sv/"),
        ("", "/sv/"),
        ("][;q=x,,", "/sv/"),
    ],
)
def test_root_redirects_by_accept_language(client: Client, preference: str, home: str) -> None:
    response = client.get("/", headers={"Accept-Language": preference})
    assert (response.status_code, response["Location"]) == (302, home)
    assert response["Vary"] == "Accept-Language"


def test_page_language_follows_the_address_not_the_browser(client: Client) -> None:
    response = client.get("/sv/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "sv"
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/", "/sv/", "/en/", "/sv/finns-inte/", "/en/subscribe/"])
def test_a_visitor_gets_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")

"""robots.txt, security.txt and the web app manifest."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image

from tests.syndication.parsing import SITE

SECURITY = "/.well-known/security.txt"
AFTERNOON = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def test_robots_may_read_all_but_the_admin(client: Client) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    allowed = ["/sv/", "/en/events.json", "/static/site.css", "/admin/"]
    assert [robots.can_fetch("anybody", path) for path in allowed] == [True, True, True, False]
    assert robots.site_maps() == [f"{SITE}/sitemap.xml"]


def test_security_txt_names_the_contact_and_expires_within_a_year(
    client: Client, settings: Any
) -> None:
    settings.SECURITY_CONTACT = "security@example.org"
    with time_machine.travel(AFTERNOON, tick=False):
        response = client.get(SECURITY)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "Contact: mailto:security@example.org\n"
        "Expires: 2027-11-22T00:00:00Z\n"
        "Preferred-Languages: sv, en\n"
        f"Canonical: {SITE}{SECURITY}\n"
    )


def test_security_txt_is_the_same_all_day(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = "https://www.example.org/security"
    answers = set()
    for hour in (0, 12, 23):
        with time_machine.travel(AFTERNOON.replace(hour=hour), tick=False):
            answers.add(client.get(SECURITY).content)
    assert len(answers) == 1
    assert answers.pop().startswith(b"Contact: https://www.example.org/security\n")


@pytest.mark.django_db
def test_security_txt_needs_a_contact(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get(SECURITY).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("named_site")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_manifest_names_the_site_in_its_language(client: Client, language: str) -> None:
    page = BeautifulSoup(client.get(f"/{language}/").content, "html.parser")
    response = client.get(page.select_one("link[rel=manifest]")["href"])
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    names = {"sv": "ATMP-centrum Uppsala: evenemang", "en": "ATMP-centrum Uppsala: events"}
    assert manifest["name"] == names[language]
    assert (manifest["lang"], manifest["start_url"]) == (language, f"/{language}/")
    assert len(manifest["short_name"]) <= 12


@pytest.mark.django_db
def test_manifest_icons_have_the_stated_sizes(client: Client) -> None:
    for icon in client.get("/sv/site.webmanifest").json()["icons"]:
        response = client.get(icon["src"])
        content = response.getvalue()
        assert (response.status_code, response["Content-Type"]) == (200, icon["type"])
        if icon["type"] == "image/png":
            width, height = Image.open(BytesIO(content)).size
            assert f"{width}x{height}" == icon["sizes"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/robots.txt", SECURITY, "/sv/site.webmanifest"])
def test_fixed_addresses_refuse_post(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405

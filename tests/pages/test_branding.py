"""Colours, icons and share picture, made from the hue and the icon of the site."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from atmp_events.facts.colours import schemes
from atmp_events.models import Website
from tests.pages.parsing import get_page

ICONS = "link[rel=icon], link[rel=apple-touch-icon]"


def pixel(data: bytes, place: tuple[int, int]) -> str:
    with Image.open(BytesIO(data)) as image:
        red, green, blue = image.convert("RGB").getpixel(place)  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_default_colours_need_no_further_style_sheet(client: Client) -> None:
    Website.objects.create(name_sv="ATMP Lund", name_en="ATMP Lund")
    page = get_page(client, "/sv/")
    assert len(page.select("link[rel=stylesheet]:not([media=print])")) == 1
    assert all("?" not in str(it["href"]) for it in page.select(ICONS))


@pytest.mark.parametrize("path", ["/sv/", "/en/events/", "/sv/inbaddat/", "/sv/skarm/"])
def test_style_sheet_of_a_hue_is_cached_by_browsers(client: Client, path: str) -> None:
    Website.objects.create(hue=260)
    _usual, own = (str(it["href"]) for it in get_page(client, path).select("[rel=stylesheet]")[:2])
    response = client.get(own)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert schemes(260)[1].plate in response.content.decode()
    assert "immutable" not in client.get("/colours.css")["Cache-Control"]


def test_icons_and_share_picture_are_drawn_in_the_hue(client: Client) -> None:
    Website.objects.create(name_sv="ATMP Lund", name_en="ATMP Lund", hue=260)
    light = schemes(260)[0]
    page = get_page(client, "/sv/")
    favicon, touch = (str(it["href"]) for it in page.select(ICONS))
    svg = client.get(favicon)
    assert svg["Content-Type"] == "image/svg+xml"
    assert light.deep in svg.content.decode()
    assert pixel(client.get(touch).content, (2, 2)) == light.plate
    for icon in client.get("/sv/site.webmanifest").json()["icons"]:
        assert client.get(icon["src"]).status_code == 200
    shared = str(page.select_one("meta[property='og:image']")["content"])
    assert shared.startswith("https://events.example.org/sv/share.png?v=")
    assert pixel(client.get("/sv/share.png").content, (3, 3)) == light.plate
    assert client.get("/icons/other.png").status_code == 404


def test_uploaded_icon_replaces_the_knot(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("RGB", (600, 600), "#ff0000").save(out, "PNG")
    website = Website(name_sv="ATMP Lund", name_en="ATMP Lund")
    website.icon.save("icon.png", ContentFile(out.getvalue()))
    favicon = get_page(client, "/sv/").select_one("link[rel=icon]")
    assert favicon["type"] == "image/png"
    assert pixel(client.get(str(favicon["href"])).content, (96, 96)) == "#ff0000"
    for icon in client.get("/sv/site.webmanifest").json()["icons"]:
        assert pixel(client.get(icon["src"]).content, (96, 96)) == "#ff0000"
    maskable = client.get("/icons/icon-maskable-512.png").content
    assert pixel(maskable, (5, 5)) == schemes(165)[0].plate


@pytest.mark.parametrize(
    ("path", "form", "sizes"),
    [
        ("/favicon.ico", "ICO", {(16, 16), (32, 32), (48, 48)}),
        ("/apple-touch-icon.png", "PNG", {(180, 180)}),
    ],
)
def test_icons_are_served_at_the_root(
    client: Client, path: str, form: str, sizes: set[tuple[int, int]]
) -> None:
    response = client.get(path)
    assert response.status_code == 200
    icon = Image.open(BytesIO(response.getvalue()))
    assert (icon.format, icon.info.get("sizes", {icon.size})) == (form, sizes)
    assert response.cookies == {}

"""Renditions: an uploaded picture in the sizes and formats of the page, and in no others."""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from atmp_events.images.renditions import remove_stale_renditions
from atmp_events.models import Event
from tests.builders import NOON, an_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def an_event_with_picture(width: int = 1600, mode: str = "RGB") -> Event:
    event = an_event(image_alt_sv="Ett öga", image_alt_en="An eye")
    out = BytesIO()
    Image.new(mode, (width, width // 2), "green").save(out, "WEBP")
    event.image.save("eye.webp", ContentFile(out.getvalue()))
    return event


def picture_on_page(client: Client) -> BeautifulSoup:
    page = client.get("/en/events/2027/on-cells/").content
    return BeautifulSoup(page, "html.parser").picture


def fetched(client: Client, address: str) -> Image.Image:
    response: Any = client.get(address)
    assert "immutable" in response["Cache-Control"]
    content = b"".join(response.streaming_content)
    response.close()
    return Image.open(BytesIO(content))


def test_page_offers_avif_and_webp_in_sizes_and_a_jpeg(client: Client) -> None:
    an_event_with_picture()
    picture = picture_on_page(client)
    avif, webp = picture.select("source")
    assert (avif["type"], webp["type"]) == ("image/avif", "image/webp")
    offered = [part.split() for part in avif["srcset"].split(", ")]
    assert [width for _address, width in offered] == ["320w", "640w", "960w", "1440w"]
    for address, width in offered:
        image = fetched(client, address)
        assert (image.format, f"{image.width}w") == ("AVIF", width)
    assert fetched(client, picture.img["src"]).format == "JPEG"
    assert (picture.img["width"], picture.img["height"]) == ("1600", "800")


def test_small_picture_is_not_enlarged(client: Client) -> None:
    an_event_with_picture(width=500, mode="RGBA")
    assert [part.split()[1] for part in picture_on_page(client).source["srcset"].split(", ")] == [
        "320w",
        "500w",
    ]
    assert fetched(client, picture_on_page(client).img["src"]).width == 500


@pytest.mark.parametrize(
    "name",
    [
        *("events/eye-321.avif", "events/eye-640.gif", "events/none-640.avif"),
        *("../secret-640.avif", "events/eye-2000.avif", "events/eye-0640.avif"),
    ],
)
def test_unknown_rendition_is_not_made(client: Client, media: Path, name: str) -> None:
    an_event_with_picture()
    assert client.get(f"/media/renditions/{name}").status_code == 404
    assert not (media / "renditions").exists()


# Closing a response closes the database connection, which would end the test's transaction.
@pytest.mark.django_db(transaction=True)
def test_sweep_deletes_renditions_of_removed_pictures(client: Client, media: Path) -> None:
    event = an_event_with_picture()
    fetched(client, picture_on_page(client).img["src"])
    assert remove_stale_renditions(now=NOON) == 0
    event.image.delete()
    assert remove_stale_renditions(now=NOON) == 1
    assert list((media / "renditions").rglob("*.jpg")) == []


def test_sweep_deletes_old_partial_files(media: Path) -> None:
    folder = media / "renditions" / "events"
    folder.mkdir(parents=True)
    Path(folder, "x.partial").touch()
    now = datetime.now(UTC)
    assert remove_stale_renditions(now=now) == 0  # Another process may still write it.
    assert remove_stale_renditions(now=now + timedelta(days=2)) == 1


def test_pictures_are_synced_to_disk_and_private(
    client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = set[int]()
    monkeypatch.setattr(os, "fsync", lambda file: synced.add(os.fstat(file).st_ino))
    event = an_event_with_picture()
    stored = Path(event.image.path)
    assert {stored.stat().st_ino, stored.parent.stat().st_ino} <= synced
    fetched(client, picture_on_page(client).img["src"])
    [made] = (media / "renditions").rglob("*.jpg")
    assert made.stat().st_ino in synced
    assert [it.stat().st_mode & 0o077 for it in (stored, made)] == [0, 0]


@pytest.mark.parametrize("name", ["evil.html", "evil.svg", "evil.webp.html", "evil"])
def test_files_that_are_not_pictures_are_not_served(client: Client, media: Path, name: str) -> None:
    (media / "events").mkdir()
    (media / "events" / name).write_text("<script>alert(1)</script>")
    assert client.get(f"/media/events/{name}").status_code == 404

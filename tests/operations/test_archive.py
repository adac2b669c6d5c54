"""The lines of docs/operations.md leave a whole copy of the public site."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from .serving import serving

SITE = "http://testserver"
PICTURE = """
from io import BytesIO
from django.core.files.base import ContentFile
from PIL import Image
from atmp_events.models import Event
out = BytesIO()
Image.new("RGB", (900, 600), "green").save(out, "WEBP")
event = Event.objects.get()
event.image = ContentFile(out.getvalue(), "green.webp")
event.image_alt_sv, event.image_alt_en = "Grönt", "Green"
event.save()
"""
LINKS = "a[href], link[rel=stylesheet][href], img[src]"


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_the_documented_lines_copy_the_whole_site(tmp_path: Path) -> None:
    docs = (settings.BASE_DIR / "docs/operations.md").read_text()
    [lines] = re.findall(r"```sh\n(SITE=.*?)```", docs, re.S)
    lines = lines.replace("https://events.example.org", SITE)
    with serving(tmp_path, SITE_URL=SITE, ALLOWED_HOSTS="localhost,testserver") as site:
        site.beside.run(PICTURE)
        proxy = {"http_proxy": f"http://127.0.0.1:{site.port}"}  # So no name must be looked up.
        subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", lines],
            cwd=tmp_path,
            env=os.environ | proxy,
            check=True,
            capture_output=True,
        )
    copy = tmp_path / "copy"
    addresses = (tmp_path / "addresses.txt").read_text().split()
    assert len(addresses) > 20
    for address in addresses:
        assert (copy / urlsplit(address).path.lstrip("/") / "index.html").is_file(), address
    event = copy / "sv/evenemang/2024/stamceller-i-rymden"
    assert event.with_suffix(".ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert (event / "affisch/index.html").is_file()
    for name in ("sv/evenemang.atom", "en/events.json", "en/events.ics", "robots.txt"):
        assert (copy / name).stat().st_size, name
    _every_link_works(copy)
    page = BeautifulSoup((event / "index.html").read_text(), "html.parser")
    assert page.select_one("picture img[src]")


def _every_link_works(copy: Path) -> None:
    """Each link within the copy leads to a file of it; only filters and subscribing lead out."""
    for file in copy.rglob("*.html"):
        page = BeautifulSoup(file.read_text(), "html.parser")
        assert not page.select("source"), file
        for it in page.select(LINKS):
            link = str(it.get("href") or it.get("src"))
            parts = urlsplit(link)
            if not parts.scheme and parts.path:
                assert (file.parent / unquote(parts.path)).exists(), (file, link)
            elif link.startswith(SITE):
                assert "&" in parts.query or "admin" in parts.path, (file, link)

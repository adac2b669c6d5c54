"""Names and texts of a centre are data of its website; no source file names a centre."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from atmp_events.actions.seeding import load_network_meeting
from atmp_events.models import Website, WebsiteOrganiser
from tests.builders import NOON, an_event, an_organiser
from tests.pages.parsing import get_page, text_of

ROOT = settings.BASE_DIR
CENTRES = re.compile(
    r"ATMP-centrum\s+Uppsala|Akademiska\s+sjukhuset|Region\s+Uppsala", re.IGNORECASE
)
PLACES = ("atmp_events", "templates", "static", "public", "nginx")
FILES = ("compose.yaml", "Dockerfile", "gunicorn.conf.py")
ENDINGS = {".py", ".html", ".txt", ".xml", ".css", ".js", ".json", ".svg", ".po", ".conf"}


def source_files() -> list[Path]:
    found = [it for place in PLACES for it in (ROOT / place).rglob("*") if it.suffix in ENDINGS]
    return [*found, *(ROOT / it for it in FILES)]


def test_no_source_file_names_a_centre() -> None:
    files = [it for it in source_files() if "migrations" not in it.parts]
    assert len(files) > 300
    # Join the lines of a message in the catalogue.
    texts = {it: it.read_text(encoding="utf-8").replace('"\n"', "") for it in files}
    assert [str(it) for it, text in texts.items() if CENTRES.search(text)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "footer"),
    [
        (
            "/sv/",
            "ATMP-centrum Uppsala Ett samarbete mellan Akademiska sjukhuset, Region Uppsala och "
            "Uppsala universitet.",
        ),
        (
            "/en/",
            "ATMP-centrum Uppsala A collaboration between Akademiska sjukhuset, Region Uppsala "
            "and Uppsala University.",
        ),
    ],
)
def test_footer_of_the_seeded_site_names_its_organisers(
    client: Client, path: str, footer: str
) -> None:
    load_network_meeting(now=NOON)
    assert text_of(get_page(client, path).select_one("footer")).startswith(footer)


@pytest.mark.django_db
def test_footer_names_a_single_organiser(client: Client) -> None:
    website = Website.objects.create(name_sv="ATMP Lund", name_en="ATMP Lund")
    organiser = an_organiser(name_sv="Region Skåne", name_en="Region Skåne")
    WebsiteOrganiser.objects.create(website=website, organiser=organiser)
    footer = get_page(client, "/sv/").select_one("footer")
    assert text_of(footer).startswith("ATMP Lund Drivs av Region Skåne.")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sv/", "/en/", "/sv/evenemang/", "/en/events/"])
def test_site_without_a_name_is_called_events(client: Client, path: str) -> None:
    page = get_page(client, path)
    name = "Evenemang" if path.startswith("/sv") else "Events"
    assert text_of(page.select_one(".mark")) == name
    assert str(page.title.string).endswith(f" – {name}")
    footer = text_of(page.select_one("footer"))
    assert "samarbete" not in footer
    assert "collaboration" not in footer


@pytest.mark.django_db
def test_new_site_name_is_on_every_page_and_calendar_at_once(client: Client) -> None:
    event = an_event()
    website = Website.objects.create(name_sv="ATMP Lund", name_en="ATMP Lund")
    paths = ("/sv/", "/sv/evenemang.ics", "/sv/evenemang.atom", "/sv/evenemang.json")
    paths += ("/sv/site.webmanifest", "/sv/inbaddat/", "/sv/skarm/", "/sv/finns-inte/")
    paths += (f"/sv/evenemang/2027/{event.slug_sv}.ics",)
    for path in paths:
        assert "ATMP Lund" in client.get(path).content.decode(), path
    modified = client.get("/sv/evenemang.ics")["Last-Modified"]
    Website.objects.update(updated_at=None)
    website.name_sv = "ATMP Skåne"
    website.save()
    for path in paths:
        text = client.get(path).content.decode()
        assert "ATMP Skåne" in text or "ATMP Sk\\u00e5ne" in text, path
    assert client.get("/sv/evenemang.ics")["Last-Modified"] >= modified


@pytest.mark.django_db
@pytest.mark.parametrize(("header", "home"), [("", "/en/"), ("de", "/en/"), ("sv", "/sv/")])
def test_first_language_is_used_without_a_supported_preference(
    client: Client, header: str, home: str
) -> None:
    Website.objects.create(first_language="en")
    event = an_event()
    assert client.get("/", headers={"Accept-Language": header})["Location"] == home
    short = client.get(f"/e/{event.code}", headers={"Accept-Language": header})
    assert short["Location"].startswith(home)
    page = get_page(client, "/sv/")
    assert page.select_one("[hreflang=x-default]")["href"].endswith("/en/")

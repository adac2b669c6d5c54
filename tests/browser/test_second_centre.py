"""Another centre, set up in the admin only: no page or file names the first centre."""

from io import BytesIO
from typing import Any

from django.core import mail
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

from atmp_events.actions.seeding import load_empty_site
from atmp_events.admin.passwords import password_letter
from atmp_events.facts.colours import schemes
from atmp_events.mail.sending import send_at_once
from atmp_events.models import User
from tests.builders import NOON, a_venue, an_event

from .admin_actions import SignIn

BLUE = 260
TYPED = {
    "name_sv": "Cellterapicentrum Lund",
    "name_en": "Lund Cell Therapy Centre",
    "short_name_sv": "Cell Lund",
    "short_name_en": "Cell Lund",
    "tagline_sv": "Föreläsningar om levande läkemedel",
    "tagline_en": "Lectures on living medicines",
}
ORGANISERS = {"Region Skåne": "Region Skåne", "Lunds universitet": "Lund University"}
PATHS_WITH_NAME = (
    *("/sv/", "/sv/evenemang/", "/sv/om/", "/sv/skarm/", "/sv/inbaddat/", "/sv/finns-inte/"),
    *("/sv/evenemang/2045/om-celler/", "/sv/evenemang/2045/om-celler/affisch/"),
    *("/sv/evenemang/2045/om-celler.ics", "/sv/evenemang.ics", "/sv/evenemang.atom"),
    *("/sv/evenemang.json", "/sv/site.webmanifest", "/sv/visa-pa-er-webbplats/"),
    *("/oembed?url=https://events.example.org/sv/evenemang/2045/om-celler/", "/admin/login/"),
)
OTHER_PATHS = (
    "/openapi.json",
    "/sitemap.xml",
    "/robots.txt",
    "/sv/integritet/",
    "/sv/prenumerera/",
)


def add_organiser(page: Page, number: int, names: tuple[str, str]) -> None:
    """Add a new organiser in the window that the button beside the field opens."""
    if not page.locator(f"#id_organiser_links-{number}-organiser").count():
        page.click("#organiser_links-group .add-row a")
    with page.expect_popup() as opened:
        page.click(f"#add_id_organiser_links-{number}-organiser")
    for field, name in zip(("#id_name_sv", "#id_name_en"), names, strict=True):
        opened.value.locator(field).press_sequentially(name)
    with opened.value.expect_event("close"):
        opened.value.get_by_role("button", name="Spara", exact=True).click()


def colour(page: Page, selector: str) -> str:
    found: str = page.eval_on_selector(selector, "it => getComputedStyle(it).backgroundColor")
    return "#" + "".join(f"{int(it):02x}" for it in found[4:-1].split(","))


def text_of(client: Client, path: str) -> str:
    answer: Any = client.get(path, headers={"Accept-Language": "sv"})
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def test_site_of_a_second_centre_never_names_the_first(
    sign_in: SignIn, console: list[str], client: Client, settings: Any
) -> None:
    load_empty_site()
    page = sign_in("sv")
    page.get_by_role("link", name="Ge webbplatsen dess namn").click()
    for field, words in TYPED.items():
        page.fill(f"#id_{field}", words)
    page.locator("#id_hue").fill(str(BLUE))
    for number, names in enumerate(ORGANISERS.items()):
        add_organiser(page, number, names)
    page.get_by_role("button", name="Spara", exact=True).first.click()
    page.wait_for_selector(".messagelist .success")
    lund = a_venue(street="Sölvegatan 19", postal_code="223 62", city="Lund")
    event = an_event(venue=lund, starts_at=NOON.replace(year=2045))

    for scheme, ground in zip(("light", "dark"), schemes(BLUE), strict=True):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto("/sv/")
        assert colour(page, "header.top") == ground.plate
        assert colour(page, "html") == ground.paper
    foot = page.locator("footer").inner_text()
    assert "Ett samarbete mellan Region Skåne och Lunds universitet." in foot
    expect(page.locator("h1")).to_have_text(TYPED["tagline_sv"])
    answers = {path: text_of(client, path) for path in (*PATHS_WITH_NAME, *OTHER_PATHS)}
    assert [path for path, text in answers.items() if "uppsala" in text.lower()] == []
    silent = [path for path in PATHS_WITH_NAME if TYPED["name_sv"] not in answers[path]]
    assert silent == []
    card = client.get(f"/sv/evenemang/2045/{event.slug_sv}/kort.png").content
    shared = client.get("/sv/share.png").content
    for picture in (card, shared):
        pixel = Image.open(BytesIO(picture)).convert("RGB").getpixel((5, 600))
        assert "#{:02x}{:02x}{:02x}".format(*pixel) == schemes(BLUE)[0].plate  # type: ignore[misc]
    assert "COLOR:darkblue" in answers["/sv/evenemang.ics"]
    send_at_once(password_letter(User.objects.get(username="anna"), is_invitation=True))
    assert "evenemangen hos Cellterapicentrum Lund." in mail.outbox[-1].body.replace("\n", " ")
    assert console == []

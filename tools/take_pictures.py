"""Takes the screenshots of the README and the coordinators' guide from a running site.

    python tools/take_pictures.py ADDRESS USERNAME PASSWORD

The site must have new samples, as made by `make run DEMO=1`; this changes some of them. Serve it
with CHECK_LINKS=false: otherwise links that this machine cannot reach are shown as dead. Swedish
date fields need the translations of Chromium (Debian: chromium-l10n).
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize, sync_playwright

DOCS = Path(__file__).resolve().parent.parent / "docs"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LAPTOP: ViewportSize = {"width": 1120, "height": 760}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
EVENT = "Exempel: Från laboratorium till vårdavdelning"
MEETING = "/sv/evenemang/2024/stamceller-i-rymden/"


@dataclass
class Admin:
    """The admin in a coordinator's browser, signed in, in one language."""

    page: Page
    address: str
    language: str
    folder: str = "guide/pictures"

    def go(self, path: str) -> None:
        """Open a page of the admin, and wait until all its requests have ended."""
        self.page.goto(f"{self.address}/admin/{path}", wait_until="networkidle")

    def open(self, title: str) -> str:
        """Open an event's form from the list; return its path."""
        self.go(f"events/event/?q={title}")
        # The first link: the list shows the title in the language of the coordinator.
        self.page.locator(".field-title_in_list a").first.click()
        self.page.wait_for_load_state("networkidle")
        return self.page.url.split("/admin/")[1].split("change/")[0]

    def click(self, name: str) -> None:
        """Click the submit button with this name."""
        self.page.locator(f"[type=submit][name={name}]:visible").first.click()
        self.page.wait_for_load_state("networkidle")

    def take(self, name: str, *, at: str = "", height: int = 0) -> None:
        """Save a screenshot of the window, scrolled to the element `at` if it is given."""
        if at:
            self.page.locator(at).first.evaluate("it => it.scrollIntoView({block: 'start'})")
        self.page.mouse.move(0, 0)
        size = self.page.viewport_size or LAPTOP
        area: FloatRect = {
            "x": 0,
            "y": 0,
            "width": size["width"],
            "height": height or size["height"],
        }
        taken = Image.open(BytesIO(self.page.screenshot(clip=area)))
        flat = taken.convert("RGB").quantize(64, method=Image.Quantize.MEDIANCUT)
        flat.save(DOCS / self.folder / f"{name}-{self.language}.png", optimize=True)


def start(admin: Admin) -> None:
    admin.go("")
    admin.take("start")


def form(admin: Admin) -> None:
    admin.open(EVENT)
    admin.take("form")
    admin.take("languages", at="fieldset:has(#id_body_sv)")
    admin.take("programme", at="#talks-group", height=640)


def steps(admin: Admin) -> None:
    event = admin.open("Exempel: Läkemedel som lever")
    admin.go(f"{event}check/")
    admin.take("check", height=620)
    admin.go(f"{event}preview/")
    if admin.page.locator("[name=_do]").count():  # The other language may have made the link.
        admin.click("_do")
    admin.take("preview", height=620)


def plans(admin: Admin) -> None:
    event = admin.open(EVENT)
    admin.go(f"{event}plans/cancel/")
    admin.page.fill("#id_note_sv", "Talaren har blivit sjuk. Ett nytt datum kommer.")
    admin.page.fill("#id_note_en", "The speaker has fallen ill. There will be a new date.")
    admin.click("_show")
    admin.take("cancel")


def term(admin: Admin) -> None:
    event = admin.open(EVENT)
    admin.go(f"{event}repeat/")
    admin.page.select_option("#id_rhythm", "first")
    admin.page.fill("#id_first_on", "2027-01-01")
    admin.page.fill("#id_last_on", "2027-06-30")
    admin.click("_show")
    admin.page.set_viewport_size({"width": LAPTOP["width"], "height": 1180})
    admin.take("term")
    admin.page.set_viewport_size(LAPTOP)


def history(admin: Admin) -> None:
    rooms = {"sv": ("Sal 3", "Room 3"), "en": ("Sal 5", "Room 5")}[admin.language]
    event = admin.open("Exempel: Etik i tidiga studier")
    admin.page.fill("#id_room_sv", rooms[0])
    admin.page.fill("#id_room_en", rooms[1])
    admin.click("_save")
    admin.go(f"{event}history/")
    admin.take("history", height=560)


def merging(admin: Admin) -> None:
    admin.go("events/person/?q=Exempel")
    first = admin.page.locator("#result_list a[href*=change]").first.get_attribute("href") or ""
    admin.go("events/person/add/")
    admin.page.fill("#id_name", "Alma Exampel")
    admin.page.fill("#id_slug", f"alma-exampel-{admin.language}")
    admin.page.fill("#id_email", "alma@example.org")
    admin.click("_continue")
    keys = [path.split("/person/")[1].split("/")[0] for path in (first, admin.page.url)]
    admin.go(f"events/person/{keys[0]}/merge/{keys[1]}/")
    admin.take("merge")


def telephone(admin: Admin) -> None:
    admin.page.set_viewport_size(TELEPHONE)
    admin.open(EVENT)
    admin.take("telephone", at="fieldset:has(#id_starts_at_0)")


def readme(admin: Admin) -> None:
    admin.folder = "pictures"
    for name, path, height in (("event", "", 1000), ("poster", "affisch/", 1290)):
        admin.page.set_viewport_size({"width": 1280 if name == "event" else 900, "height": height})
        admin.page.goto(f"{admin.address}{MEETING}{path}", wait_until="networkidle")
        admin.take(name)


GUIDE: tuple[Callable[[Admin], None], ...] = (
    *(start, form, steps, plans),
    *(term, history, merging, telephone),
)


def main(address: str, username: str, password: str) -> None:
    with sync_playwright() as playwright:
        for language, locale in LOCALES.items():
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=[*FLAGS, f"--lang={locale}"],  # for date fields in this language
                env={**os.environ, "LANGUAGE": locale},
            )
            page = browser.new_page(viewport=LAPTOP, reduced_motion="reduce")
            page.goto(f"{address}/admin/")
            page.fill("#id_username", username)
            page.fill("#id_password", password)
            page.click("[type=submit]")
            page.locator(f"form.language button[value={language}]").click()
            for take in (*GUIDE, readme) if language == "sv" else GUIDE:
                take(Admin(page, address, language))
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:4])

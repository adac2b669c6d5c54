"""Takes the pictures of the README and of the coordinators' guide from a running site.

The site holds the samples, new as `make run DEMO=1` makes them, and is changed a little on the way.
Serve it with `CHECK_LINKS=false`, or what cannot be reached from here looks dead. For dates in
Swedish, Chromium needs its languages (Debian: chromium-l10n).
`python tools/take_pictures.py ADDRESS USERNAME PASSWORD`.
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
class Desk:
    """The coordinator's browser, signed in, in one language."""

    page: Page
    address: str
    language: str
    folder: str = "guide/pictures"

    def go(self, path: str) -> None:
        """Open a page of the admin, and wait until it is quiet."""
        self.page.goto(f"{self.address}/admin/{path}", wait_until="networkidle")

    def open(self, title: str) -> str:
        """Open an event's form from the list; return its path."""
        self.go(f"events/event/?q={title}")
        # Not by its title, which the list has in the coordinator's language.
        self.page.locator(".field-title_in_list a").first.click()
        self.page.wait_for_load_state("networkidle")
        return self.page.url.split("/admin/")[1].split("change/")[0]

    def press(self, name: str) -> None:
        """Press the button that sends this name."""
        self.page.locator(f"[type=submit][name={name}]:visible").first.click()
        self.page.wait_for_load_state("networkidle")

    def take(self, name: str, *, at: str = "", height: int = 0) -> None:
        """Take what the window shows, from the top of an element where one is named."""
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


def start(desk: Desk) -> None:
    desk.go("")
    desk.take("start")


def form(desk: Desk) -> None:
    desk.open(EVENT)
    desk.take("form")
    desk.take("languages", at="fieldset:has(#id_body_sv)")
    desk.take("programme", at="#talks-group", height=640)


def steps(desk: Desk) -> None:
    event = desk.open("Exempel: Läkemedel som lever")
    desk.go(f"{event}check/")
    desk.take("check", height=620)
    desk.go(f"{event}preview/")
    if desk.page.locator("[name=_do]").count():  # The other language may have made the link.
        desk.press("_do")
    desk.take("preview", height=620)


def plans(desk: Desk) -> None:
    event = desk.open(EVENT)
    desk.go(f"{event}plans/cancel/")
    desk.page.fill("#id_note_sv", "Talaren har blivit sjuk. Ett nytt datum kommer.")
    desk.page.fill("#id_note_en", "The speaker has fallen ill. There will be a new date.")
    desk.press("_show")
    desk.take("cancel")


def term(desk: Desk) -> None:
    event = desk.open(EVENT)
    desk.go(f"{event}repeat/")
    desk.page.select_option("#id_rhythm", "first")
    desk.page.fill("#id_first_on", "2027-01-01")
    desk.page.fill("#id_last_on", "2027-06-30")
    desk.press("_show")
    desk.page.set_viewport_size({"width": LAPTOP["width"], "height": 1180})
    desk.take("term")
    desk.page.set_viewport_size(LAPTOP)


def history(desk: Desk) -> None:
    rooms = {"sv": ("Sal 3", "Room 3"), "en": ("Sal 5", "Room 5")}[desk.language]
    event = desk.open("Exempel: Etik i tidiga studier")
    desk.page.fill("#id_room_sv", rooms[0])
    desk.page.fill("#id_room_en", rooms[1])
    desk.press("_save")
    desk.go(f"{event}history/")
    desk.take("history", height=560)


def merging(desk: Desk) -> None:
    desk.go("events/person/?q=Exempel")
    first = desk.page.locator("#result_list a[href*=change]").first.get_attribute("href") or ""
    desk.go("events/person/add/")
    desk.page.fill("#id_name", "Alma Exampel")
    desk.page.fill("#id_slug", f"alma-exampel-{desk.language}")
    desk.page.fill("#id_email", "alma@example.org")
    desk.press("_continue")
    keys = [path.split("/person/")[1].split("/")[0] for path in (first, desk.page.url)]
    desk.go(f"events/person/{keys[0]}/merge/{keys[1]}/")
    desk.take("merge")


def telephone(desk: Desk) -> None:
    desk.page.set_viewport_size(TELEPHONE)
    desk.open(EVENT)
    desk.take("telephone", at="fieldset:has(#id_starts_at_0)")


def readme(desk: Desk) -> None:
    desk.folder = "pictures"
    for name, path, height in (("event", "", 1000), ("poster", "affisch/", 1290)):
        desk.page.set_viewport_size({"width": 1280 if name == "event" else 900, "height": height})
        desk.page.goto(f"{desk.address}{MEETING}{path}", wait_until="networkidle")
        desk.take(name)


GUIDE: tuple[Callable[[Desk], None], ...] = (
    *(start, form, steps, plans),
    *(term, history, merging, telephone),
)


def main(address: str, username: str, password: str) -> None:
    with sync_playwright() as playwright:
        for language, locale in LOCALES.items():
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=[*FLAGS, f"--lang={locale}"],  # so that fields for dates are in it too
                env={**os.environ, "LANGUAGE": locale},
            )
            page = browser.new_page(viewport=LAPTOP, reduced_motion="reduce")
            page.goto(f"{address}/admin/")
            page.fill("#id_username", username)
            page.fill("#id_password", password)
            page.click("[type=submit]")
            page.locator(f"form.language button[value={language}]").click()
            for take in (*GUIDE, readme) if language == "sv" else GUIDE:
                take(Desk(page, address, language))
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:4])

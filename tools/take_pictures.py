"""Takes the pictures of the README from a running site: `python tools/take_pictures.py ADDRESS`.

The site should hold the network meeting and the samples: `make run DEMO=1`.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MEETING = "evenemang/2024/stamceller-i-rymden/"
# name: path, width, height
PICTURES = {
    "event-sv": (f"/sv/{MEETING}", 1280, 1000),
    "poster-sv": (f"/sv/{MEETING}affisch/", 900, 1290),
}


def take(browser: Browser, address: str, name: str) -> None:
    path, width, height = PICTURES[name]
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address + path, wait_until="networkidle")
    taken = Image.open(BytesIO(page.screenshot()))
    # Flat colours: a palette loses nothing that is seen, and three quarters of the bytes.
    flat = taken.convert("RGB").quantize(128, method=Image.Quantize.MEDIANCUT)
    flat.save(FOLDER / f"{name}.png", optimize=True)
    context.close()


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name in PICTURES:
            take(browser, address, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))

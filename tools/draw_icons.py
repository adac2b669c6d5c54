"""Draws the icons from static/favicon.svg in Chromium: `python tools/draw_icons.py`.

What a browser or a telephone asks for unasked lies in public/, which is served from the root.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
PLATE = "#c3dccf"
LARGE = 512
# Where an icon is cut to a circle, four fifths of its width stay: the knot stays whole.
INSET = 0.04


def drawn(browser: Browser, *, ground: str, inset: float = 0) -> Image.Image:
    """Return the icon in its largest size, on a ground that fills the square."""
    svg = (ROOT / "static/favicon.svg").read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": LARGE, "height": LARGE})
    style = f"html{{background:{ground}}}body{{margin:{inset:%}}}svg{{display:block;width:100%}}"
    page.set_content(f"<!doctype html><style>{style}</style>{svg}")
    picture = Image.open(BytesIO(page.screenshot(omit_background=True)))
    page.close()
    return picture


def save(picture: Image.Image, size: int, path: str) -> None:
    """Write a PNG with as few colours as nobody will miss."""
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    small.quantize(32).save(ROOT / path, optimize=True)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rounded = drawn(browser, ground="transparent")
        square = drawn(browser, ground=PLATE, inset=INSET).convert("RGB")
        browser.close()
    (ROOT / "public").mkdir(exist_ok=True)
    save(rounded, 192, "static/icon-192.png")
    save(rounded, 512, "static/icon-512.png")
    save(square, 512, "static/icon-maskable-512.png")
    save(square, 180, "public/apple-touch-icon.png")
    rounded.save(ROOT / "public/favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])


if __name__ == "__main__":
    main()

"""Draws the icons from static/favicon.svg in Chromium: `python tools/draw_icons.py`.

What a browser or a telephone asks for unasked lies in public/, which is served from the root.
"""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
PLATE, INK = "#c3dccf", "#0a2a22"
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


def drawn_to_share(browser: Browser) -> Image.Image:
    """Return the picture of links to pages other than events: the name of the site and its knot."""
    svg = (ROOT / "static/favicon.svg").read_text(encoding="utf-8")
    font = b64encode((ROOT / "static/familjen.woff2").read_bytes()).decode()
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.set_content(
        "<!doctype html><style>@font-face{font-family:site;font-weight:400 700;"
        f"src:url(data:font/woff2;base64,{font})}}"
        f"body{{margin:0;height:630px;background:{PLATE};color:{INK};display:flex;"
        "align-items:center;justify-content:space-between}"
        "p{margin:0 0 0 64px;font:600 112px/1.05 site}svg{width:520px;margin-right:24px}"
        f"</style><p>ATMP-<br>centrum<br>Uppsala</p>{svg}"
    )
    page.evaluate("document.fonts.ready")
    picture = Image.open(BytesIO(page.screenshot()))
    page.close()
    return picture.convert("RGB")


def save(picture: Image.Image, size: int, path: str) -> None:
    """Write a PNG with as few colours as nobody will miss."""
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    small.quantize(32).save(ROOT / path, optimize=True)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rounded = drawn(browser, ground="transparent")
        square = drawn(browser, ground=PLATE, inset=INSET).convert("RGB")
        shared = drawn_to_share(browser)
        browser.close()
    (ROOT / "public").mkdir(exist_ok=True)
    shared.quantize(32, dither=Image.Dither.NONE).save(ROOT / "static/share.png", optimize=True)
    save(rounded, 192, "static/icon-192.png")
    save(rounded, 512, "static/icon-512.png")
    save(square, 512, "static/icon-maskable-512.png")
    save(square, 180, "public/apple-touch-icon.png")
    rounded.save(ROOT / "public/favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])


if __name__ == "__main__":
    main()

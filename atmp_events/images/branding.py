"""Branding of the site: colours, icons and share picture, with their addresses and drawing.

A site with the default colour and without an icon of its own uses the files in static/.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import reverse
from PIL import Image, ImageChops, ImageOps
from PIL.ImageDraw import Draw
from PIL.ImageFont import FreeTypeFont

from ..facts.centre import CentreFacts
from ..facts.colours import LIGHT, Scheme, schemes, style_sheet
from ..facts.paths import route_path
from ..facts.subscriptable import Subscriptable
from ..models.website import DEFAULT_HUE
from .card import EDGE, HEIGHT, WIDTH, font_that_fits, readable, wrapped

STYLE: Final = 1  # Raise it with each change of a drawing here: it is in the addresses.
# Side in pixels, by the file name in static/; the touch icon is at the root.
ICONS: Final = {"icon-192.png": 192, "icon-512.png": 512, "icon-maskable-512.png": 512}
TOUCH_ICON: Final = "apple-touch-icon.png"
SAFE: Final = 0.8  # part of a maskable icon that is never cut (W3C, Web Application Manifest)
# Lengths in the site's share picture, in half pixels as in a card.
NAME_SIZES: Final = (208, 160, 120, 92)
MAX_LINES: Final = 4
KNOT: Final = 1100
NAME_WIDTH: Final = WIDTH - EDGE - KNOT - EDGE // 2


@dataclass(frozen=True, slots=True)
class Branding(Subscriptable):
    """Addresses and colours of a site, for the head of its pages."""

    style: str  # "" for the default colour
    favicon: str
    favicon_type: str
    touch_icon: str
    share: str  # absolute
    light: Scheme
    dark: Scheme


def branding_of(centre: CentreFacts) -> Branding:
    """Return the branding of a site. An address changes when its content does."""
    light, dark = schemes(centre.hue)
    own = centre.hue != DEFAULT_HUE
    svg = f"{reverse('site_favicon')}?v={_version(centre)}" if own else static("favicon.svg")
    share = _digest(centre.hue, str(centre.name))
    path = route_path("site_picture", centre.language)
    return Branding(
        style=f"{reverse('colours')}?v={_digest(style_sheet(centre.hue))}" if own else "",
        favicon=icon_url("icon-192.png", centre) if centre.icon else svg,
        favicon_type="image/png" if centre.icon else "image/svg+xml",
        touch_icon=icon_url(TOUCH_ICON, centre),
        share=f"{settings.SITE_URL}{path}?v={share}",
        light=light,
        dark=dark,
    )


def icon_url(name: str, centre: CentreFacts) -> str:
    """Return the address of an icon: one of `ICONS`, or `TOUCH_ICON`, which is at the root."""
    if centre.icon or centre.hue != DEFAULT_HUE:
        return f"{reverse('site_icon', args=[name])}?v={_version(centre)}"
    return f"/{name}" if name == TOUCH_ICON else static(name)


def _version(centre: CentreFacts) -> str:
    return _digest(centre.hue, centre.icon)


def _digest(*shown: object) -> str:
    return sha256(repr((STYLE, *shown)).encode()).hexdigest()[:12]


def draw_favicon(hue: int) -> str:
    """Return the icon as SVG in the colours of a hue."""
    light = schemes(hue)[0]
    svg = _file("favicon.svg").decode()
    return svg.replace(LIGHT.plate, light.plate).replace(LIGHT.deep, light.deep)


def draw_icon(name: str, centre: CentreFacts) -> bytes:
    """Return an icon as PNG: the site's own picture, or the knot in its colours."""
    side = ICONS.get(name, 180)
    light = schemes(centre.hue)[0]
    if centre.icon:
        with default_storage.open(centre.icon) as stored, Image.open(stored) as opened:
            icon = _squared(opened.convert("RGBA"), side, light, is_maskable="maskable" in name)
    else:
        icon = _coloured(name if name in ICONS else "icon-maskable-512.png", light)
        icon = icon.resize((side, side), Image.Resampling.LANCZOS)
    return _png(icon)


def draw_site_picture(centre: CentreFacts) -> bytes:
    """Return the picture that other sites show beside a link: the name and the knot."""
    light = schemes(centre.hue)[0]
    image = Image.new("RGB", (WIDTH, HEIGHT), light.plate)
    draw, name = Draw(image), readable(centre.name)
    fonts = [font_that_fits("", size, 1) for size in NAME_SIZES]
    font = next((it for it in fonts if _fits(name, it)), fonts[-1])
    lines = wrapped(name, font, NAME_WIDTH, MAX_LINES)
    leading = font.size * 1.13
    y = HEIGHT / 2 - leading * len(lines) / 2 + font.size * 0.9
    for line in lines:
        draw.text((EDGE, y), line, light.ink, font, "ls")
        y += leading
    knot = _coloured("icon-maskable-512.png", light).convert("RGB")
    knot = knot.resize((KNOT, KNOT), Image.Resampling.LANCZOS)
    image.paste(knot, (WIDTH - KNOT - EDGE // 2, (HEIGHT - KNOT) // 2))
    return _png(image.reduce(2).quantize(64, dither=Image.Dither.NONE))


def _fits(name: str, font: FreeTypeFont) -> bool:
    words = max(map(font.getlength, name.replace("-", "- ").split()), default=0)
    return words <= NAME_WIDTH and len(wrapped(name, font, NAME_WIDTH)) <= MAX_LINES


def _coloured(name: str, colours: Scheme) -> Image.Image:
    """Return an icon of static/ with its two colours exchanged for others."""
    with Image.open(BytesIO(_file(name))) as opened:
        icon = opened.convert("RGBA")
    plate = Image.new("RGB", icon.size, LIGHT.plate)
    distance = ImageChops.difference(icon.convert("RGB"), plate).convert("L")
    mask = ImageOps.autocontrast(distance)  # 0 where it is the plate, 255 where it is the knot
    ground = Image.new("RGB", icon.size, colours.plate)
    ground.paste(Image.new("RGB", icon.size, colours.deep), mask=mask)
    ground.putalpha(icon.getchannel("A"))
    return ground


def _squared(icon: Image.Image, side: int, colours: Scheme, *, is_maskable: bool) -> Image.Image:
    """Return a picture in the middle of a square, which has a ground if it is maskable."""
    inner = round(side * (SAFE if is_maskable else 1))
    icon.thumbnail((inner, inner), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), colours.plate if is_maskable else (0, 0, 0, 0))
    square.alpha_composite(icon, ((side - icon.width) // 2, (side - icon.height) // 2))
    return square


def _file(name: str) -> bytes:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path).read_bytes()


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()

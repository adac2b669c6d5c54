"""The colours of the site, made from one hue.

Lightness and chroma are those of static/site.css; only the hue is turned, in OKLCH
(https://www.w3.org/TR/css-color-4/#ok-lab). Contrast depends on lightness, so it is as good in
each hue as in the default one. Tests measure all hues.
"""

from dataclasses import dataclass, fields
from functools import cache
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Final

from ..models.website import DEFAULT_HUE
from .subscriptable import Subscriptable

LESS_CHROMA: Final = 0.97  # factor, applied until sRGB has the colour


@dataclass(frozen=True, slots=True)
class Scheme(Subscriptable):
    """The colours of the light or of the dark scheme, as "#rrggbb". Alarms are always red."""

    paper: str
    ink: str
    mute: str
    plate: str
    rest: str
    deep: str
    on_deep: str


LIGHT: Final = Scheme("#ffffff", "#0a2a22", "#35514a", "#c3dccf", "#ebf1ee", "#0b4335", "#ffffff")
DARK: Final = Scheme("#0a1512", "#e8f2ed", "#aec6bc", "#12332a", "#14211d", "#a9dcc5", "#0a1f18")
LIGHT_ALARM, DARK_ALARM = "#86170f", "#ffb9ad"


@cache
def schemes(hue: int) -> tuple[Scheme, Scheme]:
    """Return the light and the dark scheme of a hue (degrees)."""
    if hue == DEFAULT_HUE:
        return LIGHT, DARK
    light, dark = (
        Scheme(*(rotate_hue(getattr(scheme, it.name), hue - DEFAULT_HUE) for it in fields(Scheme)))
        for scheme in (LIGHT, DARK)
    )
    return light, dark


def style_sheet(hue: int) -> str:
    """Return the CSS custom properties of a hue, for a style sheet after static/site.css."""
    light, dark = schemes(hue)
    plain = {it.name.replace("_", "-"): it.name for it in fields(Scheme)}
    first = "".join(f"--{name}:{getattr(light, it)};" for name, it in plain.items())
    both = "".join(
        f"--{name}:light-dark({getattr(light, it)},{getattr(dark, it)});"
        for name, it in plain.items()
    )
    return (
        f"@layer tokens{{:root{{{first}--line:{light.ink}40;--around:{light.rest}}}"
        f"@supports(color:light-dark(#000,#fff)){{:root{{{both}"
        f"--line:light-dark({light.ink}40,{dark.ink}40)}}}}}}\n"
    )


def rotate_hue(colour: str, angle: float) -> str:
    """Return a colour with its hue turned by degrees, and with less chroma if sRGB lacks it."""
    lightness, chroma, hue = _oklch(colour)
    shown = _linear_rgb(lightness, chroma, hue + angle)
    while not all(-0.0001 <= part <= 1.0001 for part in shown):
        chroma *= LESS_CHROMA
        shown = _linear_rgb(lightness, chroma, hue + angle)
    return "#" + "".join(f"{_byte(part):02x}" for part in shown)


def _linear(part: float) -> float:
    """Return a component of an sRGB colour (0–1) without gamma."""
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _byte(part: float) -> int:
    part = min(1.0, max(0.0, part))
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))


def _oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), degrees(atan2(b, a))


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )

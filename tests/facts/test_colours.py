"""The colour schemes that are made from one hue, and their contrast."""

import re

import pytest
from django.conf import settings

from atmp_events.facts.colours import (
    DARK,
    DARK_ALARM,
    LIGHT,
    LIGHT_ALARM,
    schemes,
    style_sheet,
)
from atmp_events.models.website import DEFAULT_HUE

# WCAG 2.2: AA requires 4.5, AAA 7. All pairs of the design have AAA, except two.
AAA, AA = 7.0, 4.5
GROUNDS = ("paper", "plate", "rest")
TEXTS = ("ink", "mute", "deep")


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("at", "alarm"), [(0, LIGHT_ALARM), (1, DARK_ALARM)])
def test_every_hue_has_the_contrast_of_the_default(at: int, alarm: str) -> None:
    usual = (LIGHT, DARK)[at]
    for hue in range(360):
        scheme = schemes(hue)[at]
        pairs = [(text, ground) for text in TEXTS for ground in GROUNDS] + [("on_deep", "deep")]
        for text, ground in pairs:
            found = contrast(getattr(scheme, text), getattr(scheme, ground))
            before = contrast(getattr(usual, text), getattr(usual, ground))
            assert found >= (AAA if before >= AAA else AA), (hue, text, ground, found)
        for ground in GROUNDS:
            assert contrast(alarm, getattr(scheme, ground)) >= AA, (hue, ground)


def test_default_hue_is_that_of_the_style_sheet() -> None:
    css = (settings.BASE_DIR / "static" / "site.css").read_text()
    assert schemes(DEFAULT_HUE) == (LIGHT, DARK)
    for name in ("paper", "ink", "mute", "plate", "rest", "deep", "on_deep"):
        pair = re.search(rf"--{name.replace('_', '-')}:light-dark\((#\w+),(#\w+)\)", css)
        assert pair
        light, dark = (it if len(it) == 7 else f"#{it[1:]}{it[1:]}" for it in pair.groups())
        assert (light, dark) == (getattr(LIGHT, name), getattr(DARK, name))


def test_style_sheet_of_a_hue_has_both_schemes_and_not_print() -> None:
    css = style_sheet(260)
    assert css.startswith("@layer tokens{")  # The later layer "print" overrides it.
    light, dark = schemes(260)
    assert f"--deep:light-dark({light.deep},{dark.deep})" in css
    assert f"--plate:{light.plate};" in css

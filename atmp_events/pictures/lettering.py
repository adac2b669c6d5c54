"""Letters for pictures, and how wide a text will be: the site's font, and what stands in for it.

The fonts lie in fonts/, made by tools/draw_fonts.py. Sizes are of the letters' em, in pixels;
widths are in em, so that they hold for print too.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Weight = Literal["regular", "semibold"]

FONTS: Final = Path(__file__).parent / "fonts"
# In the order asked for a letter. Only the heavier weight has more than Latin-1.
LENT: Final = ("familjen-ext-semibold", "inter-greek-semibold", "inter-cyrillic-semibold")
CHAINS: Final[dict[Weight, tuple[str, ...]]] = {
    "regular": ("familjen-regular", *LENT),
    "semibold": ("familjen-semibold", *LENT),
}
LACKED: Final = ""  # the "font" of a letter that none has
SOFT_HYPHEN: Final = "\u00ad"


@dataclass(frozen=True, slots=True)
class Style:
    """How letters are drawn. `tracking`, in em, is added after each."""

    size: float
    fill: str
    weight: Weight = "semibold"
    tracking: float = 0


@lru_cache(maxsize=512)
def readable(text: str) -> str:
    """Return a text with only letters that some font has.

    What none has is taken apart ("ﬁ" to "fi", "ậ" to "a") or, like emoji, left out: a box where
    a letter is expected says less than nothing.
    """
    letters = unicodedata.normalize("NFC", text.replace(SOFT_HYPHEN, ""))
    return " ".join("".join(map(_readable, letters)).split())


@lru_cache(maxsize=4096)
def width(text: str, weight: Weight = "semibold", *, tracking: float = 0) -> float:
    """Return how wide a text is on one line, in em. A letter that no font has counts as one em."""
    known = text.replace(SOFT_HYPHEN, "")
    runs = (
        _font(name, 1000).getlength(run) / 1000 if name else len(run)
        for name, run in _runs(known, weight)
    )
    return sum(runs) + tracking * len(known)


def lines(
    text: str, measure: float, weight: Weight = "semibold", *, tracking: float = 0
) -> list[str]:
    """Return a text broken at spaces to lines of at most `measure` em; too long a word is cut."""

    def fits(line: str) -> bool:
        return width(line, weight, tracking=tracking) <= measure

    broken: list[str] = []
    for word in text.split():
        if broken and fits(f"{broken[-1]} {word}"):
            broken[-1] += f" {word}"
        else:
            broken.extend(_cut(word, fits))
    return broken


def write(draw: "ImageDraw", at: tuple[float, float], text: str, style: Style) -> float:
    """Write one line from the left end of its base line, and return where it ends."""
    x, y = at
    for name, run in _runs(text, style.weight):
        if name == LACKED:
            continue
        font = _font(name, round(style.size))
        for place, letter in enumerate(run):
            draw.text((x, y), letter, fill=style.fill, font=font, anchor="ls")
            pair = run[place : place + 2]  # A letter is kerned by the one that follows.
            x += font.getlength(pair) - font.getlength(pair[1:]) + style.tracking * style.size
    return x


def _cut(word: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Yield a word in pieces that fit, mostly as one."""
    while len(word) > 1 and not fits(word):
        most = max(1, sum(fits(word[:end]) for end in range(1, len(word))))
        yield word[:most]
        word = word[most:]
    yield word


def _readable(letter: str) -> str:
    if letter.isspace() or _font_of(letter, "semibold"):
        return letter
    apart = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in apart if part != letter and _font_of(part, "semibold"))


def _runs(text: str, weight: Weight) -> Iterator[tuple[str, str]]:
    """Yield stretches of a text that are written in one font."""
    for name, letters in groupby(text, key=lambda letter: _font_of(letter, weight)):
        yield name, "".join(letters)


def _font_of(letter: str, weight: Weight) -> str:
    return next((name for name in CHAINS[weight] if letter in _letters(name)), LACKED)


@cache
def _letters(name: str) -> frozenset[str]:
    return frozenset((FONTS / f"{name}.txt").read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def _font(name: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # Pages read what may be written; to draw it is rarer.

    return ImageFont.truetype(FONTS / f"{name}.ttf", size)

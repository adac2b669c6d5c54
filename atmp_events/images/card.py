"""The share card: the picture that other sites show beside a link to an event.

A PNG of 1200 × 630 pixels, the size Open Graph recommends, with the day, the place, the title and
the knot of the event. The card of an event that took place says so, and is grey.
"""

import textwrap
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Final

from django.utils.translation import gettext, override
from PIL import Image, ImageFont
from PIL.ImageDraw import Draw, ImageDraw

from ..facts.centre import CentreFacts
from ..facts.colours import LIGHT_ALARM, Scheme, schemes
from ..facts.event import EventFacts
from ..facts.status import StatusWords
from ..models import NOT_HELD
from .knot import SIZE, Curve, Point, Trace, bridges, curve_of, strands

STYLE: Final = 6  # Raise it with each change of the drawing: it is in the address of every card.

# Lengths are in half pixels: the card is drawn at twice its size, which smooths the edges.
WIDTH: Final = 2400
HEIGHT: Final = 1260
EDGE: Final = 128
TEXT_WIDTH: Final = WIDTH - 2 * EDGE - 800  # beside the knot
BAND_HEIGHT: Final = 192  # of the band with the status
TITLE_SIZES: Final = (128, 108, 92)  # The smallest is still legible in a chat's small card.
DAY_SIZES: Final = (384, 264)  # the second for a long title
DAY_SIZES_BELOW_NEWS: Final = (264, 176)
TITLE_LEADING: Final = 1.1

FONT: Final = Path(__file__).parent / "fonts" / "card-semibold.ttf"


@dataclass(frozen=True, slots=True)
class Card:
    """The content of a card."""

    name: str
    day: str  # "5 mars"
    line: str  # "tisdag 16.00–17.30 · 2024"
    zone: str  # "svensk tid, 15.00 i London"; below the line
    signs: tuple[str, ...]
    building: str  # beside the first of the signs
    title: str
    news: str  # "Inställt"; empty when all is as planned
    news_more: str
    status: str  # a value of Status
    took_place: bool
    knot: Curve
    colours: Scheme

    @property
    def version(self) -> str:
        """A digest of the content and the style of drawing."""
        return sha256(repr((STYLE, self)).encode()).hexdigest()[:16]

    @property
    def is_called_off(self) -> bool:
        """Whether the event will not take place on the day shown."""
        return self.status in NOT_HELD

    @property
    def is_grey(self) -> bool:
        """Whether the event is no longer to come."""
        return self.is_called_off or self.took_place


def card_of(
    facts: EventFacts, centre: CentreFacts, news: StatusWords | None, *, took_place: bool
) -> Card:
    """Return the card of an event with its news."""
    when, where = facts.when, facts.where
    line = (" ".join(when.lines), when.year) if when else ()
    room = where.room or ("" if where.entrance_in_words else where.venue)
    with override(facts.language):
        online = gettext("Online") if where.online else ""
    return Card(
        name=readable(centre.name),
        day=when.day if when else facts.kind_name,
        line=readable(" · ".join(line)),
        zone=readable(when.zone_note) if when else "",
        signs=tuple(filter(None, (readable(where.entrance_in_words), readable(room), online))),
        building=readable(where.building),
        title=readable(facts.title) if is_readable(facts.title) else facts.kind_name,
        news=news.word if news else "",
        news_more=news.sentence if news else "",
        status=facts.status,
        took_place=took_place,
        colours=schemes(centre.hue)[0],
        knot=curve_of(facts.uid, len(facts.talks), len(facts.organisers)),
    )


def card_in_words(card: Card, facts: EventFacts, centre: CentreFacts) -> str:
    """Return the alternative text of the card of an event."""
    day = f"{facts.when.weekday} {facts.when.date_in_words}" if facts.when else ""
    parts = (card.news, facts.title, day, *card.signs, card.building, centre.name)
    return " – ".join(filter(None, parts))


@lru_cache(maxsize=512)
def readable(text: str) -> str:
    """Return a text with only the letters that the font has.

    Other letters are decomposed ("ﬁ" to "fi", "ǟ" to "a") or, like emoji, left out.
    """
    letters = _letters()
    composed = unicodedata.normalize("NFC", text.replace("\u00ad", ""))  # soft hyphens
    known = (
        letter
        if letter in letters or letter.isspace()
        else "".join(part for part in _parts(letter) if part in letters)
        for letter in composed
    )
    return " ".join("".join(known).split())


def is_readable(text: str) -> bool:
    """Return whether the font has more than half of a text's letters."""
    letters = [letter for letter in unicodedata.normalize("NFC", text) if letter.isalnum()]
    known = list(filter(readable, letters))
    return len(known) > len(letters) / 2


def _parts(letter: str) -> list[str]:
    """Return the letters that a letter is composed of, without combining marks."""
    parts = unicodedata.normalize("NFKD", letter)
    return [part for part in parts if not unicodedata.combining(part)]


def draw_card(card: Card) -> bytes:
    """Return the card as PNG."""
    colours = card.colours
    ground = colours.rest if card.is_grey else colours.plate
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    draw = Draw(image)
    top = _draw_news(draw, card) if card.news else 0
    foot = _draw_signs(draw, card, _draw_when(draw, card, top))
    _draw_title(draw, card, foot)
    _draw_knot(draw, card, top + EDGE - 28, foot)
    out = BytesIO()
    # A palette has room for the few colours and their shades.
    small = image.reduce(2).quantize(128, dither=Image.Dither.NONE)
    small.save(out, "PNG", compress_level=7)  # The highest level takes seven times as long.
    return out.getvalue()


def _draw_news(draw: ImageDraw, card: Card) -> float:
    """Draw the status in a band. Return its lower edge."""
    colours = card.colours
    band, ink = (LIGHT_ALARM if card.is_called_off else colours.deep), colours.on_deep
    if card.took_place:  # This is not news: the band has the colour of the ground, as on the page.
        band, ink = colours.rest, colours.ink
    draw.rectangle((0, 0, WIDTH, BAND_HEIGHT), band)
    word, baseline = _font(92), BAND_HEIGHT * 0.66
    draw.text((EDGE, baseline), card.news, ink, word, "ls")
    left = EDGE + word.getlength(card.news) + 48
    sentence = font_that_fits(card.news_more, 64, WIDTH - EDGE - left)
    draw.text((left, baseline), card.news_more, ink, sentence, "ls")
    return BAND_HEIGHT


def _draw_when(draw: ImageDraw, card: Card, top: float) -> float:
    """Draw the name of the site, the day, and the line below it. Return their lower edge."""
    y = top + EDGE + 18
    draw.text(
        (EDGE, y), card.name, card.colours.ink, font_that_fits(card.name, 60, TEXT_WIDTH), "ls"
    )
    day = font_that_fits(card.day, _day_size(card), TEXT_WIDTH)
    left = EDGE - day.size * 0.045  # aligns the stem of the letter with the edge
    y += 52 + day.size * 0.78
    draw.text((left, y), card.day, card.colours.ink, day, "ls")
    if card.is_called_off:
        right = left + day.getlength(card.day)
        draw.rectangle((EDGE, y - day.size * 0.3, right, y - day.size * 0.24), card.colours.ink)
    y += 68 + day.size * 0.2
    draw.text(
        (EDGE, y), card.line, card.colours.ink, font_that_fits(card.line, 84, TEXT_WIDTH), "ls"
    )
    if card.zone:
        y += 80
        zone = font_that_fits(card.zone, 60, TEXT_WIDTH)
        draw.text((EDGE, y), card.zone, card.colours.ink, zone, "ls")
    return y + 40


def _day_size(card: Card) -> int:
    """Return the size of the day: the smaller one leaves two more lines for a long title."""
    is_long = len(_lines(card.title, _font(TITLE_SIZES[-1]))) > 2
    return (DAY_SIZES_BELOW_NEWS if card.news else DAY_SIZES)[is_long]


def _draw_signs(draw: ImageDraw, card: Card, top: float) -> float:
    """Draw the place as signs, and the building beside the door. Return their lower edge."""
    left, bottom = float(EDGE), top + 120
    texts = "".join((*card.signs, card.building))
    font = font_that_fits(texts, 84, TEXT_WIDTH - 104 * len(card.signs) - 40)
    baseline = top + 60 + font.size * 0.36
    for sign in card.signs:
        right = left + font.getlength(sign) + 72
        draw.rounded_rectangle((left, top, right, bottom), 14, card.colours.deep)
        draw.text((left + 36, baseline), sign, card.colours.on_deep, font, "ls")
        left = right + 32
        if card.building and sign == card.signs[0]:
            draw.text((left, baseline), card.building, card.colours.ink, font, "ls")
            left += font.getlength(card.building) + 40
    return bottom


def _draw_title(draw: ImageDraw, card: Card, top: float) -> None:
    """Draw the title in the largest size that fits; cut it with an ellipsis if none does."""
    room = HEIGHT - EDGE * 0.7 - top - 68
    for size in TITLE_SIZES:
        font, most = _font(size), int(room / (size * TITLE_LEADING))
        lines = _lines(card.title, font)
        if len(lines) <= most:
            break
    y = top + 68 + size * 0.8
    for line in _lines(card.title, font, most):
        draw.text((EDGE, y), line, card.colours.ink, font, "ls")
        y += size * TITLE_LEADING


def _draw_knot(draw: ImageDraw, card: Card, top: float, bottom: float) -> None:
    """Draw the knot at the right edge, between `top` and `bottom`."""
    bottom = min(bottom, top + WIDTH - 2 * EDGE - TEXT_WIDTH - 48)  # clear of the text
    scale = (bottom - top) / (2 * SIZE)
    left = WIDTH - EDGE - (bottom - top)
    ink, ground = (
        (card.colours.mute, card.colours.rest)
        if card.is_grey
        else (card.colours.deep, card.colours.plate)
    )

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (x + SIZE) * scale, top + (y + SIZE) * scale

    def stroke(trace: Trace, width: float, fill: str) -> None:
        # Not ImageDraw.line: in a bend, its wide lines have cracks. These pieces share corners.
        for near, far in pairwise(_sides(point, width / 2) for point in trace):
            draw.polygon([place(*corner) for corner in (*near, *reversed(far))], fill)

    for strand in strands(card.knot, 480):
        stroke(strand, card.knot.width, ink)
    over = bridges(card.knot, 24)
    for bridge in over:
        stroke(bridge, card.knot.gap, ground)
    for bridge in over:
        stroke(bridge, card.knot.width, ink)
        for x, y, _, _ in (bridge[0], bridge[-1]):
            draw.circle(place(x, y), card.knot.width * scale / 2, ink)


def _sides(point: Point, reach: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the two points at a distance of `reach` from a point, across the curve."""
    x, y, dx, dy = point
    across, along = dy / hypot(dx, dy) * reach, dx / hypot(dx, dy) * reach
    return (x - across, y + along), (x + across, y - along)


def _lines(text: str, font: ImageFont.FreeTypeFont, most: int | None = None) -> list[str]:
    return wrapped(text, font, WIDTH - 2 * EDGE, most)


def wrapped(
    text: str, font: ImageFont.FreeTypeFont, width: float, most: int | None = None
) -> list[str]:
    """Break a text into lines of a width (half pixels), at most `most`."""
    for letters in range(len(text), 0, -1):
        lines = textwrap.wrap(text, letters, max_lines=most, placeholder=" …")
        if all(font.getlength(line) <= width for line in lines):
            break
    return lines


def font_that_fits(text: str, size: int, room: float) -> ImageFont.FreeTypeFont:
    """Return the font in a size (pixels), or smaller if the text would be wider than `room`."""
    length = _font(size).getlength(text)
    return _font(size if length <= room else int(size * room / length))


@lru_cache(maxsize=128)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


@cache
def _letters() -> frozenset[str]:
    """Return the letters of the font, listed in a file: Pillow cannot list them."""
    return frozenset(FONT.with_suffix(".txt").read_text(encoding="utf-8"))

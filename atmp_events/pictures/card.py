"""The picture that stands beside a link to an event: the day, the place, the title, the knot.

1200 × 630 pixels, as Open Graph wants it. It is drawn from facts alone, so it is the same at
every moment; whether the event is over is the page's to say.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, override

from ..facts.event import EventFacts
from ..facts.status import status_words
from ..models import Status
from .knot import Curve, curve_of
from .lettering import Weight, lines, readable, width

if TYPE_CHECKING:
    from .drawing import Drawing

WIDTH: Final = 1200
HEIGHT: Final = 630
EDGE: Final = 64
STYLE: Final = 1  # To be raised when the drawing changes, so that it is fetched anew.

# The tokens of the site's light colours (static/site.css).
INK, PAPER, DEEP, ALARM = "#0a2a22", "#ffffff", "#0b4335", "#86170f"
PLATE, REST, MUTE = "#c3dccf", "#ebf1ee", "#35514a"

NAME: Final = 30
DAY: Final = (208, 190, 172, 156, 142, 128, 116, 104, 94, 84, 76)
DAY_UNDER_BAND: Final = DAY[4:]
LINE: Final = (42, 38, 34, 31, 28, 25)
TITLE: Final = (64, 58, 52, 47, 43, 39, 36, 33)
LEADING: Final = 1.1
BAND: Final = 96  # how high the band is that says what has changed
BESIDE: Final = WIDTH - 2 * EDGE - 400  # the room for words beside the knot
DAY_TRACKING: Final = -0.045
TITLE_TRACKING: Final = -0.012


@dataclass(frozen=True, slots=True)
class Card:
    """All that is drawn, and nothing else."""

    name: str
    day: str  # "5 mars"
    line: str  # "tisdag 16.00–17.30 · 2024"
    signs: tuple[str, ...]
    title: str
    news: str  # "Inställt"; empty when all is as planned
    news_more: str
    status: str  # a value of Status
    knot: Curve

    @property
    def version(self) -> str:
        """A digest of what is drawn: the same digest, the same picture."""
        return sha256(repr((STYLE, self)).encode()).hexdigest()[:16]

    @property
    def is_struck(self) -> bool:
        """Tell whether the day shown is one on which nothing will happen."""
        return self.status in {Status.CANCELLED, Status.POSTPONED}


def card_of(facts: EventFacts) -> Card:
    """Return what is drawn for an event."""
    when, news = facts.when, status_words(facts)
    line = (" ".join(when.lines), when.year, when.zone_note) if when else ()
    with override(facts.language):
        name = gettext("ATMP-centrum Uppsala")
    return Card(
        name=name,
        day=when.day if when else facts.kind_name,
        line=readable(" · ".join(filter(None, line))),
        signs=_signs_of(facts),
        title=readable(facts.title) or facts.kind_name,
        news=news.word if news else "",
        news_more=news.sentence if news else "",
        status=facts.status,
        knot=curve_of(facts.uid, len(facts.talks), len(facts.organisers)),
    )


@lru_cache(maxsize=64)
def card_in_words(facts: EventFacts) -> str:
    """Return what the picture says, for those who do not see it."""
    card = card_of(facts)
    day = f"{facts.when.weekday} {facts.when.date_in_words}" if facts.when else ""
    parts = (card.news, facts.title, day, *card.signs, card.name)
    return " – ".join(filter(None, parts))


def draw_card(card: Card) -> bytes:
    """Return the picture as PNG."""
    from .drawing import Drawing  # Every page says what is drawn, and few processes draw.

    drawing = Drawing(WIDTH, HEIGHT, REST if card.is_struck else PLATE)
    top = _band(drawing, card) if card.news else 0.0
    foot = _signs(drawing, card, _when(drawing, card, top))
    _title(drawing, card, foot)
    head = top + EDGE - 14
    size = foot - head
    at = (WIDTH - EDGE - size, head)
    drawing.knot(card.knot, at, size, MUTE if card.is_struck else DEEP)
    return drawing.png()


def _signs_of(facts: EventFacts) -> tuple[str, ...]:
    where = facts.where
    with override(facts.language):
        online = gettext("Online") if where.online else ""
    return tuple(filter(None, (readable(where.door or where.short), online)))


def _band(drawing: "Drawing", card: Card) -> float:
    """Say what has become of the event, in a word and a sentence. Return where the band ends."""
    drawing.box((0, 0, WIDTH, BAND), ALARM if card.status == Status.CANCELLED else DEEP)
    line = BAND * 0.66
    at = drawing.write((EDGE, line), card.news, 46, PAPER) + 24
    size = _fitting(card.news_more, LINE[2:], WIDTH - EDGE - at, weight="regular")
    drawing.write((at, line), card.news_more, size, PAPER, weight="regular")
    return BAND


def _when(drawing: "Drawing", card: Card, top: float) -> float:
    """Write whose event it is, the day, and the line under it. Return where they end."""
    y = top + EDGE + NAME * 0.3
    drawing.write((EDGE, y), card.name, NAME, INK)
    sizes = DAY_UNDER_BAND if card.news else DAY
    size = _fitting(card.day, sizes, BESIDE, tracking=DAY_TRACKING)
    y += 26 + size * 0.78
    start = EDGE - size * 0.045
    end = drawing.write((start, y), card.day, size, INK, tracking=DAY_TRACKING)
    if card.is_struck:
        drawing.box((EDGE, y - size * 0.3, end, y - size * 0.24), INK)
    y += 34 + size * 0.2
    drawing.write((EDGE, y), card.line, _fitting(card.line, LINE, BESIDE), INK)
    return y + 20


def _signs(drawing: "Drawing", card: Card, top: float) -> float:
    """Write the signs as they hang by the door. Return where they end."""
    left, bottom = float(EDGE), top + 60
    for sign in card.signs:
        size = _fitting(sign, LINE, BESIDE / len(card.signs) - 44)
        right = left + size * width(sign) + 36
        drawing.box((left, top, right, bottom), DEEP, corner=7)
        drawing.write((left + 18, top + 30 + size * 0.36), sign, size, PAPER)
        left = right + 16
    return bottom


def _title(drawing: "Drawing", card: Card, top: float) -> None:
    """Write the title as large as it fits; one that never does ends in an ellipsis."""
    room = HEIGHT - EDGE * 0.7 - top - 34
    for size in TITLE:
        broken = lines(card.title, (WIDTH - 2 * EDGE) / size, tracking=TITLE_TRACKING)
        fits = int(room / (size * LEADING))
        if len(broken) <= fits:
            break
    if len(broken) > fits:
        broken = [*broken[: fits - 1], f"{broken[fits - 1].rstrip(' ,;:–')} …"]
    y = top + 34 + size * 0.8
    for line in broken:
        drawing.write((EDGE, y), line, size, INK, tracking=TITLE_TRACKING)
        y += size * LEADING


def _fitting(
    text: str,
    sizes: tuple[int, ...],
    room: float,
    *,
    weight: Weight = "semibold",
    tracking: float = 0,
) -> int:
    """Return the largest size in which a text stands on one line, or the smallest there is."""
    wide = width(text, weight, tracking=tracking)
    return next((size for size in sizes if size * wide <= room), sizes[-1])

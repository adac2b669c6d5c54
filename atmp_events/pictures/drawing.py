"""A picture to draw on: boxes, letters and knots with smooth edges."""

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from math import hypot
from typing import Final

from PIL import Image, ImageDraw

from .knot import SIZE, Curve, Trace, traced
from .lettering import Style, Weight, write

FINE: Final = 3  # Drawn so many times larger and then made smaller, which smooths the edges.
GAP: Final = 1.5  # How much wider than the strand the ground is that parts it from another.

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


class Drawing:
    """A picture in one ground colour. Its user counts in pixels of the finished picture."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.size = (width, height)
        self.ground = ground
        self.picture = Image.new("RGB", (width * FINE, height * FINE), ground)
        self.draw = ImageDraw.Draw(self.picture)

    def box(self, box: Box, fill: str, *, corner: float = 0) -> None:
        """Fill a box, its corners rounded by `corner` pixels."""
        edges = tuple(edge * FINE for edge in box)
        self.draw.rounded_rectangle(edges, radius=corner * FINE, fill=fill)

    def write(
        self,
        at: Point,
        text: str,
        size: float,
        fill: str,
        *,
        weight: Weight = "semibold",
        tracking: float = 0,
    ) -> float:
        """Write one line from the left end of its base line, and return where it ends."""
        start = (at[0] * FINE, at[1] * FINE)
        style = Style(size * FINE, fill, weight, tracking)
        return write(self.draw, start, text, style) / FINE

    def knot(self, curve: Curve, at: Point, size: float, stroke: str) -> None:
        """Draw a knot into a square, given its upper left corner and its side."""
        place = _Place(at[0] * FINE, at[1] * FINE, size * FINE / (2 * SIZE))
        strands, bridges = traced(curve)
        for strand in strands:
            self._stroke(strand, place, curve.width, stroke)
        for bridge in bridges:
            self._stroke(bridge, place, curve.width * GAP, self.ground)
        for bridge in bridges:
            self._stroke(bridge, place, curve.width, stroke)
            for x, y, _, _ in (bridge[0], bridge[-1]):
                self.draw.circle(place(x, y), curve.width * place.scale / 2, fill=stroke)

    def png(self) -> bytes:
        """Return the finished picture."""
        small = self.picture.resize(self.size, Image.Resampling.LANCZOS)
        file = BytesIO()
        # Few colours, each with its shades towards the ground: a palette holds them all.
        small.quantize(128, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        return file.getvalue()

    def _stroke(self, trace: Trace, place: "_Place", width: float, fill: str) -> None:
        # Pillow's own wide lines leave cracks in a bend. These pieces share their corners.
        banks = [_banks(*point, width / 2) for point in trace]
        for (left, right), (next_left, next_right) in pairwise(banks):
            corners = (left, right, next_right, next_left)
            self.draw.polygon([place(x, y) for x, y in corners], fill=fill)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the units of a knot come to lie in the picture."""

    left: float
    top: float
    scale: float

    def __call__(self, x: float, y: float) -> Point:
        return self.left + (x + SIZE) * self.scale, self.top + (y + SIZE) * self.scale


def _banks(x: float, y: float, dx: float, dy: float, reach: float) -> tuple[Point, Point]:
    """Return the points at both sides of a curve, `reach` away at a right angle."""
    aside, up = -dy / hypot(dx, dy) * reach, dx / hypot(dx, dy) * reach
    return (x + aside, y + up), (x - aside, y - up)

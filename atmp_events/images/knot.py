"""The knot: an ornament that is drawn for each event from its talks, organisers and UID.

Loops q = talks in the programme, 3 to 8; turns p = organisers, 1 to 4. Angle and swell come from
SHA-256 of the event's UID, so editing a text never changes its knot. The curve is
r(t) = R + a cos(q t / p); along every strand the crossings go over, under, over, under.
One or two loops would look like two circles, with crossings too flat to be seen. So one talk gives
one closed strand, and two talks give two, in one of several shapes. One turn would be a ring
without a crossing. So one organiser gives one closed strand of two turns or more, if it can.

Three talks by three organisers give the Borromean rings; three talks by two give the trefoil.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from math import atan2, ceil, cos, gcd, hypot, pi, sin
from typing import Final

SIZE: Final = 2000  # The picture is 2 × SIZE units wide, with its centre at the origin.
SWELL: Final = (0.16, 0.42, 0.54, 0.56)
WIDTH: Final = (336, 312, 264, 200)
# Loops and turns of the shapes with one strand, for one talk, and with two strands, for two.
ONE_STRAND: Final = ((3, 2), (4, 3), (5, 3), (7, 3), (5, 4), (7, 4))
TWO_STRANDS: Final = ((4, 2), (6, 2), (6, 4), (8, 2))

# x, y, and the derivative dx, dy.
Point = tuple[float, float, float, float]
Trace = list[Point]  # a stretch of the curve in equal pieces; the derivative is per piece


@dataclass(frozen=True, slots=True)
class Curve:
    """The closed curve of a knot: `loops` outward swings over `turns` rounds."""

    loops: int
    turns: int
    radius: float
    swing: float
    angle: float
    width: int

    @property
    def gap(self) -> int:
        """The width of the gap in a strand that passes below another."""
        return round(self.width * 1.5)

    @property
    def strands(self) -> int:
        """The number of separate closed strands."""
        return gcd(self.turns, self.loops)

    def at(self, t: float, strand: int) -> Point:
        """Return the point and its derivative (x, y, dx, dy) at parameter `t`."""
        r, dr = self.polar(t, strand)
        co, si = cos(t + self.angle), sin(t + self.angle)
        return r * co, r * si, dr * co - r * si, dr * si + r * co

    def polar(self, t: float, strand: int) -> tuple[float, float]:
        """Return the radius and its derivative at parameter `t`."""
        phase = (self.loops * t + 2 * pi * strand) / self.turns
        slope = -self.swing * self.loops / self.turns
        return self.radius + self.swing * cos(phase), slope * sin(phase)


def curve_of(uid: str, talks: int, organisers: int) -> Curve:
    """Return the curve of an event. The numbers are limited to what can be drawn well."""
    seed = sha256(uid.encode()).digest()
    loops, turns = min(talks, 8), min(max(organisers, 1), 4)
    if talks < 3:
        shapes = TWO_STRANDS if talks == 2 else ONE_STRAND
        loops, turns = shapes[(seed[2] + organisers) % len(shapes)]
    elif turns == 1:
        # One turn would be a ring without a crossing: take more, in one strand if possible.
        rounds = [it for it in (2, 3, 4) if gcd(it, loops) == 1] or [2]
        turns = rounds[seed[2] % len(rounds)]
    swell = SWELL[turns - 1] + 0.07 * seed[0] / 255
    swell *= min(1, 4.6 / loops) ** (0.9 if turns == 2 else 0.6)
    width = WIDTH[turns - 1] - 12 * max(0, loops - 4)
    radius = (SIZE - width / 2) / (1 + swell)
    return Curve(loops, turns, radius, radius * swell, 2 * pi / loops * seed[1] / 255, width)


def strands(curve: Curve, pieces: int) -> list[Trace]:
    """Return the closed strands of a knot, each in `pieces` pieces."""
    length = 2 * pi * curve.turns / curve.strands
    return [_trace(curve, strand, 0, length, pieces) for strand in range(curve.strands)]


def bridges(curve: Curve, pieces: int) -> list[Trace]:
    """Return the short stretches that pass over another strand, each in `pieces` pieces."""
    return [
        _trace(curve, strand, t - reach, t + reach, pieces)
        for strand in range(curve.strands)
        for t, reach in _crossings_over(curve, strand)
    ]


@lru_cache(maxsize=512)
def knot_svg(uid: str, *, talks: int, organisers: int, key: str, unit: int = 2) -> str:
    """Return the knot as inline SVG, hidden from screen readers.

    A knot of q loops looks the same after a turn of 1/q: one loop is drawn, and used q times.
    `key` is unique on the page; a number in the paths stands for `unit` units. Attributes make it
    a small line drawing without a style sheet.
    """
    curve = curve_of(uid, talks, organisers)
    length = 2 * pi * curve.turns / curve.loops
    step = min(0.6, 0.7 * curve.turns / curve.loops)
    loop = _path(_trace(curve, 0, 0, length, ceil(length / step)), unit)
    over = "".join(
        _path(_trace(curve, 0, t - reach, t + reach, 1), unit)
        for t, reach in _crossings_over(curve, 0)
        if t < length
    )
    turns = [f"{360 * turn / curve.loops:.4g}" for turn in range(1, curve.loops)]
    threads, overpasses = (
        "".join(f'<use href="#{name}{key}" transform="rotate({turn})"/>' for turn in turns)
        for name in ("k", "o")
    )
    size = SIZE // unit
    return (
        f'<svg class="knot" viewBox="{-size} {-size} {2 * size} {2 * size}" aria-hidden="true"'
        f' width="88" height="88" fill="none" stroke="currentColor"'
        f' stroke-width="{round(curve.width / unit)}" stroke-linecap="round">'
        f'<path id="k{key}" d="{loop}"/>{threads}<g id="o{key}">'
        f'<path class="gap" stroke="#fff" stroke-linecap="butt"'
        f' stroke-width="{round(curve.gap / unit)}" d="{over}"/><path d="{over}"/></g>'
        f"{overpasses}</svg>"
    )


def _crossings_over(curve: Curve, strand: int) -> Iterator[tuple[float, float]]:
    """Yield parameter and half-length of each crossing where this strand passes over."""
    for crossing in range(2 * curve.loops * curve.turns // curve.strands):
        place = crossing % (2 * curve.turns)
        if place % curve.turns == 0:
            continue  # a turning point, not a crossing
        inward, level = place < curve.turns, min(place, 2 * curve.turns - place)
        if inward == (level % 2 == 0):
            t = (pi * crossing - 2 * pi * strand) / curve.loops
            r, dr = curve.polar(t, strand)
            angle = 2 * atan2(r, abs(dr))
            reach = curve.width * (0.75 + 0.75 * abs(cos(angle))) / max(sin(angle), 0.5)
            yield t, reach / hypot(r, dr)


def _trace(curve: Curve, strand: int, start: float, end: float, pieces: int) -> Trace:
    step = (end - start) / pieces
    points = (curve.at(start + piece * step, strand) for piece in range(pieces + 1))
    return [(x, y, dx * step, dy * step) for x, y, dx, dy in points]


def _path(trace: Trace, unit: int) -> str:
    """Return SVG path data: cubic Béziers through the points, in whole, relative numbers."""
    trace = [(x / unit, y / unit, dx / unit, dy / unit) for x, y, dx, dy in trace]
    at_x, at_y = round(trace[0][0]), round(trace[0][1])
    path = f"M{at_x} {at_y}"
    for piece, ((x, y, dx, dy), (x1, y1, dx1, dy1)) in enumerate(pairwise(trace)):
        first = (round(x + dx / 3) - at_x, round(y + dy / 3) - at_y)
        last = (round(x1 - dx1 / 3) - at_x, round(y1 - dy1 / 3) - at_y)
        to = (round(x1) - at_x, round(y1) - at_y)
        path += "s" + _numbers(last + to) if piece else "c" + _numbers(first + last + to)
        at_x, at_y = round(x1), round(y1)
    return path


def _numbers(values: Iterable[int]) -> str:
    text = ""
    for value in values:
        text += f" {value}" if text and value >= 0 else str(value)
    return text

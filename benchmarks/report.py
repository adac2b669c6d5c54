"""The results in words: a table in Markdown, and a plot of cost against number of events."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from math import log10
from typing import Final

WIDTH, HEIGHT, EDGE = 720, 400, 60
NAMES: Final = 60  # more room for them on the right
COLOURS: Final = (
    *("#0c4433", "#8a5a00", "#7c1c2c", "#1d4f91", "#5b3a8c", "#3c6e00", "#555"),
    *("#b3541e", "#006d77", "#7a7a00"),
)
LINE: Final = 14  # from one name to the next


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table."""

    what: str
    target: str
    measured: str
    is_met: bool | None = None  # None where there is no target, or it was left out

    def line(self) -> str:
        """Return it as a row."""
        verdict = {True: "yes", False: "**no**", None: ""}[self.is_met]
        return f"| {self.what} | {self.target} | {self.measured} | {verdict} |"


def at_least(what: str, ratio: float, target: float, detail: str = "") -> Result:
    """Return a ratio that should be as large as the target."""
    return Result(what, f"≥ {target:g} ×", _measured(ratio, detail), ratio >= target)


def at_most(what: str, ratio: float, target: float, detail: str = "") -> Result:
    """Return a ratio that should be no larger than the target."""
    return Result(what, f"≤ {target:g} ×", _measured(ratio, detail), ratio <= target)


def beside(what: str, ratio: float, detail: str) -> Result:
    """Return a ratio that has no target."""
    return Result(what, "", _measured(ratio, detail))


def table(results: Sequence[Result]) -> str:
    """Return all results, with the day and the machine."""
    where = f"{platform.machine()}, Python {platform.python_version()}"
    head = f"*{datetime.now(UTC):%Y-%m-%d}, {where}*\n\n| what | target | measured | met |\n"
    return head + "| --- | --- | --- | --- |\n" + "\n".join(it.line() for it in results) + "\n"


def plot(costs: Mapping[str, Mapping[int, float]]) -> str:
    """Return an SVG: milliseconds (afresh) by number of events, both on scales of tens."""
    points = [(size, ms) for costs_of in costs.values() for size, ms in costs_of.items()]
    most_ms = max(ms for _size, ms in points) * 1.3
    sizes = sorted({size for size, _ms in points})

    def place(size: int, ms: float) -> tuple[float, float]:
        across = (log10(size) - log10(sizes[0])) / (log10(sizes[-1]) - log10(sizes[0]))
        x, y = (
            EDGE + across * (WIDTH - 3 * EDGE),
            HEIGHT - EDGE - ms / most_ms * (HEIGHT - 2 * EDGE),
        )
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + NAMES} {HEIGHT}"'
        ' font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{EDGE}" y="24">Milliseconds for a page made afresh, by number of events</text>',
    ]
    for size in sizes:
        x, y = place(size, 0)
        parts.append(f'<text x="{x}" y="{y + 22}" text-anchor="middle">{size:,}</text>')
        parts.append(f'<path d="M{x} {y}V{EDGE - 20}" stroke="#ddd"/>')
    for ms in _ticks(most_ms):
        x, y = place(sizes[0], ms)
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{ms:g}</text>')
        parts.append(f'<path d="M{x} {y}H{WIDTH - 2 * EDGE}" stroke="#ddd"/>')
    lowest = float(HEIGHT)
    coloured = list(zip(COLOURS, costs.items(), strict=True))
    for colour, (name, of) in sorted(coloured, key=lambda it: it[1][1][sizes[-1]]):
        line = " ".join(f"{x},{y}" for x, y in (place(*it) for it in sorted(of.items())))
        x, y = place(sizes[-1], of[sizes[-1]])
        lowest = min(y + 4, lowest - LINE)  # so that no name lies on another
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 6}" y="{lowest}" fill="{colour}">{escape(name)}</text>')
    return "\n".join(parts) + "\n</svg>\n"


def _measured(ratio: float, detail: str) -> str:
    return f"{ratio:.2f} ×" + (f" ({detail})" if detail else "")


def _ticks(most: float) -> list[float]:
    step = 10 ** int(log10(most))
    if most / step < 3:
        step /= 2
    return [step * number for number in range(int(most / step) + 1)]

"""The QR code, read module by module."""

import re

import segno

from atmp_events.images.qr import qr_svg

ADDRESS = "https://events.example.org/e/abcdefgh"


def modules(svg: str) -> list[list[int]]:
    """The dark modules of the drawing, as rows of 0 and 1."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    grid = [[0] * side for _ in range(side)]
    (path,) = re.findall(r'<path stroke="#000" d="([^"]*)"/>', svg)
    x = y = 0.0
    for command, along, down in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if command == "h":
            for place in range(int(x), int(x + float(along))):
                grid[int(y)][place] = 1
        x, y = x + float(along), y + float(down or 0)
    return grid


def test_drawing_is_the_code_with_its_quiet_zone() -> None:
    code = segno.make(ADDRESS, error="m", micro=False)
    drawn = modules(qr_svg(ADDRESS, label=ADDRESS))
    assert drawn == [[int(dark) for dark in row] for row in code.matrix_iter(border=4)]
    assert (code.error, code.is_micro) == ("M", False)


def test_drawing_has_a_name_and_no_inline_style() -> None:
    svg = qr_svg(ADDRESS, label='till "sidan" & <kalendern>')
    assert 'aria-label="till &quot;sidan&quot; &amp; &lt;kalendern&gt;"' in svg
    assert 'role="img"' in svg
    assert "style" not in svg

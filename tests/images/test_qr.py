"""The QR code, read module by module as a camera's program would see it."""

import re

import segno

from atmp_events.images.qr import qr_svg

ADDRESS = "https://events.example.org/e/abcdefgh"


def modules(svg: str) -> list[list[int]]:
    """Draws the path of boxes on a grid."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    grid = [[0] * side for _ in range(side)]
    for x, y, wide, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", svg):
        assert wide == back
        for place in range(int(x), int(x) + int(wide)):
            grid[int(y)][place] = 1
    return grid


def test_what_is_drawn_is_the_code_with_its_quiet_zone() -> None:
    code = segno.make(ADDRESS, error="m", micro=False)
    drawn = modules(qr_svg(ADDRESS, label=ADDRESS))
    assert drawn == [[int(dark) for dark in row] for row in code.matrix_iter(border=4)]
    assert (code.error, code.is_micro) == ("M", False)


def test_it_has_a_name_and_no_style_of_its_own() -> None:
    svg = qr_svg(ADDRESS, label='till "sidan" & <kalendern>')
    assert 'aria-label="till &quot;sidan&quot; &amp; &lt;kalendern&gt;"' in svg
    assert 'role="img"' in svg
    assert "style" not in svg

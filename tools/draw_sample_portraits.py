"""Draws the portraits of sample people in `fixtures/sample_pictures/people/`."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PIL.ImageDraw import Draw, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "sample_pictures" / "people"
WIDTH, HEIGHT = 960, 1200
SCALE = 2  # drawn larger, which smooths the edges
GREEN, EYE, LIPS = "#0b4335", "#23332d", "#a8504c"


@dataclass(frozen=True, slots=True)
class Look:
    """Colours and shapes of one portrait."""

    ground: str
    halo: str
    hair: str
    skin: str
    shade: str
    coat: str
    lapel: str
    shirt: str
    style: str  # of the hair: "short", "bun" or "bob"
    beard: bool = False
    glasses: bool = False


PEOPLE = {
    "farid": Look(
        "#cfdccb", "#e2eadf", "#1f1a18", "#c98f66", "#b27a53", "#f4faf7", "#dfece5", "#35514a",
        style="short", beard=True,
    ),
    "greta": Look(
        "#c9d8dc", "#dfe9ec", "#c9c6bf", "#f0cdb2", "#dcb294", "#35514a", "#29413b", "#f4faf7",
        style="bob", glasses=True,
    ),
    "hassan": Look(
        "#d9d6c6", "#eae8dd", "#2a2320", "#9c6744", "#855434", "#22403a", "#1a332e", "#e6efe9",
        style="short", glasses=True,
    ),
    "ida": Look(
        "#bad6ca", "#d6e9df", "#b5652f", "#f3d0b6", "#dfb494", "#0b4335", "#083529", "#f4faf7",
        style="bun",
    ),
}  # fmt: skip


def box(
    draw: ImageDraw, shape: str, left: int, top: int, right: int, bottom: int, fill: str
) -> None:
    corners = tuple(it * SCALE for it in (left, top, right, bottom))
    if shape == "ellipse":
        draw.ellipse(corners, fill)
    else:
        draw.rounded_rectangle(corners, 90 * SCALE, fill)


def polygon(draw: ImageDraw, fill: str, *points: tuple[int, int]) -> None:
    draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)


def arc(
    draw: ImageDraw, corners: tuple[int, ...], ends: tuple[int, int], fill: str, width: int
) -> None:
    draw.arc([it * SCALE for it in corners], *ends, fill, width * SCALE)


def draw_hair_behind(draw: ImageDraw, look: Look) -> None:
    if look.style == "bob":
        box(draw, "rounded", 285, 300, 675, 690, look.hair)
    if look.style == "bun":
        box(draw, "ellipse", 385, 90, 575, 270, look.hair)
    box(draw, "ellipse", 290, 190, 670, 640, look.hair)


def draw_face(draw: ImageDraw, look: Look) -> None:
    if look.beard:
        box(draw, "ellipse", 326, 330, 634, 706, look.hair)
    box(draw, "ellipse", 332, 270, 628, 672 if not look.beard else 610, look.skin)
    if look.beard:
        box(draw, "ellipse", 415, 556, 545, 640, look.skin)
    fringe = {"short": 350, "bob": 400, "bun": 360}[look.style]
    draw.chord([it * SCALE for it in (318, 215, 642, fringe + 90)], 190, 350, look.hair)
    for x in (413, 547):
        box(draw, "ellipse", x - 15, 446, x + 15, 476, EYE)
        arc(draw, (x - 38, 404, x + 38, 464), (205, 335), look.hair, 9)
        if look.glasses:
            draw.rounded_rectangle(
                [it * SCALE for it in (x - 54, 424, x + 54, 500)],
                34 * SCALE, outline=GREEN, width=6 * SCALE,
            )  # fmt: skip
    if look.glasses:
        polygon(draw, GREEN, (466, 450), (494, 450), (494, 456), (466, 456))
    arc(draw, (460, 500, 500, 540), (10, 170), look.shade, 8)
    arc(draw, (422, 540, 538, 612), (25, 155), LIPS, 11)


def draw(look: Look) -> Image.Image:
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), look.ground)
    pen = Draw(image)
    box(pen, "ellipse", 115, 72, 845, 802, look.halo)
    draw_hair_behind(pen, look)
    box(pen, "ellipse", 78, 750, 882, 1900, look.coat)
    polygon(pen, look.shirt, (386, 790), (574, 790), (480, 1032))
    polygon(pen, look.lapel, (384, 788), (316, 864), (480, 1080))
    polygon(pen, look.lapel, (576, 788), (644, 864), (480, 1080))
    box(pen, "rounded", 408, 560, 552, 850, look.shade)
    polygon(pen, look.shade, (430, 830), (530, 830), (480, 888))
    draw_face(pen, look)
    return image.reduce(SCALE)


if __name__ == "__main__":
    for name, look in PEOPLE.items():
        draw(look).save(FOLDER / f"exempel-{name}.webp", quality=70, method=6)

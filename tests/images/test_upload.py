"""An uploaded picture is checked, scaled and stripped of metadata."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from PIL import Image

from atmp_events.images import upload
from atmp_events.images.upload import reencode

ORIENTATION, GPS, LATITUDE = 0x0112, 0x8825, 2
TURNED_RIGHT = 6


def uploaded(image: Image.Image, form: str = "JPEG", **options: object) -> SimpleUploadedFile:
    out = BytesIO()
    image.save(out, form, **options)  # type: ignore[arg-type]
    return SimpleUploadedFile("Anna hemma.jpg", out.getvalue())


def errors(file: SimpleUploadedFile) -> list[str]:
    with override("en"), pytest.raises(ValidationError) as refusal:
        reencode(file)
    with override("en"):
        return refusal.value.messages


def test_photograph_is_rotated_and_loses_its_metadata() -> None:
    image = Image.new("RGB", (60, 40), "white")
    image.paste("black", (0, 0, 60, 10))  # At the top; after rotation at the right.
    exif = image.getexif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif.get_ifd(GPS)[LATITUDE] = (59.0, 51.0, 0.0)
    made = reencode(uploaded(image, exif=exif, quality=95, comment="Anna was here"))

    result = Image.open(made)
    assert (result.format, result.size) == ("WEBP", (40, 60))
    assert result.convert("L").getpixel((37, 30)) < 60  # type: ignore[operator]
    assert result.convert("L").getpixel((3, 30)) > 200  # type: ignore[operator]
    assert dict(result.getexif()) == {}
    assert {"exif", "xmp", "icc_profile", "comment"} & result.info.keys() == set()
    made.seek(0)
    assert b"Anna" not in made.read()


@pytest.mark.parametrize(
    ("size", "stored"), [((4000, 1000), (2000, 500)), ((1000, 4000), (500, 2000)), ((30, 20),) * 2]
)
def test_longer_side_is_at_most_two_thousand_pixels(
    size: tuple[int, int], stored: tuple[int, int]
) -> None:
    assert Image.open(reencode(uploaded(Image.new("RGB", size), "PNG"))).size == stored


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_background_stays_transparent(mode: str) -> None:
    logo = Image.new("RGBA", (20, 20), (0, 0, 0, 0)).convert(mode)
    result = Image.open(
        reencode(uploaded(logo, "PNG", transparency=0) if mode == "P" else uploaded(logo, "PNG"))
    )
    assert result.convert("RGBA").getpixel((10, 10))[3] == 0  # type: ignore[index]


def test_new_file_name_is_random() -> None:
    names = {reencode(uploaded(Image.new("RGB", (2, 2)))).name or "" for _ in range(20)}
    assert len(names) == 20
    assert {len(name) for name in names} == {len("0123456789abcdef.webp")}
    assert not any("anna" in name.lower() for name in names)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff"),
        uploaded(Image.new("RGB", (2, 2)), "GIF").read(),
    ],
)
def test_file_of_another_format_is_refused_whatever_its_name(content: bytes) -> None:
    file = SimpleUploadedFile("picture.jpg", content)
    assert errors(file) == ["The picture must be a JPEG, PNG or WebP file."]


def test_truncated_picture_is_refused() -> None:
    whole = uploaded(Image.effect_noise((300, 300), 50), "PNG").read()
    file = SimpleUploadedFile("half.png", whole[: len(whole) // 2])
    assert errors(file) == ["The picture is damaged and cannot be read."]


@pytest.mark.parametrize("side", [8000, 15000])  # Pillow refuses the larger by itself.
def test_more_than_fifty_megapixels_are_refused_without_decoding(side: int) -> None:
    file = uploaded(Image.new("1", (side, side)), "PNG")
    assert file.size is not None
    assert file.size < 100_000
    assert errors(file) == ["The picture has more than 50 megapixels. Save it smaller."]


def test_more_than_twenty_megabytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = uploaded(Image.new("RGB", (10, 10)))
    monkeypatch.setattr(upload, "MAX_BYTES", 10)
    assert errors(file) == ["The file is larger than 20 MB. Save it smaller."]

"""Re-encoding of uploaded pictures: upright, small, without metadata.

They are stored as WebP, which is about a third smaller than JPEG at the same quality, has
transparency, and is shown by every browser since 2020.
"""

import secrets
import warnings
from io import BytesIO
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MAX_BYTES: Final = 20 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 2000  # pixels
QUALITY: Final = 82
# Exceptions of Pillow for a damaged file.
BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError)


def reencode(upload: "File[bytes]") -> "ContentFile[bytes]":
    """Return an uploaded picture as WebP, upright, at most 2000 pixels on its longer side.

    Only the pixels are kept, in sRGB, so that no metadata names the place, the camera or the
    photographer. The new name is random. Raises ValidationError for a file that is not JPEG, PNG
    or WebP, or is over 20 MB or 50 megapixels.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 20 MB. Save it smaller."))
    image = _opened(upload)
    if image.width * image.height > MAX_PIXELS:
        raise ValidationError(_("The picture has more than 50 megapixels. Save it smaller."))
    try:
        image = _upright_and_small(image)
    except BROKEN as error:
        raise ValidationError(_("The picture is damaged and cannot be read.")) from error
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return ContentFile(out.getvalue(), name=f"{secrets.token_hex(8)}.webp")


def _opened(upload: "File[bytes]") -> Image.Image:
    """Open a picture by its content, not its name; only the header is read."""
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            # `reencode` has a limit of its own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise ValidationError(
            _("The picture has more than 50 megapixels. Save it smaller.")
        ) from error
    except BROKEN as error:
        raise ValidationError(_("The picture must be a JPEG, PNG or WebP file.")) from error


def _upright_and_small(image: Image.Image) -> Image.Image:
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # Decode a large JPEG at a smaller size.
    upright = ImageOps.exif_transpose(image)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    coloured = _in_srgb(upright, mode)
    coloured.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(mode, coloured.size)
    bare.paste(coloured)
    return bare


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """Convert the colours to sRGB: the colour profile is not kept."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode=mode,
            )
        except ImageCms.PyCMSError:
            return image.convert(mode)
        return converted or image.convert(mode)
    return image.convert(mode)

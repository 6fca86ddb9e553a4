"""The bytes of an image file -> an upright 8-bit RGB image, or the reason why there is none."""

import io
import re
import struct

import numpy as np
from PIL import Image
from PIL.ExifTags import Base
from PIL.Image import Transpose

from bloodcells.images.reasons import Converted, Dropped

FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP")

# Pillow holds four bytes a pixel: 200 MB at most, once for each core.
MAX_PIXELS = 50_000_000

# What Pillow's readers raise on damaged files, found by flipping, cutting and inserting bytes.
_DAMAGE = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, struct.error)

_CONVERSIONS: dict[str, tuple[Converted, ...]] = {
    "RGB": (),
    "RGBX": (),
    "RGBA": (),
    "RGBa": (),
    "1": (Converted.GREYSCALE,),
    "L": (Converted.GREYSCALE,),
    "LA": (Converted.GREYSCALE,),
    "La": (Converted.GREYSCALE,),
    "I;16": (Converted.GREYSCALE, Converted.SIXTEEN_BIT),
    "I;16L": (Converted.GREYSCALE, Converted.SIXTEEN_BIT),
    "I;16B": (Converted.GREYSCALE, Converted.SIXTEEN_BIT),
    "P": (Converted.PALETTE,),
    "PA": (Converted.PALETTE,),
    "CMYK": (Converted.CMYK,),
    "YCbCr": (Converted.YCBCR,),
}

# EXIF 2.32, tag 0x0112: what turns an image of that orientation upright.
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class UnusableError(Exception):
    """An image file that can't be used.

    Attributes:
        reason: why not.
    """

    def __init__(self, reason: Dropped) -> None:
        self.reason = reason
        super().__init__(reason.value)


def decode(data: bytes, least: int | None = None) -> tuple[Image.Image, frozenset[Converted]]:
    """Decode one image file: JPEG, PNG, TIFF, BMP or WebP; of several pages the first.

    Args:
        data: the whole file.
        least: if given, a JPEG may come out 2, 4 or 8 times smaller, as long as both sides keep this many pixels: its
            decoder then leaves the finest details out (which is a good low-pass filter) in a fraction of the time.

    Returns:
        The image in mode RGB, and what was done to make it so.

    Raises:
        UnusableError: with the reason.
    """
    if not data:
        raise UnusableError(Dropped.EMPTY)
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise UnusableError(Dropped.TOO_LARGE)
        if least is not None:
            image.draft(None, (least, least))
        # Loading forgets the first, and of a TIFF also the second, for it turns that one by itself.
        done = {Converted.SIXTEEN_BIT} if _has_wide_samples(image) else set()
        orientation = _orientation(image)
        image.load()
        turn = _UPRIGHT.get(_orientation(image))
        if turn is not None or orientation in _UPRIGHT:
            done.add(Converted.ROTATED)
        if image.mode not in _CONVERSIONS:
            raise UnusableError(Dropped.UNSUPPORTED)
        done.update(_CONVERSIONS[image.mode])
        if image.has_transparency_data:
            done.add(Converted.ALPHA)
        rgb = _rgb(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusableError(Dropped.TOO_LARGE) from None
    except _DAMAGE as error:
        raise UnusableError(Dropped.ZERO_SIZED if _is_zero_sized(data) else Dropped.CORRUPT) from error
    return (rgb if turn is None else rgb.transpose(turn)), frozenset(done)


def _has_wide_samples(image: Image.Image) -> bool:
    """Whether the file holds 16 bits a sample, of which Pillow keeps the upper eight in an RGB image."""
    return any(re.search(r";16[BLN]", str(tile[3])) for tile in getattr(image, "tile", ()))


def _orientation(image: Image.Image) -> int:
    if image.format == "JPEG" and "exif" not in image.info and "xmp" not in image.info:
        return 1  # It would take Pillow a while to find that out.
    try:
        return int(image.getexif().get(Base.Orientation, 1))
    except _DAMAGE:
        return 1  # The pixels are whole all the same.


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode == "RGB" and not image.has_transparency_data:
        return image
    if image.mode.startswith("I;16"):
        wide = np.asarray(image).astype(np.uint32)
        return Image.fromarray(((wide + 128) // 257).astype(np.uint8)).convert("RGB")  # 65535 -> 255, to the nearest
    if image.has_transparency_data:
        straight = {"La": "LA", "RGBa": "RGBA"}.get(image.mode, image.mode)
        layer = image.convert(straight).convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return image.convert("RGB")


def _is_zero_sized(data: bytes) -> bool:
    """Whether the header of a PNG, BMP or JPEG that Pillow refused tells of no rows or no columns."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return 0 in struct.unpack_from(">II", data, 16)
    if data.startswith(b"BM") and len(data) >= 26:
        return 0 in struct.unpack_from("<ii", data, 18)
    frame = re.search(rb"\xff[\xc0-\xc2]\x00.\x08(....)", data, re.DOTALL) if data.startswith(b"\xff\xd8") else None
    return frame is not None and 0 in struct.unpack(">HH", frame[1])

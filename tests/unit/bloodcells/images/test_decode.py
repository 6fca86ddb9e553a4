import io
import random
import struct
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image

from bloodcells.images.decode import MAX_PIXELS, UnusableError, decode
from bloodcells.images.reasons import Converted, Dropped

WIDTH, HEIGHT = 48, 32
ORIENTATION = 0x0112


def picture() -> Image.Image:
    """Violet, with a red corner at the top left: every turn of it looks different."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (120, 60, 180))
    image.paste((220, 30, 30), (0, 0, WIDTH // 2, HEIGHT // 2))
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png(width: int, height: int, bits: int, colours: int, rows: bytes) -> bytes:
    """A PNG that says whatever it is told to."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    chunks = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def wide(kind: str) -> bytes:
    """Greyscale of 16 bits a sample."""
    grey = np.asarray(picture().convert("L"))
    return encoded(Image.fromarray(grey.astype(np.uint16) * 257), kind)


def oriented(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return exif


def bmp_of_16_bits_a_pixel() -> bytes:
    """5, 6 and 5 bits of red, green and blue: less than 8 of each, not more."""
    masks = struct.pack("<3I", 0xF800, 0x07E0, 0x001F)
    pixels = struct.pack("<4H", *[(120 >> 3) << 11 | (60 >> 2) << 5 | 180 >> 3] * 4)
    information = struct.pack("<IiiHHIIiiII", 40, 2, 2, 1, 16, 3, len(pixels), 0, 0, 0, 0)
    start = 14 + len(information) + len(masks)
    return struct.pack("<2sIHHI", b"BM", start + len(pixels), 0, 0, start) + information + masks + pixels


def without_rows(bmp: bytes) -> bytes:
    return bmp[:22] + bytes(4) + bmp[26:]


ACCEPTED = {
    "jpeg": (encoded(picture(), "JPEG"), set()),
    "progressive jpeg": (encoded(picture(), "JPEG", progressive=True), set()),
    "png": (encoded(picture(), "PNG"), set()),
    "bmp": (encoded(picture(), "BMP"), set()),
    "bmp of 16 bits a pixel": (bmp_of_16_bits_a_pixel(), set()),
    "webp": (encoded(picture(), "WEBP", quality=95), set()),
    "tiff": (encoded(picture(), "TIFF"), set()),
    "compressed tiff": (encoded(picture(), "TIFF", compression="tiff_lzw"), set()),
    "pages": (encoded(picture(), "TIFF", save_all=True, append_images=[Image.new("RGB", (5, 5))]), set()),
    "greyscale jpeg": (encoded(picture().convert("L"), "JPEG"), {Converted.GREYSCALE}),
    "greyscale png": (encoded(picture().convert("L"), "PNG"), {Converted.GREYSCALE}),
    "two levels": (encoded(picture().convert("1"), "PNG"), {Converted.GREYSCALE}),
    "palette": (encoded(picture().quantize(8), "PNG"), {Converted.PALETTE}),
    "cmyk jpeg": (encoded(picture().convert("CMYK"), "JPEG"), {Converted.CMYK}),
    "cmyk tiff": (encoded(picture().convert("CMYK"), "TIFF"), {Converted.CMYK}),
    "ycbcr tiff": (encoded(picture().convert("YCbCr"), "TIFF"), {Converted.YCBCR}),
    "16 bit greyscale png": (wide("PNG"), {Converted.SIXTEEN_BIT, Converted.GREYSCALE}),
    "16 bit greyscale tiff": (wide("TIFF"), {Converted.SIXTEEN_BIT, Converted.GREYSCALE}),
    "16 bit rgb png": (
        png(2, 2, 16, 2, (b"\0" + struct.pack(">6H", *(120 * 257, 60 * 257, 180 * 257) * 2)) * 2),
        {Converted.SIXTEEN_BIT},
    ),
    "alpha": (encoded(picture().convert("RGBA"), "PNG"), {Converted.ALPHA}),
    "grey alpha": (encoded(picture().convert("LA"), "PNG"), {Converted.ALPHA, Converted.GREYSCALE}),
    "transparent colour": (encoded(picture(), "PNG", transparency=(1, 2, 3)), {Converted.ALPHA}),
    "transparent palette": (
        encoded(picture().quantize(8), "PNG", transparency=7),
        {Converted.ALPHA, Converted.PALETTE},
    ),
    "what follows the end": (encoded(picture(), "JPEG") + b"more", set()),
}

REJECTED = {
    "no bytes": (b"", Dropped.EMPTY),
    "text": (b"no image", Dropped.CORRUPT),
    "another format": (encoded(picture(), "GIF"), Dropped.CORRUPT),
    "jpeg header only": (encoded(picture(), "JPEG")[:20], Dropped.CORRUPT),
    "truncated jpeg": (encoded(picture(), "JPEG")[:-40], Dropped.CORRUPT),
    "truncated png": (encoded(picture(), "PNG")[:-40], Dropped.CORRUPT),
    "truncated tiff": (encoded(picture(), "TIFF")[:-400], Dropped.CORRUPT),
    "truncated webp": (encoded(picture(), "WEBP")[:-40], Dropped.CORRUPT),
    "truncated bmp": (encoded(picture(), "BMP")[:-40], Dropped.CORRUPT),
    "png of no columns": (png(0, 5, 8, 2, b""), Dropped.ZERO_SIZED),
    "bmp of no rows": (without_rows(encoded(picture(), "BMP")), Dropped.ZERO_SIZED),
    "jpeg of no rows": (
        encoded(picture(), "JPEG").replace(struct.pack(">HH", HEIGHT, WIDTH), struct.pack(">HH", 0, WIDTH)),
        Dropped.ZERO_SIZED,
    ),
    "bomb beyond Pillow's limit": (png(60_000, 60_000, 8, 0, b""), Dropped.TOO_LARGE),
    "bomb of which Pillow warns": (png(10_000, 9_500, 8, 0, b""), Dropped.TOO_LARGE),
    "bomb that Pillow takes": (png(8_000, 8_000, 8, 0, b""), Dropped.TOO_LARGE),
    "floats": (encoded(Image.new("F", (4, 4)), "TIFF"), Dropped.UNSUPPORTED),
    "32-bit integers": (encoded(Image.new("I", (4, 4)), "TIFF"), Dropped.UNSUPPORTED),
    "lab": (encoded(Image.new("LAB", (4, 4)), "TIFF"), Dropped.UNSUPPORTED),
}


@pytest.mark.parametrize(("data", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_images_that_are_used(data: bytes, expected: set[Converted]) -> None:
    image, converted = decode(data)
    assert image.mode == "RGB"
    assert converted == expected
    colour = np.array(image.getpixel((image.width - 1, image.height - 1)), int)
    if Converted.GREYSCALE in expected:
        assert colour.min() == colour.max()
    else:
        assert np.abs(colour - (120, 60, 180)).max() <= 6


@pytest.mark.parametrize(("data", "reason"), REJECTED.values(), ids=REJECTED.keys())
@pytest.mark.parametrize("action", ["error", "ignore"])
def test_images_that_are_dropped(data: bytes, reason: Dropped, action: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter(action)
        with pytest.raises(UnusableError) as caught:
            decode(data)
    assert caught.value.reason is reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_image_is_turned_upright(kind: str, orientation: int) -> None:
    lying = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = picture() if lying is None else picture().transpose(lying)
    image, converted = decode(encoded(stored, kind, exif=oriented(orientation)))
    assert image.size == (WIDTH, HEIGHT)
    assert converted == ({Converted.ROTATED} if lying is not None else set())
    assert np.abs(np.asarray(image, int) - np.asarray(picture(), int)).mean() < 8


def test_an_image_with_damaged_exif_is_used_as_it_lies() -> None:
    data = encoded(picture(), "JPEG", exif=oriented(6))
    image, converted = decode(data.replace(b"Exif\0\0MM", b"Exif\0\0ZZ"))
    assert image.size == (WIDTH, HEIGHT)
    assert not converted


def test_16_bit_samples_are_scaled_to_the_nearest() -> None:
    samples = np.array([[0, 128, 129, 257, 32_768, 65_406, 65_407, 65_535]], np.uint16)
    image, _ = decode(encoded(Image.fromarray(samples), "PNG"))
    assert np.asarray(image)[0, :, 0].tolist() == [0, 0, 1, 1, 128, 254, 255, 255]


def test_transparent_pixels_become_white() -> None:
    layer = Image.new("RGBA", (2, 1), (255, 0, 0, 0))
    layer.putpixel((1, 0), (0, 0, 0, 128))
    image, _ = decode(encoded(layer, "PNG"))
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert image.getpixel((1, 0)) == (127, 127, 127)


def test_a_large_jpeg_is_decoded_no_finer_than_asked() -> None:
    data = encoded(picture().resize((960, 640)), "JPEG")
    assert decode(data)[0].size == (960, 640)
    assert decode(data, least=160)[0].size == (240, 160)
    assert decode(data, least=161)[0].size == (480, 320)


def test_an_image_at_the_limit_is_used() -> None:
    side = int(MAX_PIXELS**0.5)
    image, _ = decode(encoded(Image.new("1", (side, side)), "PNG"))
    assert image.size == (side, side)


def test_whatever_the_bytes_there_is_an_image_or_a_reason() -> None:
    chance = random.Random(1)
    files = [data for data, _ in ACCEPTED.values()] + [encoded(picture(), "TIFF", exif=oriented(6))]
    outcomes = set()
    for _ in range(1500):
        data = bytearray(chance.choice(files))
        for _ in range(chance.choice((1, 2, 8))):
            place = chance.randrange(min(len(data), 300))
            match chance.randrange(3):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randrange(1, 9)]
                case 2:
                    data[place:place] = chance.randbytes(chance.randrange(1, 9))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                outcomes.add(decode(bytes(data))[0].mode)
            except UnusableError as error:
                outcomes.add(error.reason)
    assert {"RGB", Dropped.CORRUPT} <= outcomes <= {"RGB", *Dropped}

"""Tests of what a page takes for a picture."""

import base64
import io

import pytest
from PIL import Image

from hemolog.reports.board.facts.pictures import Picture, look_at
from hemolog.reports.board.facts.pictures import picture as module
from support.drawn_pictures import drawn

LARGE = 20_000


@pytest.mark.parametrize(
    ("kind", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")]
)
def test_a_small_picture_is_taken_as_it_is(kind: str, media: str) -> None:
    data = drawn(kind)
    assert look_at(data) == Picture(media, 6, 4, base64.b64encode(data).decode(), len(data))


def test_a_large_picture_becomes_a_smaller_copy_that_says_so() -> None:
    data = drawn("PNG", (400, 200), noise=True)
    found = look_at(data, LARGE)
    assert isinstance(found, Picture)
    assert (found.media, found.size, found.reduced) == ("image/webp", len(data), True)
    copy = base64.b64decode(found.data)
    assert len(copy) <= LARGE
    with Image.open(io.BytesIO(copy)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (found.width, found.height))


def test_a_copy_keeps_what_is_transparent() -> None:
    image = Image.new("RGBA", (900, 900), (0, 0, 0, 0))
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=0)
    found = look_at(stream.getvalue(), LARGE)
    assert isinstance(found, Picture)
    with Image.open(io.BytesIO(base64.b64decode(found.data))) as opened:
        assert opened.mode == "RGBA"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"RIFF0000WAVE",
        b"BM" + b"\0" * 60,
    ],
)
def test_what_has_not_the_first_bytes_of_a_picture_is_none(data: bytes) -> None:
    assert look_at(data) == "is no PNG, JPEG, WebP or GIF"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("kept", [12, 40])
def test_a_picture_that_ends_too_early_is_damaged(kind: str, kept: int) -> None:
    assert look_at(drawn(kind, (50, 50), noise=True)[:kept]) == f"is a damaged {kind}"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_markup_behind_the_first_bytes_of_a_picture_is_damaged(kind: str) -> None:
    assert look_at(drawn(kind)[:16] + b"<script>alert(1)</script>" * 9) == f"is a damaged {kind}"


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    stream = io.BytesIO()
    Image.new("1", (7_000, 7_000)).save(stream, "PNG")
    assert look_at(stream.getvalue()) == "has 7,000 x 7,000 pixels, more than 40,000,000"


def test_a_file_of_too_many_bytes_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ", 50)
    data = drawn()
    assert look_at(data) == f"has {len(data)} bytes, more than 50"

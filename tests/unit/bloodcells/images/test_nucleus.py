import numpy as np
import pytest
from PIL import Image, ImageDraw

from bloodcells.images.nucleus import window
from bloodcells.images.synthetic import smears
from bloodcells.images.synthetic.leukocytes import CLASSES

WIDTH, HEIGHT = 320, 240
PLASMA, RED_CELL, NUCLEUS = (215, 215, 210), (185, 135, 130), (95, 55, 165)


def disc(image: Image.Image, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def smear() -> Image.Image:
    """Red cells side by side, and nothing else."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PLASMA)
    for x in range(20, WIDTH, 45):
        for y in range(20, HEIGHT, 45):
            disc(image, x, y, 19, RED_CELL)
    return image


def centre(box: tuple[int, int, int, int]) -> tuple[float, float]:
    left, top, right, bottom = box
    return (left + right) / 2, (top + bottom) / 2


@pytest.mark.parametrize("x", [70, 123, 160, 250])
@pytest.mark.parametrize("y", [70, 111, 170])
def test_the_window_is_centred_on_the_nucleus(x: int, y: int) -> None:
    image = smear()
    disc(image, x, y, 30, NUCLEUS)
    found = centre(window(image, 0.5))
    assert found == pytest.approx((x, y), abs=6)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (319, 0), (0, 239), (319, 239), (160, 0), (319, 120)])
def test_the_window_of_a_nucleus_at_the_edge_stays_inside(x: int, y: int) -> None:
    image = smear()
    disc(image, x, y, 30, NUCLEUS)
    left, top, right, bottom = window(image, 0.5)
    assert 0 <= left <= x <= right <= WIDTH
    assert 0 <= top <= y <= bottom <= HEIGHT
    assert right - left == bottom - top == 120


def test_black_corners_do_not_attract_it() -> None:
    image = smear()
    disc(image, 90, 90, 28, NUCLEUS)
    image = image.rotate(20, fillcolor=(0, 0, 3))
    assert image.getpixel((0, 0)) == (0, 0, 3)
    x, y = centre(window(image, 0.5))
    pixel = image.getpixel((round(x), round(y)))
    assert pixel == NUCLEUS


def test_a_platelet_as_blue_as_the_nucleus_does_not_attract_it() -> None:
    image = smear()
    disc(image, 230, 60, 9, (90, 30, 200))
    disc(image, 100, 150, 30, NUCLEUS)
    assert centre(window(image, 0.5)) == pytest.approx((100, 150), abs=6)


@pytest.mark.parametrize("colour", [PLASMA, RED_CELL, (0, 0, 0), (255, 255, 255), (128, 128, 128)])
def test_without_stain_the_window_is_in_the_middle(colour: tuple[int, int, int]) -> None:
    image = Image.new("RGB", (WIDTH, HEIGHT), colour)
    assert window(image, 0.5) == (100, 60, 220, 180)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (3, 200), (200, 3), (5000, 10), (37, 53), (2000, 1500)])
@pytest.mark.parametrize("share", [0.001, 0.33, 1.0])
def test_the_window_is_a_square_inside_any_image(size: tuple[int, int], share: float) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    left, top, right, bottom = window(Image.fromarray(pixels), share)
    assert right - left == bottom - top == max(1, round(share * min(size)))
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]


def test_it_finds_the_nucleus_at_any_scale() -> None:
    image = smear()
    disc(image, 120, 90, 30, NUCLEUS)
    for factor in (0.25, 0.5, 2, 5):
        scaled = image.resize((round(WIDTH * factor), round(HEIGHT * factor)))
        x, y = centre(window(scaled, 0.5))
        assert (x / factor, y / factor) == pytest.approx((120, 90), abs=6)


@pytest.mark.parametrize("label", CLASSES)
def test_it_finds_the_nucleus_of_drawn_cells(label: str) -> None:
    for seed in range(3):
        image = smears.photograph(label, np.random.default_rng(seed))
        pixels = np.asarray(image, int)
        stain = np.clip(pixels[..., 2] - pixels[..., 1] - 25, 0, None)
        left, top, right, bottom = window(image, 0.5)
        assert stain[top:bottom, left:right].sum() > 0.8 * stain.sum()

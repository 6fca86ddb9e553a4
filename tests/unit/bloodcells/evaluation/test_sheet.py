from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bloodcells.evaluation import sheet
from bloodcells.evaluation.sheet import Mistake, draw, printable, worst

CLASSES = ["EOSINOPHIL", "LYMPHOCYTE"]


def answers(*first: float) -> np.ndarray:
    return np.array([[p, 1 - p] for p in first])


def test_the_surest_mistakes_come_first() -> None:
    found = worst(answers(0.9, 0.6, 0.2, 0.75), np.array([1, 1, 1, 1]), ["1", "2", "3", "4"], limit=10)

    assert found == [Mistake(0, 1, 0, 0.9), Mistake(3, 1, 0, 0.75), Mistake(1, 1, 0, 0.6)]


def test_no_more_than_the_limit_are_shown() -> None:
    found = worst(answers(0.6, 0.7, 0.8), np.ones(3, np.uint8), ["1", "2", "3"], limit=2)

    assert [mistake.image for mistake in found] == [2, 1]


def test_copies_of_one_photograph_do_not_fill_the_sheet() -> None:
    photographs = ["same"] * 5 + ["other"]

    found = worst(answers(0.95, 0.94, 0.93, 0.92, 0.91, 0.6), np.ones(6, np.uint8), photographs, limit=3)

    assert [mistake.image for mistake in found] == [0, 1, 5]


def test_equally_sure_mistakes_keep_the_order_of_the_images() -> None:
    found = worst(answers(*[0.8, 0.7] * 200), np.ones(400, np.uint8), [str(n) for n in range(400)], limit=400)

    assert [mistake.image for mistake in found] == [*range(0, 400, 2), *range(1, 400, 2)]


def test_a_model_without_mistakes_has_none() -> None:
    assert worst(answers(0.9, 0.2), np.array([0, 1]), ["1", "2"], limit=5) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MONOCYTE", "MONOCYTE"),
        ("two words", "two words"),
        ("two\nlines\tand  more", "two lines and more"),
        ("lymphocyté", "lymphocyte"),
        ("单核细胞", "class 3"),
        ("", "class 3"),
        ("--", "class 3"),
        ("\x00\x1b[31mred", "[31mred"),
    ],
)
def test_names_are_shown_in_letters_that_the_font_has(name: str, expected: str) -> None:
    assert printable(name, 3) == expected


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (8, 1), (9, 2), (40, 5)])
def test_the_sheet_grows_by_rows_of_eight(tmp_path: Path, count: int, rows: int) -> None:
    images = np.zeros((count, 16, 16, 3), np.uint8)

    draw(tmp_path / "m.png", [Mistake(n, 0, 1, 0.9) for n in range(count)], images, CLASSES, "title", "note")

    with Image.open(tmp_path / "m.png") as picture:
        assert picture.format == "PNG"
        assert picture.height == sheet.HEAD + rows * (sheet.PICTURE + sheet.CAPTION + sheet.GAP)


def test_each_picture_is_the_image_of_its_mistake(tmp_path: Path) -> None:
    images = np.zeros((3, 16, 16, 3), np.uint8)
    images[0], images[1], images[2] = (200, 0, 0), (0, 200, 0), (0, 0, 200)

    draw(tmp_path / "m.png", [Mistake(2, 0, 1, 0.9), Mistake(0, 1, 0, 0.8)], images, CLASSES, "title", "note")

    with Image.open(tmp_path / "m.png") as picture:
        middle = sheet.HEAD + sheet.PICTURE // 2
        first = picture.getpixel((sheet.GAP + sheet.PICTURE // 2, middle))
        second = picture.getpixel((2 * sheet.GAP + sheet.PICTURE + sheet.PICTURE // 2, middle))
    assert (first, second) == ((0, 0, 200), (200, 0, 0))


def test_equal_mistakes_are_drawn_to_equal_bytes_without_a_date(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(256, size=(4, 16, 16, 3), dtype=np.uint8)
    mistakes = [Mistake(n, 0, 1, 0.9 - n / 10) for n in range(4)]

    for name in ("a.png", "b.png"):
        draw(tmp_path / name, mistakes, images, CLASSES, "title", "note")

    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.info == {}


@pytest.mark.parametrize("size", [8, 64, 512])
@pytest.mark.parametrize("name", ["a very long name of a class, which no caption holds" * 4, "单核细胞", "\n"])
def test_any_size_and_any_name_is_drawn(tmp_path: Path, size: int, name: str) -> None:
    images = np.zeros((1, size, size, 3), np.uint8)

    draw(tmp_path / "m.png", [Mistake(0, 0, 1, 1.0)], images, [name, name], "title", "note")

    with Image.open(tmp_path / "m.png") as picture:
        assert picture.width == sheet.GAP + sheet.COLUMNS * (sheet.PICTURE + sheet.GAP)


def test_a_sheet_without_mistakes_says_so(tmp_path: Path) -> None:
    images = np.zeros((0, 16, 16, 3), np.uint8)

    draw(tmp_path / "none.png", [], images, CLASSES, "title", "note")

    with Image.open(tmp_path / "none.png") as picture:
        below = picture.crop((0, sheet.HEAD, picture.width, picture.height)).convert("RGB")
    assert below.getcolors(maxcolors=100_000) is not None
    assert len(below.getcolors(maxcolors=100_000)) > 1  # something is written there

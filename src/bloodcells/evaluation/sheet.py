"""A sheet of the worst mistakes: which they are, then a picture of them."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

PER_PHOTOGRAPH = 2
"""Pictures of one photograph at most: its augmented copies are wrong together and would fill the sheet."""

COLUMNS = 8
PICTURE = 144  # pixels, each side
GAP = 16
CAPTION = 50
HEAD = 84

PAPER, INK, PALE, RIGHT, WRONG = "#ffffff", "#1f2328", "#8b949e", "#1a7f37", "#cf222e"


@dataclass(frozen=True)
class Mistake:
    """An image taken for another class."""

    image: int
    """Its row in the arrays."""
    actual: int
    predicted: int
    confidence: float
    """The probability of the predicted class."""


def worst(probabilities: NDArray[Any], actual: NDArray[Any], photographs: Sequence[str], limit: int) -> list[Mistake]:
    """The mistakes that the model was surest of, at most `PER_PHOTOGRAPH` of a photograph, the worst first.

    Args:
        probabilities: `(n, k)`.
        actual: `(n,)` class indices in `[0, k)`.
        photographs: n names.
        limit: how many at most.
    """
    guess, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(guess != actual)
    chosen: list[Mistake] = []
    taken: Counter[str] = Counter()
    for image in wrong[np.argsort(-confidence[wrong], kind="stable")].tolist():
        taken[photographs[image]] += 1
        if taken[photographs[image]] <= PER_PHOTOGRAPH:
            chosen.append(Mistake(image, int(actual[image]), int(guess[image]), float(confidence[image])))
    return chosen[:limit]


def printable(name: str, number: int) -> str:
    """A class name in the letters of the bundled font, which are those of ASCII; `class 3` where none is left."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in letters).split())
    return text if any(letter.isalnum() for letter in text) else f"class {number}"


def draw(
    path: Path, mistakes: Sequence[Mistake], images: NDArray[np.uint8], classes: Sequence[str], title: str, note: str
) -> None:
    """Draw the sheet as a PNG: each image with its class, the class it was taken for, and how surely.

    Args:
        path: of the PNG.
        mistakes: as `worst` gives them; of none the sheet says so.
        images: `(n, size, size, 3)` uint8, of which the mistakes' rows are read.
        classes: names by class index.
        title: the first line.
        note: the line below.
    """
    names = [printable(name, number) for number, name in enumerate(classes)]
    rows = -(-len(mistakes) // COLUMNS)
    width = GAP + COLUMNS * (PICTURE + GAP)
    sheet = Image.new("RGB", (width, HEAD + max(1, rows) * (PICTURE + CAPTION + GAP)), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((GAP, 18), title, INK, ImageFont.load_default(22))
    pen.text((GAP, 50), note, PALE, ImageFont.load_default(13))
    if not mistakes:
        pen.text((width / 2, HEAD + PICTURE / 2), "No mistakes", RIGHT, ImageFont.load_default(28), anchor="mm")
    for number, mistake in enumerate(mistakes):
        row, column = divmod(number, COLUMNS)
        corner = (GAP + column * (PICTURE + GAP), HEAD + row * (PICTURE + CAPTION + GAP))
        picture = Image.fromarray(np.ascontiguousarray(images[mistake.image]))
        sheet.paste(picture.resize((PICTURE, PICTURE), Image.Resampling.BICUBIC), corner)
        _caption(pen, corner, names[mistake.actual], names[mistake.predicted], mistake.confidence)
    sheet.save(path, format="PNG", compress_level=9)


def _caption(pen: ImageDraw.ImageDraw, corner: tuple[int, int], actual: str, predicted: str, confidence: float) -> None:
    left, top = corner[0], corner[1] + PICTURE
    pen.rectangle((left, top, left + PICTURE - 1, top + 3), PALE)
    pen.rectangle((left, top, left + round(confidence * (PICTURE - 1)), top + 3), WRONG)
    font = ImageFont.load_default(13)
    percent = f"{confidence:.0%}"
    pen.text((left, top + 10), _fitted(actual, PICTURE, font), RIGHT, font)
    _arrow(pen, left, top + 37)
    room = PICTURE - 16 - font.getlength(percent) - 6
    pen.text((left + 16, top + 29), _fitted(predicted, room, font), WRONG, font)
    pen.text((left + PICTURE, top + 29), percent, INK, font, anchor="ra")


def _arrow(pen: ImageDraw.ImageDraw, left: int, middle: int) -> None:
    # The bundled font has none.
    pen.line((left, middle, left + 10, middle), PALE, 1)
    pen.polygon([(left + 7, middle - 3), (left + 11, middle), (left + 7, middle + 3)], PALE)


def _fitted(text: str, room: float, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> str:
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(f"{text}...") > room:
        text = text[:-1]
    return f"{text.rstrip()}..."

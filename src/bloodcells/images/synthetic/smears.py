"""A microscope's photograph of a blood smear with one white cell in it.

Light falls through the smear, so densities of what overlaps add up and the picture is `lamp * exp(-density)`
(Beer and Lambert). Each photograph has its own staining, magnification, focus, lamp and camera noise.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from bloodcells.images.synthetic import leukocytes, shapes
from bloodcells.images.synthetic.leukocytes import Density, stained

WIDTH, HEIGHT = 320, 240  # pixels, as the real ones

HEMOGLOBIN: Density = np.array([0.10, 0.34, 0.33], np.float32)
LAMP: NDArray[np.floating[Any]] = np.array([226, 218, 210], np.float32)


def photograph(label: str, rng: np.random.Generator) -> Image.Image:
    """Draw a smear with a white cell of the class `label`: RGB, WIDTH x HEIGHT."""
    red_radius = rng.uniform(22, 30)
    cell = leukocytes.draw(label, rng, red_radius)
    margin = 1.2 * red_radius
    center = (rng.uniform(margin, WIDTH - margin), rng.uniform(margin, HEIGHT - margin))
    smear: Density = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for _ in range(int(rng.integers(16, 34))):
        _add_red_cell(smear, rng, red_radius, beside=center, gap=0.36 * cell.opacity.shape[0])
    for _ in range(int(rng.integers(0, 6))):
        _add_platelet(smear, rng)
    _cover(smear, center, cell)
    staining = rng.normal(1, 0.12, 3) * rng.uniform(0.7, 1.15)
    return _exposed(smear * staining.astype(np.float32), rng)


def _add_red_cell(smear: Density, rng: np.random.Generator, radius: float, *, beside: shapes.Point, gap: float) -> None:
    """A disc with a paler middle; none where it would lie on the white cell."""
    center = (rng.uniform(-10, WIDTH + 10), rng.uniform(-10, HEIGHT + 10))
    size = radius * rng.uniform(0.75, 1.12)
    if math.dist(center, beside) < gap + size * rng.uniform(0.55, 1.1):
        return
    x, y = shapes.grid(1.25 * size)
    disc = shapes.ellipse(
        x, y, center=(0, 0), radii=(size, size * rng.uniform(0.72, 1.0)), angle=rng.uniform(0, math.pi)
    )
    middle = np.exp(-np.square(np.clip(disc / size + 1, 0, None) / rng.uniform(0.3, 0.55)))
    rim = np.exp(-np.square(disc / (0.12 * size) + 1))
    thickness = 1 - rng.uniform(0.3, 0.95) * middle + rng.uniform(0.0, 0.3) * rim
    amount = shapes.coverage(disc, softness=2.5) * thickness * rng.uniform(0.75, 1.2)
    _add(smear, center, stained(HEMOGLOBIN, amount))


def _add_platelet(smear: Density, rng: np.random.Generator) -> None:
    """A small violet fragment."""
    size = rng.uniform(2.5, 6.0)
    x, y = shapes.grid(1.6 * size)
    disc = shapes.ellipse(
        x, y, center=(0, 0), radii=(size, size * rng.uniform(0.6, 1.0)), angle=rng.uniform(0, math.pi)
    )
    grain = np.clip(1 + 0.4 * shapes.noise(rng, x.shape, scale=2.0), 0, 2)
    amount = shapes.coverage(disc, softness=2.0) * grain * rng.uniform(0.25, 0.6)
    _add(smear, (rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)), stained(leukocytes.CHROMATIN, amount))


def _add(smear: Density, center: shapes.Point, patch: Density) -> None:
    inside, part = _overlap(center, patch.shape[0])
    smear[inside] += patch[part]


def _cover(smear: Density, center: shapes.Point, cell: leukocytes.Leukocyte) -> None:
    inside, part = _overlap(center, cell.opacity.shape[0])
    opacity = cell.opacity[part][..., None]
    smear[inside] = smear[inside] * (1 - opacity) + cell.density[part] * opacity


def _overlap(center: shapes.Point, side: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Where a square patch around `center` meets the photograph: rows and columns of the latter, and of the patch."""
    inside, part = [], []
    for middle, limit in zip(reversed(center), (HEIGHT, WIDTH), strict=True):
        first = round(middle) - side // 2
        start, stop = max(first, 0), max(min(first + side, limit), 0)
        inside.append(slice(start, stop))
        part.append(slice(start - first, stop - first))
    return (inside[0], inside[1]), (part[0], part[1])


def _exposed(smear: Density, rng: np.random.Generator) -> Image.Image:
    """Light through the smear, on a sensor."""
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    slope_x, slope_y = rng.normal(0, 0.05, 2).tolist()
    field = 1 + slope_x * x + slope_y * y - rng.uniform(0, 0.07) * (x**2 + y**2)
    lamp = LAMP * rng.normal(1, 0.018, 3) * rng.uniform(0.86, 1.08)
    light = np.exp(-smear) * stained(lamp.astype(np.float32), field)
    seen = _rounded(light).filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 2.2)))
    noise = rng.standard_normal(smear.shape, dtype=np.float32) * rng.uniform(1.5, 4.0)
    return _rounded(np.asarray(seen) + noise)


def _rounded(light: NDArray[np.floating[Any]]) -> Image.Image:
    return Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))

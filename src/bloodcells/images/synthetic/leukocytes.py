"""White blood cells under a Wright-Giemsa stain, as a haematologist tells them apart.

| class      | nucleus                      | cytoplasm                       | radius, in red cells |
| ---        | ---                          | ---                             | ---                  |
| EOSINOPHIL | 2 lobes, like spectacles     | packed with coarse red granules | 1.35 to 1.85         |
| LYMPHOCYTE | round, dense, fills the cell | a thin blue rim                 | 1.0 to 1.4           |
| MONOCYTE   | kidney or horseshoe, lacy    | wide, grey-blue, a few vacuoles | 1.6 to 2.15          |
| NEUTROPHIL | 3 to 5 lobes on a thread     | pale pink, finest granules      | 1.35 to 1.85         |

They vary as real ones do, and some look much like another class: an eosinophil that has lost its granules, a
neutrophil whose own are coarse and red (toxic), a large pale lymphocyte (reactive), a compact monocyte with a round
nucleus.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells.images.synthetic import shapes
from bloodcells.images.synthetic.shapes import Field

Density = NDArray[np.floating[Any]]
"""Optical density in red, green and blue, -ln(transmitted / incident light): `(3,)` or `(height, width, 3)`."""

CHROMATIN: Density = np.array([0.85, 1.30, 0.22], np.float32)
AZURE: Density = np.array([0.42, 0.30, 0.04], np.float32)
PALE_PINK: Density = np.array([0.10, 0.27, 0.08], np.float32)
EOSIN: Density = np.array([0.16, 0.80, 0.62], np.float32)

ATYPICAL = 0.2  # of the cells of each class


@dataclass(frozen=True)
class Leukocyte:
    """A cell in a square window around its centre."""

    opacity: Field
    """`(n, n)` in [0, 1]: how much it hides what lies below."""
    density: Density
    """`(n, n, 3)`"""


def draw(label: str, rng: np.random.Generator, red_radius: float) -> Leukocyte:
    """Draw a cell of the class `label`, of a size that suits red cells of `red_radius` pixels."""
    return _DRAWN[label](rng, red_radius)


def _eosinophil(rng: np.random.Generator, red_radius: float) -> Leukocyte:
    radius = red_radius * rng.uniform(1.35, 1.85)
    x, y = shapes.grid(radius * 1.3)
    body = _body(rng, x, y, radius, wobble=0.05)
    degranulated = _is_atypical(rng)
    lobes = 2 if rng.random() < 0.8 else 3
    nucleus = _lobes(
        rng, x, y, radius, count=lobes, size=0.36 if lobes == 2 else 0.29, arc=math.pi * rng.uniform(1.1, 1.6)
    )
    granules = shapes.coverage(0.15 - shapes.noise(rng, x.shape, scale=rng.uniform(2.6, 3.6)), softness=0.8)
    eosin = EOSIN * (rng.uniform(0.15, 0.3) if degranulated else rng.uniform(0.5, 1.1))
    cell = _cell(rng, body, PALE_PINK + stained(eosin, granules), nucleus, clumps=5.0, depth=0.18)
    # Granules lie on the nucleus too, and blur its outline.
    return Leukocyte(cell.opacity, cell.density + stained(0.25 * eosin, granules))


def _lymphocyte(rng: np.random.Generator, red_radius: float) -> Leukocyte:
    reactive = _is_atypical(rng)
    radius = red_radius * (rng.uniform(1.4, 1.8) if reactive else rng.uniform(1.0, 1.4))
    x, y = shapes.grid(radius * 1.3)
    body = _body(rng, x, y, radius, wobble=0.09 if reactive else 0.05)
    fill = rng.uniform(0.62, 0.72) if reactive else rng.uniform(0.74, 0.93)
    aside, angle = 0.7 * radius * (1 - fill), rng.uniform(0, 2 * math.pi)
    nucleus = _blob(
        rng,
        x - aside * math.cos(angle),
        y - aside * math.sin(angle),
        radius=radius * fill,
        wobble=0.10 if reactive else 0.04,
    )
    blotches = 1 + 0.15 * shapes.noise(rng, x.shape, scale=6.0)
    cytoplasm = stained(AZURE * (rng.uniform(0.5, 0.9) if reactive else rng.uniform(0.8, 1.6)), blotches)
    return _cell(rng, body, cytoplasm, nucleus, clumps=rng.uniform(5.0, 9.0), depth=0.18)


def _monocyte(rng: np.random.Generator, red_radius: float) -> Leukocyte:
    compact = _is_atypical(rng)
    radius = red_radius * (rng.uniform(1.35, 1.65) if compact else rng.uniform(1.6, 2.15))
    x, y = shapes.grid(radius * 1.4)
    body = _body(rng, x, y, radius, wobble=0.08 if compact else 0.11)
    angle = rng.uniform(0, 2 * math.pi)
    toward_x, toward_y = radius * math.cos(angle), radius * math.sin(angle)
    whole = _blob(rng, x + 0.14 * toward_x, y + 0.14 * toward_y, radius=radius * rng.uniform(0.62, 0.74), wobble=0.07)
    away = rng.uniform(0.82, 0.92) if compact else rng.uniform(0.5, 0.72)
    bite = shapes.ellipse(
        x,
        y,
        center=(away * toward_x, away * toward_y),
        radii=(radius * 0.42, radius * rng.uniform(0.16, 0.3)),
        angle=angle,
    )
    nucleus = shapes.without(whole, bite, blend=radius * 0.18)
    grain = 1 + 0.22 * shapes.noise(rng, x.shape, scale=2.2) + 0.12 * shapes.noise(rng, x.shape, scale=9.0)
    for _ in range(int(rng.integers(0, 6))):
        grain *= 1 - 0.7 * _vacuole(rng, x, y, radius)
    cytoplasm = stained((AZURE * 0.7 + PALE_PINK * 0.35) * rng.uniform(0.7, 1.3), np.clip(grain, 0, 2))
    return _cell(rng, body, cytoplasm, nucleus, clumps=4.5, depth=0.20, stain=rng.uniform(0.75, 0.95))


def _neutrophil(rng: np.random.Generator, red_radius: float) -> Leukocyte:
    radius = red_radius * rng.uniform(1.35, 1.85)
    x, y = shapes.grid(radius * 1.3)
    body = _body(rng, x, y, radius, wobble=0.06)
    toxic = _is_atypical(rng)
    lobes = int(rng.choice([2, 3, 4, 5], p=[0.15, 0.35, 0.3, 0.2]))
    nucleus = _lobes(rng, x, y, radius, count=lobes, size=0.37 - 0.025 * lobes, arc=math.pi * rng.uniform(0.9, 1.45))
    coarseness, contrast = (3.0, 0.5) if toxic else (2.0, rng.uniform(0.12, 0.3))
    grain = 1 + contrast * shapes.noise(rng, x.shape, scale=coarseness)
    pink = PALE_PINK + (EOSIN * rng.uniform(0.1, 0.25) if toxic else 0)
    cytoplasm = stained(pink * rng.uniform(0.7, 1.4), np.clip(grain, 0, 2))
    return _cell(rng, body, cytoplasm, nucleus, clumps=4.0, depth=0.22)


_DRAWN: dict[str, Callable[[np.random.Generator, float], Leukocyte]] = {
    "EOSINOPHIL": _eosinophil,
    "LYMPHOCYTE": _lymphocyte,
    "MONOCYTE": _monocyte,
    "NEUTROPHIL": _neutrophil,
}

CLASSES = tuple(_DRAWN)


def _is_atypical(rng: np.random.Generator) -> bool:
    """Whether to draw one that looks much like another class."""
    return rng.random() < ATYPICAL


def stained(stain: Density, amount: Field) -> Density:
    """The density of a stain that each pixel has an `amount` of."""
    return amount[..., None] * stain


def _cell(
    rng: np.random.Generator,
    body: Field,
    cytoplasm: Density,
    nucleus: Field,
    *,
    clumps: float,
    depth: float,
    stain: float = 1.0,
) -> Leukocyte:
    """Put a nucleus into a body; its chromatin is clumped every `clumps` pixels by the relative `depth`."""
    chromatin = np.clip(1 + depth * shapes.noise(rng, body.shape, scale=clumps), 0.3, 1.8)
    inside = shapes.coverage(nucleus, softness=2.0)[..., None]
    membrane = stained(0.25 * PALE_PINK, np.exp(-np.square(body + 1) / 3))
    density = cytoplasm * (1 - 0.75 * inside) + stained(CHROMATIN * stain, chromatin) * inside
    return Leukocyte(shapes.coverage(body, softness=2.0), density + membrane)


def _lobes(
    rng: np.random.Generator, x: Field, y: Field, radius: float, *, count: int, size: float, arc: float
) -> Field:
    """Lobes on an arc (radians) around the cell's centre, joined by a thread; their `size` is relative to `radius`."""
    turns = rng.uniform(0, 2 * math.pi) + np.linspace(0, arc * rng.choice([-1, 1]), count) + rng.normal(0, 0.12, count)
    away = radius * rng.uniform(0.36, 0.52, count)
    centers = list(zip((away * np.cos(turns)).tolist(), (away * np.sin(turns)).tolist(), strict=True))
    lobes = [
        shapes.ellipse(
            x,
            y,
            center=center,
            radii=(radius * size * rng.uniform(0.85, 1.2), radius * size * rng.uniform(0.85, 1.2)),
            angle=turn + rng.normal(0, 0.4),
        )
        for center, turn in zip(centers, turns.tolist(), strict=True)
    ]
    threads = [
        shapes.capsule(x, y, start=start, end=end, radius=radius * rng.uniform(0.04, 0.11))
        for start, end in pairwise(centers)
    ]
    return reduce(partial(shapes.union, blend=radius * 0.08), lobes + threads)


def _vacuole(rng: np.random.Generator, x: Field, y: Field, radius: float) -> Field:
    """The coverage of a bubble somewhere in a cell of `radius`."""
    size = rng.uniform(1.5, 3.5)
    center = (radius * rng.uniform(-0.7, 0.7), radius * rng.uniform(-0.7, 0.7))
    return shapes.coverage(shapes.ellipse(x, y, center=center, radii=(size, size), angle=0.0), softness=1.5)


def _body(rng: np.random.Generator, x: Field, y: Field, radius: float, *, wobble: float) -> Field:
    """The outline of a cell, a little oval."""
    angle, stretch = rng.uniform(0, math.pi), rng.uniform(0.92, 1.08)
    along = x * math.cos(angle) + y * math.sin(angle)
    across = y * math.cos(angle) - x * math.sin(angle)
    return _blob(rng, along * stretch, across / stretch, radius=radius, wobble=wobble)


def _blob(rng: np.random.Generator, x: Field, y: Field, *, radius: float, wobble: float) -> Field:
    """A disc around the origin whose radius swings by about the relative `wobble`."""
    around = np.arctan2(y, x)
    swing = sum(
        rng.normal(0, wobble / waves) * np.cos(waves * around + rng.uniform(0, 2 * math.pi)) for waves in range(2, 6)
    )
    distance: Field = np.hypot(x, y)
    return distance - radius * (1 + swing)

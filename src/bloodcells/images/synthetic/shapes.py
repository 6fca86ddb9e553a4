"""Shapes as fields of signed distance, in pixels: negative inside, positive outside, zero on the outline.

Fields can be joined and cut before anything is drawn, and their outline can be as soft as an unsharp photograph's.
Approximate away from the outline, where nobody looks.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.floating[Any]]
"""`(height, width)`, float32."""
Point = tuple[float, float]


def grid(radius: float) -> tuple[Field, Field]:
    """Coordinates x and y of a square window around the origin, `(n, n)` each with odd n."""
    half = math.ceil(radius)
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    return x, y


def ellipse(x: Field, y: Field, *, center: Point, radii: Point, angle: float) -> Field:
    """An ellipse; `angle` in radians turns its first radius away from the x axis."""
    dx, dy = x - center[0], y - center[1]
    along = dx * math.cos(angle) + dy * math.sin(angle)
    across = dy * math.cos(angle) - dx * math.sin(angle)
    scaled = np.hypot(along / radii[0], across / radii[1])
    return (scaled - 1) * min(radii)


def capsule(x: Field, y: Field, *, start: Point, end: Point, radius: float) -> Field:
    """A thick line from `start` to `end`."""
    length_x, length_y = end[0] - start[0], end[1] - start[1]
    dx, dy = x - start[0], y - start[1]
    squared = max(length_x**2 + length_y**2, 1e-6)
    share = np.clip((dx * length_x + dy * length_y) / squared, 0, 1)
    distance: Field = np.hypot(dx - share * length_x, dy - share * length_y)
    return distance - radius


def union(first: Field, second: Field, *, blend: float) -> Field:
    """Both shapes; their meeting is rounded over about `blend` pixels (polynomial smooth minimum)."""
    overlap: Field = np.clip(blend - np.abs(first - second), 0, None)
    nearest: Field = np.minimum(first, second)
    return nearest - overlap**2 / (4 * blend)


def without(shape: Field, bite: Field, *, blend: float) -> Field:
    """`shape` less `bite`; the cut's edge is rounded over about `blend` pixels."""
    return -union(-shape, bite, blend=blend)


def coverage(distance: Field, *, softness: float = 1.0) -> Field:
    """How much of each pixel lies inside, in [0, 1]; the outline is `softness` pixels wide."""
    inside: Field = np.clip(0.5 - distance / softness, 0, 1)
    return inside


def noise(rng: np.random.Generator, shape: tuple[int, int], *, scale: float) -> Field:
    """Smooth noise of mean 0 and deviation about 1 whose blotches are `scale` pixels across."""
    coarse = rng.standard_normal([math.ceil(side / scale) + 3 for side in shape], dtype=np.float32)
    width, height = (math.ceil(side * scale) for side in reversed(coarse.shape))
    smooth = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    # Interpolation takes away about a third of the deviation.
    return np.asarray(smooth)[: shape[0], : shape[1]] * 1.5

"""Small pictures of every kind that a page shows."""

import io

import numpy as np
from PIL import Image


def drawn(kind: str = "PNG", size: tuple[int, int] = (6, 4), *, noise: bool = False) -> bytes:
    """The bytes of a picture; noise is as many as its pixels."""
    values = np.random.default_rng(7).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    image = Image.fromarray(values) if noise else Image.new("RGB", size, (200, 30, 30))
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()

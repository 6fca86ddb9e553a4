"""Archives of a few small pictures, and what the stage prepare makes of them."""

import io
import zlib
from pathlib import Path

import numpy as np
import yaml
from PIL import Image

from bloodcells import paths
from bloodcells.images import archives

SIZE = 8

PARAMS = {
    "image_size": SIZE,
    "crop": "none",
    "crop_size": 0.5,
    "folds": 2,
    "fold": 0,
    "test_fraction": 0.3,
    "max_dropped": 0.5,
}

HEADER = "split,label,file,source\n"


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def noise(seed: object) -> Image.Image:
    rng = np.random.default_rng(zlib.crc32(repr(seed).encode()))
    return Image.fromarray(rng.integers(0, 256, (12, 16, 3), dtype=np.uint8))


def picture(seed: object) -> bytes:
    return encoded(noise(seed))


def set_of(*groups: tuple[str, int], copies: int = 2, seed: str = "") -> tuple[dict[str, bytes], str]:
    """Members, and their sources file: `("TRAIN/ROUND", 3)` is 3 photographs of ROUND in TRAIN, each in copies."""
    members, table = {}, HEADER
    for place, photographs in groups:
        split, _, label = place.rpartition("/")
        for photograph in range(photographs):
            for copy in range(copies):
                file = f"{photograph}_{copy}.png"
                members[f"{place}/{file}"] = picture((seed, place, file))
                table += f"{split},{label},{file},{place} {photograph}\n"
    return members, table


def write_archive(source: str, members: dict[str, bytes], table: str | None = None) -> None:
    paths.RAW.mkdir(parents=True, exist_ok=True)
    contents = members | ({} if table is None else {"sources.csv": table.encode()})
    archives.write(paths.archive(source), sorted(contents.items()))


def write_params(**changes: object) -> None:
    paths.PARAMS.write_text(yaml.safe_dump({"prepare": PARAMS | changes}))


def prepared(data: str = "data") -> dict[str, bytes]:
    """All that is in data/prepared, and what no run may leave beside it."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in Path(data).rglob("*")
        if path.is_file() and path.relative_to(data).parts[0] != paths.RAW.name
    }


PLAIN = ("TRAIN/LOBED", 4), ("TRAIN/ROUND", 4), ("TEST/LOBED", 1), ("TEST/ROUND", 1)

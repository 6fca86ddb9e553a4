"""A small set of images in any container, and what the stage fetch makes of it."""

import zipfile
from pathlib import Path
from typing import Any

import yaml

FILES = {
    "TEST/LOBED/1.png": b"one" * 1000,
    "TRAIN/LOBED/2.png": b"two" * 1000,
    "TRAIN/ROUND/3.jpeg": b"three" * 1000,
    "sources.csv": b"split,label,file,source\n",
}


def write_params(sources: dict[str, str | None], digests: dict[str, str] | None = None) -> None:
    datasets = {name: {"location": at, "digest": (digests or {}).get(name)} for name, at in sources.items()}
    document = {"fetch": {"sources": list(sources), "datasets": datasets}}
    Path("params.yaml").write_text(yaml.safe_dump(document))


def make_folder(path: Path, below: str = "") -> Path:
    for name, data in FILES.items():
        (path / below / name).parent.mkdir(parents=True, exist_ok=True)
        (path / below / name).write_bytes(data)
    return path


def make_zip(path: Path, below: str = "", **settings: Any) -> Path:
    with zipfile.ZipFile(path, "w", **settings) as archive:
        for name, data in FILES.items():
            archive.writestr(below + name, data)
    return path


def raw(data: str = "data") -> dict[str, bytes]:
    """All that is in data/raw, and what no run may leave beside it."""
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in Path(data).rglob("*") if path.is_file()}

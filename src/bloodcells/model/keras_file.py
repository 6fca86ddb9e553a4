"""The `.keras` file as a function of the model alone.

Keras writes the date of saving, the times of zip members and, as ids of shared objects, memory addresses. None of
them means anything to a reader.
"""

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from bloodcells.atomic import new_file

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can tell."""

DATE = "1980-01-01@00:00:00"


def write(model: Any, path: Path) -> None:
    """Save a `keras.Model`; equal models give equal bytes, in any process and folder.

    Raises:
        OSError: the disk is full or refuses to be written; `path` is untouched.
    """
    with tempfile.TemporaryDirectory() as folder, new_file(path) as part:
        saved = Path(folder, "model.keras")
        model.save(saved)
        _copy(saved, part)


def _copy(saved: Path, canonical: Path) -> None:
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(canonical, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, EPOCH), _canonical(name, source.read(name)))


def _canonical(name: str, content: bytes) -> bytes:
    if name == "metadata.json":
        return json.dumps(json.loads(content) | {"date_saved": DATE}).encode()
    if name == "config.json":
        return json.dumps(_renumbered(json.loads(content), {})).encode()
    return content


def _renumbered(node: Any, numbers: dict[int, int]) -> Any:
    """Replace ids of shared objects by 1, 2, ... in the order of their first appearance."""
    if isinstance(node, list):
        return [_renumbered(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: numbers.setdefault(value, len(numbers) + 1) if key == "shared_object_id" else _renumbered(value, numbers)
        for key, value in node.items()
    }

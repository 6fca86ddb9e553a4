"""Metrics files of a pipeline -> qualified names and numbers: `metrics.val.macro_f1`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

PREFIX = "metrics"
LIMIT = 10_000_000
"""Bytes; a larger file is no metrics file."""


def read(files: Iterable[Path]) -> dict[str, float]:
    """Read numbers out of metrics files, JSON or YAML; what is damaged, or no number, is left out.

    Later files win where two hold the same name.
    """
    return {name: value for file in files for name, value in _numbers(_document(file), PREFIX)}


def _document(file: Path) -> Any:
    try:
        if file.stat().st_size > LIMIT:
            return {}
        text = file.read_text(encoding="utf-8")
        # Not PyYAML: it takes 1e-05 for a text.
        document = json.loads(text) if file.suffix == ".json" else YAML(typ="safe").load(text)
        return document if isinstance(document, Mapping) else {}
    except (OSError, ValueError, RecursionError, YAMLError):
        return {}


def _numbers(node: Any, prefix: str) -> Iterator[tuple[str, float]]:
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _numbers(value, f"{prefix}.{name}")
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield prefix, node

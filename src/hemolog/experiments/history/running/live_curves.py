"""Curves that a training writes epoch by epoch, as DVCLive does, while it writes them."""

import math
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from os import scandir
from pathlib import Path

from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError, items, mapping
from hemolog.experiments.history.columns import METRICS
from hemolog.experiments.history.run import Curve
from hemolog.experiments.history.running.local_file import Read, read
from hemolog.experiments.objects.files import DEFINITION

LARGEST = 20_000_000
"""Bytes of a curve or a definition."""
MOST = 2_000
"""Curves of a run."""
DEEPEST = 10
"""Folders below that of the curves."""
_SUFFIX = ".tsv"
_STEP = "step"


@dataclass(frozen=True)
class LiveCurves:
    """Those of one run."""

    curves: Mapping[str, Curve]
    """By qualified name."""
    written: float | None
    """When the last one of them was, seconds since 1970."""


def live_curves(root: Path, plots: Iterable[str], *, since: int = 0) -> LiveCurves:
    """Read them.

    Args:
        root: of DVC, in the checkout where the stages run.
        plots: folders of curves, from there.
        since: nanoseconds since 1970; files that were not written after it are of another run.
    """
    found: dict[str, Curve] = {}
    newest = None
    files = (each for folder in plots for each in _below(root / folder))
    for path, file in islice(files, MOST):
        if file.changed > since and (curve := _curve(file.data)) is not None:
            found[f"{METRICS}{path.removesuffix(_SUFFIX).replace('/', '.')}"] = curve
            newest = max(newest or 0, file.changed)
    return LiveCurves(found, None if newest is None else newest / 1e9)


def plots_of(root: Path) -> list[str]:
    """Paths of the plots of all stages, from the folder of their `dvc.yaml`; none of them leads out of it."""
    definition = read(root / DEFINITION, LARGEST)
    try:
        document = documents.read(definition.data if definition else b"")
    except DocumentError:
        return []
    stages = mapping(mapping(document).get("stages")).values()
    told = [path for stage in stages for path in _named(mapping(stage).get("plots"))]
    paths = [posixpath.normpath(path) for path in told]
    return [path for path in dict.fromkeys(paths) if not path.startswith(("/", "..")) and "\0" not in path]


def _named(node: object) -> Iterator[str]:
    for each in items(node):
        yield from map(str, mapping(each)) if isinstance(each, dict) else [str(each)]


def _below(folder: Path, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Read]]:
    try:
        with scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except (OSError, ValueError):  # It may be removed at this moment.
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False) and depth < DEEPEST:
            yield from _below(folder / entry.name, f"{path}/", depth + 1)
        elif path.endswith(_SUFFIX) and (file := read(folder / entry.name, LARGEST)) is not None:
            yield path, file


def _curve(data: bytes) -> Curve | None:
    """A curve as far as it is written: a line without its end is not an epoch yet."""
    head, *lines = data.decode(errors="replace").split("\n")
    columns = head.rstrip("\r").split("\t")
    if _STEP not in columns or len(columns) < 2:
        return None
    step = columns.index(_STEP)
    value = max(place for place in range(len(columns)) if place != step)
    points = [point for line in lines[:-1] if (point := _point(line.rstrip("\r").split("\t"), step, value))]
    return Curve(tuple(step for step, _ in points), tuple(value for _, value in points)) if points else None


def _point(cells: list[str], step: int, value: int) -> tuple[float, float] | None:
    if len(cells) <= max(step, value):
        return None
    place = _number(cells[step])
    return None if math.isnan(place) else (place, _number(cells[value]))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan

"""Curves that a training writes epoch by epoch, read while it writes them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from os import scandir
from pathlib import Path

from hemolog.experiments.history import curves
from hemolog.experiments.history.curves import CurveReader, CurvesError, Named
from hemolog.experiments.history.facts import Facts
from hemolog.experiments.history.run import Curve
from hemolog.experiments.history.running.local_file import read
from hemolog.experiments.history.sources import PlotFile

MOST = 2_000
"""Files of a run."""
DEEPEST = 10
"""Folders below that of the curves."""


@dataclass(frozen=True)
class LiveCurves:
    """Those of one run."""

    curves: Mapping[str, Curve]
    """By qualified name."""
    written: float | None
    """When the last one of them was, seconds since 1970."""


def live_curves(root: Path, plots: Iterable[PlotFile], *, since: int = 0) -> LiveCurves:
    """Read them as far as they are written; a line without its end is not an epoch yet.

    Args:
        root: of DVC, in the checkout where the stages run.
        plots: files and folders of curves, from there.
        since: nanoseconds since 1970; files that were not written after it are of another run.
    """
    facts, reader, newest = Facts(), CurveReader(), 0
    for plot, path in islice(_files(root, plots), MOST):
        file = read(root / path, curves.LARGEST)
        if file is None or file.changed <= since:
            continue
        if found := _read(reader, path, file.data, plot):
            facts.add_curves(path, plot.path, found)
            newest = max(newest, file.changed)
    return LiveCurves(facts.curves, newest / 1e9 if newest else None)


def _read(reader: CurveReader, path: str, data: bytes, plot: PlotFile) -> Named:
    whole = data if path.lower().endswith(".json") else data[: data.rfind(b"\n") + 1]
    try:
        return tuple((column, curve) for column, curve in reader.read(path, whole, plot) if curve.steps)
    except CurvesError:
        return ()


def _files(root: Path, plots: Iterable[PlotFile]) -> Iterator[tuple[PlotFile, str]]:
    seen: set[str] = set()
    for plot in plots:
        for path in _below(root, plot.path) if (root / plot.path).is_dir() else [plot.path]:
            if path not in seen and path.lower().endswith(curves.SUFFIXES):
                seen.add(path)
                yield plot, path


def _below(root: Path, folder: str, depth: int = 0) -> Iterator[str]:
    try:
        with scandir(root / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:  # It may be removed at this moment.
        return
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield f"{folder}/{entry.name}"
        elif depth < DEEPEST:
            yield from _below(root, f"{folder}/{entry.name}", depth + 1)

"""Adds what DVC's cache has of a run to what git tells of it."""

import posixpath
from collections.abc import Iterator

from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history import curves, formats
from hemolog.experiments.history.curves import CurveReader, CurvesError
from hemolog.experiments.history.facts import Facts, Kept, metrics_of
from hemolog.experiments.history.formats import Formats
from hemolog.experiments.history.kept import KeptError, KeptFiles
from hemolog.experiments.history.sources import PlotFile
from hemolog.experiments.history.values import ValuesError

MOST_FILES = 2_000
"""Of a folder."""


def add_kept(facts: Facts, files: KeptFiles, readers: tuple[Formats, CurveReader], label: str) -> None:
    """Read metrics and curves that are not in git; what isn't here is a problem.

    Args:
        facts: what git tells; takes the rest.
        files: of the cache.
        readers: of metrics and of curves.
        label: what paths begin with that people don't see: the folder of DVC's files.
    """
    for kept in facts.kept:
        try:
            found = list(_files(kept, files))
        except KeptError as error:
            facts.add_problem(kept.path, error)
            continue
        for path, key in found:
            try:
                _add(facts, kept, path, files.data(key, formats.LARGEST), readers, label)
            except (KeptError, DocumentError, ValuesError, CurvesError) as error:
                facts.add_problem(path, error)


def _files(kept: Kept, files: KeptFiles) -> Iterator[tuple[str, str]]:
    """Paths and keys of a file, or of those of a folder."""
    if kept.inner is None:
        yield kept.path, kept.key
        return
    below = f"{kept.inner}/" if kept.inner else ""
    wanted = {
        path: key for path, key in files.members(kept.key).items() if path == kept.inner or path.startswith(below)
    }
    if len(wanted) > MOST_FILES:
        raise KeptError(f"more than {MOST_FILES:,} files are too many")
    for path, key in wanted.items():
        inner = path.removeprefix(below) if path != kept.inner else ""
        place = posixpath.join(kept.path, inner) if inner else kept.path
        if kept.plot is None or curves.may_hold_curves(place):
            yield place, key


def _add(facts: Facts, kept: Kept, path: str, data: bytes, readers: tuple[Formats, CurveReader], label: str) -> None:
    shown = posixpath.relpath(path, label) if label else path
    if kept.plot is None:
        facts.add_metrics(shown, metrics_of(readers[0], path, data))
    else:
        plot: PlotFile = kept.plot
        root = posixpath.relpath(plot.path, label) if label else plot.path
        facts.add_curves(shown, root, readers[1].read(path, data, plot))

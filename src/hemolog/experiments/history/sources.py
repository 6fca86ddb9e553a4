"""Which files of a commit hold its parameters, metrics and curves, as its `dvc.yaml` files tell it."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hemolog.experiments.documents import items, mapping
from hemolog.experiments.history.interpolation import Load, stages_of, variable_files, variables_used
from hemolog.experiments.objects.files import PARAMS

MOST = 10_000
"""Files of each kind."""
_NO_CURVES = frozenset(
    ("confusion", "confusion_normalized", "scatter", "scatter_jitter", "bar_horizontal", "bar_horizontal_sorted")
)
"""DVC's templates that draw something else than lines."""


@dataclass(frozen=True, slots=True)
class PlotFile:
    """A file that plots are drawn from, or a folder of them."""

    path: str
    x: str | None = None
    """The column of steps, where it is told."""
    y: tuple[str, ...] = ()
    """Columns of values; empty for all."""
    header: bool = True
    """Whether the first row names the columns."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Files, by their paths from git's root."""

    params: Mapping[str, tuple[str, ...]]
    """To the names that count in them; empty for all."""
    metrics: tuple[str, ...]
    """Files or folders."""
    plots: tuple[PlotFile, ...]


def sources_of(document: Any, folder: str, load: Load) -> Sources:
    """What one `dvc.yaml` names.

    Args:
        document: what it holds.
        folder: of it, from git's root.
        load: what other files of that folder hold.
    """
    params: dict[str, tuple[str, ...]] = {}
    metrics: dict[str, None] = {}
    plots: dict[str, PlotFile] = {}
    for stage in stages_of(document, load):
        below = posixpath.join(folder, str(stage.get("wdir") or ""))
        _add_params(params, _stage_params(stage.get("params"), below))
        metrics |= dict.fromkeys(_place(below, path) for path, _ in _named(stage.get("metrics")))
        for path, flags in _named(stage.get("plots")):
            plots |= {each.path: each for each in _plots(below, path, flags) if each.path not in plots}
    top = mapping(document)
    if used := variables_used(document):
        _add_params(params, ((_place(folder, path), used) for path in variable_files(document) if path != PARAMS))
    _add_params(params, ((_place(folder, path), ()) for path, _ in _named(top.get("params"))))
    metrics |= dict.fromkeys(_place(folder, path) for path, _ in _named(top.get("metrics")))
    for path, flags in _named(top.get("plots")):
        plots |= {each.path: each for each in _plots(folder, path, flags) if each.path not in plots}
    return Sources(
        {path: params[path] for path in list(params)[:MOST]}, tuple(metrics)[:MOST], tuple(plots.values())[:MOST]
    )


def together(all_sources: Iterable[Sources], default: str) -> Sources:
    """What several of them name, and the file of parameters that needs no naming."""
    params: dict[str, tuple[str, ...]] = {default: ()}
    metrics: dict[str, None] = {}
    plots: dict[str, PlotFile] = {}
    for each in all_sources:
        _add_params(params, each.params.items())
        metrics |= dict.fromkeys(each.metrics)
        plots |= {plot.path: plot for plot in each.plots if plot.path not in plots}
    return Sources(params, tuple(metrics), tuple(plots.values()))


def _add_params(known: dict[str, tuple[str, ...]], more: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Add names that count in files; a file that counts as a whole goes on doing so."""
    for path, names in more:
        old = known.get(path)
        known[path] = () if not names or old == () else tuple(dict.fromkeys((*(old or ()), *names)))


def _stage_params(node: Any, folder: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in items(node):
        if isinstance(each, dict):
            for path, names in each.items():
                yield _place(folder, str(path)), tuple(map(str, items(names)))
        else:
            yield _place(folder, PARAMS), (str(each),)


def _named(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Paths and what is said of them, from a list of both or a mapping."""
    for each in [node] if isinstance(node, dict) else items(node):
        if isinstance(each, dict):
            yield from ((str(path), mapping(flags)) for path, flags in each.items())
        else:
            yield str(each), {}


def _plots(folder: str, path: str, flags: Mapping[str, Any]) -> Iterator[PlotFile]:
    """The files of one entry: the one that it is named by, or those that its `y` names."""
    if flags.get("template") in _NO_CURVES:
        return
    x, y = flags.get("x"), flags.get("y")
    named = x if isinstance(x, str) else next((str(each) for each in mapping(x).values()), None)
    if isinstance(y, dict):
        for file, columns in y.items():
            yield PlotFile(_place(folder, str(file)), named, _columns(columns))
    else:
        yield PlotFile(_place(folder, path), named, _columns(y), flags.get("header") is not False)


def _columns(node: Any) -> tuple[str, ...]:
    return (node,) if isinstance(node, str) else tuple(map(str, items(node)))


def _place(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))

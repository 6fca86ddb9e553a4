"""What the files of a commit tell of a run: the same for every commit with the same files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history.curves import Named, name_of
from hemolog.experiments.history.formats import Formats
from hemolog.experiments.history.run import Curve, Stage
from hemolog.experiments.history.sources import PlotFile
from hemolog.experiments.history.values import AlikeValues, values_of
from hemolog.experiments.messages import Value

PARAMS, METRICS = "params", "metrics"
"""What qualified names begin with."""
_MEASURED = (float, int, str, bool)
MOST_PROBLEMS = 50
_LONGEST = 500  # characters of a problem


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of metrics or of points that is not in git but in DVC's cache, or a folder of them."""

    path: str
    """From git's root."""
    key: str
    """Of the object that has it, or of the directory that has it within."""
    inner: str | None
    """Its path within the directory, empty for all of that; None if the object is the file."""
    plot: PlotFile | None
    """Of points."""


@dataclass(slots=True)
class Facts:
    """The facts, added to as files are read."""

    params: dict[str, Value] = field(default_factory=dict)
    metrics: dict[str, Value] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    problems: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    """What is looked for elsewhere each time: it comes and goes."""
    lost: bool = False
    """Something can't be read now, and perhaps later."""

    def add_problem(self, path: str, error: object, *, lost: bool = False) -> None:
        """Say that a file can't be read."""
        self.lost = self.lost or lost
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{path} can't be read: {' '.join(str(error).split())}"[:_LONGEST])

    def add_params(self, path: str, values: Mapping[str, Value], names: Iterable[str]) -> None:
        """Add the parameters of a file.

        Args:
            path: of the file.
            values: that it holds.
            names: those of them that count, and what stands below them; empty for all.
        """
        wanted = [[PARAMS, *name.split(".")] for name in names]
        if wanted:
            values = {name: value for name, value in values.items() if _is_wanted(name.split("."), wanted)}
        _add(self.params, path, values)

    def add_metrics(self, path: str, values: Mapping[str, Value]) -> None:
        """Add the metrics of a file."""
        _add(self.metrics, path, values)

    def add_curves(self, path: str, root: str, curves: Named) -> None:
        """Add the curves of a file.

        Args:
            path: of the file.
            root: the file or folder that `dvc.yaml` names.
            curves: by their columns.
        """
        for column, curve in curves:
            name = f"{METRICS}.{name_of(path, root, column)}"
            self.curves[name if name not in self.curves else f"{METRICS}.{path}:{name_of(path, root, column)}"] = curve


def metrics_of(formats: Formats, path: str, data: bytes) -> dict[str, Value]:
    """The metrics that a file holds, qualified: numbers and texts, as DVC takes them.

    Raises:
        DocumentError: it is damaged.
        ValuesError: it has too much in it.
    """
    document = formats.read(path, data)
    if isinstance(document, bool | int | float | str):
        stem = path.rpartition("/")[2].rpartition(".")[0]
        document = {stem: document}
    values = values_of(document, f"{METRICS}.") if isinstance(document, dict) else {}
    return {name: value for name, value in values.items() if type(value) in _MEASURED}


class ParamsReader:
    """Reads files of parameters; those alike faster."""

    def __init__(self, formats: Formats) -> None:
        """Take what reads files."""
        self._formats, self._values = formats, AlikeValues(f"{PARAMS}.")

    def read(self, path: str, data: bytes) -> dict[str, Value]:
        """The parameters that a file holds, qualified.

        Args:
            path: whose ending says its format.
            data: its bytes.

        Raises:
            DocumentError: it is damaged, or holds no names.
            ValuesError: it has too much in it.
        """
        document, instead = self._formats.read_beside(path, data)
        if document is None:
            return {}
        if not isinstance(document, dict):
            raise DocumentError("it holds no named values")
        return self._values.of(document, instead)


def params_of(formats: Formats, path: str, data: bytes) -> dict[str, Value]:
    """The parameters that one file holds: as of `ParamsReader.read`."""
    return ParamsReader(formats).read(path, data)


def _add(known: dict[str, Any], path: str, values: Mapping[str, Any]) -> None:
    """Add qualified values; those of a second file that has a name too are told apart by its path."""
    if known.keys().isdisjoint(values):
        known.update(values)
        return
    for name, value in values.items():
        kind, _, rest = name.partition(".")
        known[name if name not in known else f"{kind}.{path}:{rest}"] = value


def _is_wanted(parts: list[str], wanted: list[list[str]]) -> bool:
    return any(len(parts) >= len(each) and all(map(fnmatchcase, parts, each)) for each in wanted)

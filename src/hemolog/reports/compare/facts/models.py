"""The size of models, and how many numbers they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemolog.experiments.history.run import Run
from hemolog.experiments.objects.outputs import Output
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.facts.weights import WeightCounts
from hemolog.reports.compare.settings import CompareSettings

MOST = 10
"""Models that are looked into."""


@dataclass(frozen=True)
class ModelState:
    """A model on one side."""

    digest: str
    size: int | None
    """Bytes, as the lock tells it."""
    weights: int | None
    """Numbers that it holds, trained or not, but none of an optimizer; None where that isn't known."""
    missing: str = ""
    """One line: why the number isn't known, and what brings it; empty if it is."""


@dataclass(frozen=True)
class ModelChange:
    """One model."""

    path: str
    """From git's root."""
    old: ModelState | None
    """None where that side has none."""
    new: ModelState | None

    @property
    def is_changed(self) -> bool:
        """Whether the two differ."""
        return (self.old and self.old.digest) != (self.new and self.new.digest)


@dataclass(frozen=True)
class Models:
    """All of them."""

    models: tuple[ModelChange, ...] = ()
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why there are none; empty if there are."""


class BegunModels:
    """Looks into models in a process beside this one, from when it is made."""

    def __init__(self, pair: Pair, settings: CompareSettings) -> None:
        """Take the runs, and which model it is: all outputs that are models, if the settings name none."""
        self._settings = settings
        wanted = None if settings.model is None else pair.path(settings.model)
        outputs = {side: {} if run is None else _models(run, wanted) for side, run in pair.sides.items()}
        self._paths = list(dict.fromkeys([*outputs[HEAD], *outputs[BASE]]))
        self._outputs = {
            (side, path): found for side in (BASE, HEAD) for path, found in outputs[side].items() if path in self._shown
        }
        self._files = {(side, path): _file(pair, side, path) for side, path in self._outputs}
        self._counts = WeightCounts(file for file in self._files.values() if isinstance(file, Path))

    @property
    def _shown(self) -> Sequence[str]:
        return self._paths[:MOST]

    def result(self) -> Models:
        """All that is told of them."""
        counts = self._counts.result()
        states = {key: _state(output, self._files[key], counts) for key, output in self._outputs.items()}
        changes = tuple(ModelChange(path, states.get((BASE, path)), states.get((HEAD, path))) for path in self._shown)
        return Models(changes, max(0, len(self._paths) - MOST), "" if changes else _missing(self._settings))


def _missing(settings: CompareSettings) -> str:
    if settings.model is not None:
        return f"no stage of either side made {settings.model}, which `compare.model` in params.yaml names"
    return "no output of either side is a model, by `artifacts` in dvc.yaml or by its name"


def _models(run: Run, wanted: str | None) -> dict[str, Output]:
    outputs = [output for stage in run.stages for output in stage.outputs]
    return {each.path: each for each in outputs if (each.is_model if wanted is None else each.path == wanted)}


def _file(pair: Pair, side: str, path: str) -> Path | str:
    """The file of a model, or why it is not here."""
    where = pair.locate(side, pair.inside(path))
    if where.missing:
        return where.missing
    return where.cached if where.cached is not None else f"git keeps {path}, and it is looked into only in DVC's cache"


def _state(output: Output, file: Path | str, counts: Mapping[Path, int | str]) -> ModelState:
    told = counts[file] if isinstance(file, Path) else file
    if isinstance(told, int):
        return ModelState(output.name, output.size, told)
    return ModelState(output.name, output.size, None, told)

"""What the data of both sides has otherwise: unit by unit where its index is here, else as the lock tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hemolog.errors import ArtifactError
from hemolog.experiments.history.run import Run
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.facts.unit_changes import UnitChanges, unit_changes
from hemolog.reports.compare.settings import CompareSettings
from hemolog.reports.data.index import LARGEST, NoIndexError, Unit, read_index
from hemolog.reports.settings.data_index import DataIndex

NOT_NAMED = (
    "neither `compare.data_index` nor `board.data_index` in params.yaml names an index of the data: a CSV file, a row "
    "for each unit"
)
MOST = 100
"""Files and directories that are listed."""


@dataclass(frozen=True)
class DataState:
    """A file or a directory on one side, as the lock tells it."""

    digest: str
    size: int | None
    """Bytes."""
    files: int | None
    """Of a directory: how many."""


@dataclass(frozen=True)
class DataOutput:
    """Data that stages read: what another stage made, or what was brought; no code and no model."""

    path: str
    """From git's root."""
    old: DataState | None
    """None where that side doesn't have it."""
    new: DataState | None

    @property
    def is_changed(self) -> bool:
        """Whether the two differ."""
        return (self.old and self.old.digest) != (self.new and self.new.digest)


@dataclass(frozen=True)
class DataChange:
    """All of it."""

    file: str = ""
    """The index; empty if the settings name none."""
    group: str = ""
    """What the index calls what units were made from; empty if nothing."""
    same: bool | None = None
    """Whether both sides have the same data: the same units, and what stages read of the same bytes; None where nothing
    tells."""
    units: UnitChanges | None = None
    """None where an index isn't here; `missing` says why. The units may be the same where `outputs` changed: data that
    was made otherwise from the same."""
    outputs: tuple[DataOutput, ...] = ()
    """Changed ones first."""
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why it isn't compared unit by unit, and what brings it; empty if it is."""


def data(pair: Pair, settings: CompareSettings) -> DataChange:
    """Compare it, as far as it is here."""
    outputs = _outputs(pair)
    by_lock = DataChange(
        same=None if pair.base is None or not outputs else not any(each.is_changed for each in outputs),
        outputs=tuple(outputs[:MOST]),
        more=max(0, len(outputs) - MOST),
    )
    index = settings.data_index
    if index is None:
        return replace(by_lock, missing=pair.missing or NOT_NAMED)
    by_lock = replace(by_lock, file=index.file, group=index.group or "")
    is_same = _is_same_index(pair, index)
    new = _index(pair, HEAD, index)
    old = new if is_same else _index(pair, BASE, index)
    if isinstance(old, str) or isinstance(new, str):
        problem = next(each for each in (old, new) if isinstance(each, str))
        return replace(by_lock, same=True if is_same and by_lock.same is None else by_lock.same, missing=problem)
    changes = unit_changes(old, new)
    return replace(by_lock, same=changes.is_empty and by_lock.same is not False, units=changes)


def _index(pair: Pair, side: str, index: DataIndex) -> Sequence[Unit] | str:
    try:
        return read_index(pair.read(side, index.file, LARGEST), index)
    except ArtifactError as error:
        return str(error)
    except NoIndexError as error:
        return f"in {side}, {error}"


def _is_same_index(pair: Pair, index: DataIndex) -> bool:
    """Whether both have the same one, whatever is in it and wherever it is."""
    old, new = (pair.locate(side, index.file).object for side in (BASE, HEAD))
    return bool(old) and old == new


def _outputs(pair: Pair) -> list[DataOutput]:
    old, new = (_states(pair, run) if run is not None else {} for run in (pair.base, pair.head))
    found = [DataOutput(path, old.get(path), new.get(path)) for path in dict.fromkeys([*new, *old])]
    return sorted(found, key=lambda each: not each.is_changed)


def _states(pair: Pair, run: Run) -> Mapping[str, DataState]:
    """What stages read that is neither code nor a model, and what `dvc add` knows of."""
    models = {output.path for stage in run.stages for output in stage.outputs if output.is_model}
    found = {}
    for stage in run.stages:
        for dep in stage.deps:
            if dep.path not in models and not pair.sources.is_code(run.commit, dep.path, dep.digest):
                found[dep.path] = DataState(dep.digest, dep.size, dep.files)
        if not stage.command and not stage.deps:
            for output in stage.outputs:
                if not output.is_model:
                    found[output.path] = DataState(output.name, output.size, output.files)
    return found

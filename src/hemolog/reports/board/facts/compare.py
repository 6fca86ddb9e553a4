"""What the page compares runs by, beside their parameters and metrics: code, data, confusion, figures of classes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hemolog.experiments.definition import Direction, inferred_direction
from hemolog.experiments.history.files import RunFiles
from hemolog.experiments.history.run import Run
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.facts.code import CodeFacts, code_facts
from hemolog.reports.board.facts.confusion import ConfusionFacts, confusion_facts
from hemolog.reports.board.facts.data.states import DataFacts, data_facts
from hemolog.reports.board.settings import BoardSettings


@dataclass(frozen=True)
class CompareFacts:
    """All of it; None is what the settings don't name."""

    directions: Mapping[str, Direction]
    """Qualified metric -> which way it is better, where that is told."""
    per_class: str | None
    """Where metrics of classes are, `<class>.<figure>` below it."""
    confusion: ConfusionFacts | None
    code: CodeFacts
    data: DataFacts | None


def compare_facts(workspace: Workspace, runs: Sequence[Run], settings: BoardSettings) -> CompareFacts:
    """Read what git and DVC's cache have of it."""
    files = RunFiles(workspace)
    return CompareFacts(
        directions=directions((name for run in runs for name in run.metrics), settings),
        per_class=settings.per_class,
        confusion=confusion_facts(runs, files, settings.confusion) if settings.confusion else None,
        code=code_facts(workspace.git, runs),
        data=data_facts(runs, files, settings.data_index) if settings.data_index else None,
    )


def directions(metrics: Iterable[str], settings: BoardSettings) -> dict[str, Direction]:
    """Which way metrics are better: as the settings say of the objective, else as their names do; of others nothing."""
    found = {name: inferred_direction(name) for name in sorted(set(metrics))}
    if settings.objective is not None:
        found[settings.objective] = settings.direction
    return {name: direction for name, direction in found.items() if direction is not None}

"""All facts of a comparison, typed: computed here, drawn elsewhere."""

from dataclasses import dataclass

from hemolog.experiments.history.read import Progress
from hemolog.experiments.workspace import Workspace
from hemolog.reports.compare.facts.artifacts import Artifacts, artifacts
from hemolog.reports.compare.facts.classes import Classes, classes
from hemolog.reports.compare.facts.confusion import ConfusionChange, confusion
from hemolog.reports.compare.facts.curves import Curves, curves
from hemolog.reports.compare.facts.data import DataChange, data
from hemolog.reports.compare.facts.flips import Flips, flips
from hemolog.reports.compare.facts.metrics import Metrics, metrics
from hemolog.reports.compare.facts.models import BegunModels, Models
from hemolog.reports.compare.facts.pair import Pair
from hemolog.reports.compare.facts.parameters import Parameters, parameters
from hemolog.reports.compare.facts.stages import Stages, stages
from hemolog.reports.compare.facts.unit_tables import UnitTables
from hemolog.reports.compare.facts.verdicts import Verdicts, verdicts
from hemolog.reports.compare.facts.ways import Ways, ways
from hemolog.reports.compare.settings import settings_of
from hemolog.reports.compare.sides import Side, choose_sides


@dataclass(frozen=True)
class Comparison:
    """BASE and HEAD beside each other.

    Each part is a stated case of its own: what can't be compared has a line `missing` that says why, and what brings
    it. Texts are as they were found in the repository, bounded and not yet made safe to be shown.
    """

    base: Side | None
    """None where there is nothing to compare with; `missing` says why. Then the parts tell of HEAD what is known."""
    head: Side
    remarks: tuple[str, ...]
    """One line each: what a reader may not expect of the choice of the two."""
    missing: str
    verdicts: Verdicts
    parameters: Parameters
    metrics: Metrics
    classes: Classes
    flips: Flips
    confusion: ConfusionChange
    curves: Curves
    data: DataChange
    stages: Stages
    models: Models
    artifacts: Artifacts
    ways: Ways


def compare(
    workspace: Workspace, base: str | None = None, head: str | None = None, progress: Progress | None = None
) -> Comparison:
    """Compute all facts.

    Args:
        workspace: the repository; its params.yaml says by what is judged.
        base: see `choose_sides`.
        head: see `choose_sides`.
        progress: told how many commits are read, of how many.

    Raises:
        SettingsError: what params.yaml says of comparisons or of the board makes no sense.
        RepositoryError: see `choose_sides`.
    """
    settings = settings_of(workspace)
    sides = choose_sides(workspace, base, head, progress)
    pair = Pair(workspace, sides.base, sides.head, sides.missing)
    tables, counting = UnitTables(pair, settings), BegunModels(pair, settings)
    return Comparison(
        base=sides.base_side,
        head=sides.head_side,
        remarks=sides.remarks,
        missing=sides.missing,
        verdicts=verdicts(pair, tables, settings),
        parameters=parameters(pair),
        metrics=metrics(pair, settings),
        classes=classes(pair, tables, settings),
        flips=flips(pair, tables, settings),
        confusion=confusion(pair, settings),
        curves=curves(pair, settings),
        data=data(pair, settings),
        stages=stages(pair),
        artifacts=artifacts(pair),
        ways=ways(pair),
        models=counting.result(),
    )

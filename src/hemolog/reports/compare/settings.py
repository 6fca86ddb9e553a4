"""The section `compare:` of params.yaml: what a change is judged by, and which files hold what it is judged from.

Every key may be left out: what is missing is not judged or not shown, and the report says why. Keys that `board:` has
too are taken from there where they are left out here. `docs/compare.md` explains each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hemolog.errors import SettingsError
from hemolog.experiments.definition import Direction, inferred_direction
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board import settings as board
from hemolog.reports.board.settings import BoardSettings, Intervals
from hemolog.reports.settings.confusion import Confusion, read_confusion
from hemolog.reports.settings.data_index import DataIndex, read_data_index
from hemolog.reports.settings.params_file import params_of
from hemolog.reports.settings.predictions_file import PredictionsFile, read_predictions_file
from hemolog.reports.settings.section import SectionReader, is_metric, is_number
from hemolog.reports.settings.units_file import UnitsFile, read_units_file

SECTION = "compare"
CONFIDENCE = 0.95
RESAMPLES = 10_000
_MOST_RESAMPLES = 1_000_000  # minutes
_WORST = 1e12  # of a tolerance


@dataclass(frozen=True)
class Guard:
    """A metric that a change must not make worse, and what it is reckoned as from the units."""

    metric: str
    """Qualified: `metrics.test.accuracy`."""
    statistic: str
    """`accuracy`, `balanced_accuracy`, `macro_f1`, or a summed column of the units."""
    direction: Direction
    tolerance: float = 0.0
    """By how much it may be worse, in its own unit."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Columns and the value that a unit has to have in each to count."""
    unaugmented: bool = False
    """Whether items are independent of each other but for their unit: an exact test of single items makes sense."""


@dataclass(frozen=True)
class CompareSettings:
    """All of it."""

    guarded: tuple[Guard, ...] = ()
    confidence: float = CONFIDENCE
    """Of each interval, and 1 - the chance of any false verdict."""
    resamples: int = RESAMPLES
    units: UnitsFile | None = None
    predictions: PredictionsFile | None = None
    data_index: DataIndex | None = None
    per_class: str | None = None
    confusion: Confusion | None = None
    curves: tuple[str, ...] | None = None
    """Qualified metrics; None for those of the objective and the losses."""
    model: str | None = None
    """A path; None for the outputs that are models."""
    intervals: Intervals | None = None
    """The board's."""
    objective: Objective | None = None
    """The board's."""
    pictures: tuple[str, ...] = ()
    """The board's: files of a run that are pictures."""


def read_settings(document: Mapping[str, Any]) -> CompareSettings:
    """Read the section of a whole `params.yaml`, as `documents.read` gives it, and the board's.

    Raises:
        SettingsError: a key of either is unknown, or a value is of the wrong kind; all problems are told.
    """
    shown, problems = _board(document)
    top = SectionReader(document.get(SECTION), SECTION)
    settings = CompareSettings(
        guarded=_guarded(top, shown),
        confidence=top.number("confidence", CONFIDENCE, 0.5, 0.9999),
        resamples=top.integer("resamples", RESAMPLES, 100, _MOST_RESAMPLES),
        units=read_units_file(top.section("units")),
        predictions=read_predictions_file(top.section("predictions")),
        data_index=read_data_index(top.section("data_index")) or shown.data_index,
        per_class=top.metric("per_class") or shown.per_class,
        confusion=read_confusion(top.section("confusion")) or shown.confusion,
        curves=top.metrics("curves"),
        model=top.path("model"),
        intervals=shown.intervals,
        objective=shown.default_objective,
        pictures=shown.pictures,
    )
    if all_problems := [*problems, *top.all_problems()]:
        raise SettingsError(all_problems)
    return settings


def settings_of(workspace: Workspace) -> CompareSettings:
    """Those that the checkout has, committed or not.

    Raises:
        SettingsError: its params.yaml can't be read, or as of `read_settings`.
    """
    return read_settings(params_of(workspace))


def _board(document: Mapping[str, Any]) -> tuple[BoardSettings, tuple[str, ...]]:
    try:
        return board.read_settings(document), ()
    except SettingsError as error:
        return BoardSettings(), error.problems


def _guarded(top: SectionReader, shown: BoardSettings) -> tuple[Guard, ...]:
    section = top.section("guarded")
    names = section.names() if section is not None else ()
    tolerances = _tolerances(top, names)
    return tuple(
        guard
        for name in names
        if section is not None and (guard := _guard(section, name, shown, tolerances.get(name, 0.0))) is not None
    )


def _guard(section: SectionReader, metric: str, shown: BoardSettings, tolerance: float) -> Guard | None:
    if not is_metric(metric):
        section.peek(metric)
        section.problem(metric, "expected the name of a metric such as metrics.test.accuracy")
        return None
    inner = section.section(metric)
    if inner is None:
        section.problem(metric, "expected at least `statistic: accuracy`. Received none")
        return None
    return Guard(
        metric,
        inner.text("statistic", needed=True),
        _direction(inner, metric, shown),
        tolerance,
        inner.texts("where"),
        inner.flag("unaugmented"),
    )


def _direction(inner: SectionReader, metric: str, shown: BoardSettings) -> Direction:
    """Which way it is better: as the guard says, else the board of its objective, else their names."""
    given = inner.one_of("direction", ("min", "max"), inner.peek("direction"))
    if given is None and metric == shown.objective:
        given = shown.direction
    found = given or inferred_direction(metric) or inferred_direction(str(inner.peek("statistic")))
    if found is None:
        inner.problem("direction", "expected min or max, for the name of the metric doesn't tell. Received none")
    direction: Direction = found or "max"
    return direction


def _tolerances(top: SectionReader, guarded: tuple[str, ...]) -> dict[str, float]:
    """By metric: one number for all, or one for each."""
    raw = top.peek("tolerance")
    if raw is None or is_number(raw):
        number = top.number("tolerance", 0.0, 0.0, _WORST)
        return dict.fromkeys(guarded, number)
    inner = top.section("tolerance")
    return {name: inner.number(name, 0.0, 0.0, _WORST) for name in guarded} if inner is not None else {}

"""The section `board:` of params.yaml: which files, columns and metrics of a repository its board shows, and how.

Every key may be left out: what is missing is not shown. `docs/board.md` explains each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hemolog.errors import SettingsError
from hemolog.experiments.definition import Direction, inferred_direction
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.workspace import Workspace
from hemolog.reports.settings.confusion import Confusion, read_confusion
from hemolog.reports.settings.data_index import DataIndex, read_data_index
from hemolog.reports.settings.params_file import params_of
from hemolog.reports.settings.section import SectionReader

SECTION = "board"
REPORTS = "reports"


@dataclass(frozen=True)
class Intervals:
    """Endings of the metrics that bound another: of `test.accuracy` with `_low` it is `test.accuracy_low`."""

    low: str
    high: str


@dataclass(frozen=True)
class BoardSettings:
    """All of it."""

    objective: str | None = None
    """The qualified metric that tells runs apart which are no trials of a search: `metrics.val.macro_f1`."""
    direction: Direction | None = None
    """Which way it is better; None without an objective."""
    reports: str = REPORTS
    """The folder of Markdown files."""
    intervals: Intervals | None = None
    per_class: str | None = None
    """Where metrics of classes are, `<class>.<figure>` below it: `metrics.test.per_class`."""
    confusion: Confusion | None = None
    data_index: DataIndex | None = None
    pictures: tuple[str, ...] = ()
    """Files of a run that are shown as pictures."""

    @property
    def default_objective(self) -> Objective | None:
        """That of runs that are no trials of a search."""
        if self.objective is None or self.direction is None:
            return None
        return Objective(self.objective, self.direction)


def read_settings(document: Mapping[str, Any]) -> BoardSettings:
    """Read the section of a whole `params.yaml`, as `documents.read` gives it.

    Raises:
        SettingsError: a key is unknown, or a value is of the wrong kind; all problems are told.
    """
    top = SectionReader(document.get(SECTION), SECTION)
    settings = BoardSettings(
        objective=top.metric("objective"),
        direction=_direction(top),
        reports=top.path("reports") or REPORTS,
        intervals=_intervals(top.section("intervals")),
        per_class=top.metric("per_class"),
        confusion=read_confusion(top.section("confusion")),
        data_index=read_data_index(top.section("data_index")),
        pictures=top.paths("pictures"),
    )
    if problems := top.all_problems():
        raise SettingsError(problems)
    return settings


def settings_of(workspace: Workspace) -> BoardSettings:
    """Those that the checkout has, committed or not.

    Raises:
        SettingsError: its params.yaml can't be read, or as of `read_settings`.
    """
    return read_settings(params_of(workspace))


def _direction(top: SectionReader) -> Direction | None:
    objective, given = top.peek("objective"), top.peek("direction")
    if given is None and isinstance(objective, str):
        given = inferred_direction(objective)
        if given is None:
            top.problem("direction", "expected min or max, for the name of the objective doesn't tell. Received none")
    direction: Direction | None = top.one_of("direction", ("min", "max"), given)
    return direction


def _intervals(section: SectionReader | None) -> Intervals | None:
    if section is None:
        return None
    return Intervals(section.text("low", needed=True), section.text("high", needed=True))

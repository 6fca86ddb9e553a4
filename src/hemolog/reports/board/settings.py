"""The section `board:` of params.yaml: which files, columns and metrics of a repository its board shows, and how.

Every key may be left out: what is missing is not shown. `docs/board.md` explains each.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hemolog.errors import BoardSettingsError
from hemolog.experiments import documents
from hemolog.experiments.definition import Direction, inferred_direction
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.reading import SectionReader

SECTION = "board"
REPORTS = "reports"


@dataclass(frozen=True)
class Intervals:
    """Endings of the metrics that bound another: of `test.accuracy` with `_low` it is `test.accuracy_low`."""

    low: str
    high: str


@dataclass(frozen=True)
class Confusion:
    """A CSV file in git that counts how often what was taken for what, in as many rows as it likes."""

    file: str
    actual: str
    """The column with the class that is true."""
    counts: str
    """What the names of the columns of counts begin with; the class that was predicted follows: `predicted_<class>`.
    A row adds its counts to those of its true class."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Columns and the value that a row has to have in each to count."""
    unit: str = ""
    """What is counted, for people: `images`."""


@dataclass(frozen=True)
class DataIndex:
    """A CSV file with a row for each unit of the data, in git or in an output that DVC keeps, and its columns."""

    file: str
    unit: str
    """What tells units apart, such as the image's file."""
    group: str | None = None
    """What units were made from, such as the photograph: they belong together."""
    split: str | None = None
    label: str | None = None
    digest: str | None = None
    """What tells whether a unit of the same name has other bytes."""


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
        BoardSettingsError: a key is unknown, or a value is of the wrong kind; all problems are told.
    """
    top = SectionReader(document.get(SECTION), SECTION)
    settings = BoardSettings(
        objective=top.metric("objective"),
        direction=_direction(top),
        reports=top.path("reports") or REPORTS,
        intervals=_intervals(top.section("intervals")),
        per_class=top.metric("per_class"),
        confusion=_confusion(top.section("confusion")),
        data_index=_data_index(top.section("data_index")),
        pictures=top.paths("pictures"),
    )
    if problems := top.all_problems():
        raise BoardSettingsError(problems)
    return settings


def settings_of(workspace: Workspace) -> BoardSettings:
    """Those that the checkout has, committed or not.

    Raises:
        BoardSettingsError: its params.yaml can't be read, or as of `read_settings`.
    """
    try:
        document = documents.read(_bytes(workspace.dvc_root / "params.yaml"))
    except FileNotFoundError:
        return BoardSettings()
    except (OSError, DocumentError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BoardSettingsError([f"it can't be read: {reason}"]) from error
    return read_settings(documents.mapping(document))


def _bytes(file: Path) -> bytes:
    """What a file holds; a pipe or a device, which may have no end, is none."""
    facts = file.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise DocumentError("it is no regular file")
    if facts.st_size > documents.LARGEST:
        raise DocumentError(f"{facts.st_size:,} bytes are too many")
    return file.read_bytes()


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


def _confusion(section: SectionReader | None) -> Confusion | None:
    if section is None:
        return None
    return Confusion(
        file=section.path("file", needed=True) or "",
        actual=section.text("actual", needed=True),
        counts=section.text("counts", needed=True),
        where=section.texts("where"),
        unit=section.text("unit"),
    )


def _data_index(section: SectionReader | None) -> DataIndex | None:
    if section is None:
        return None
    return DataIndex(
        file=section.path("file", needed=True) or "",
        unit=section.text("unit", needed=True),
        group=section.text("group") or None,
        split=section.text("split") or None,
        label=section.text("label") or None,
        digest=section.text("digest") or None,
    )

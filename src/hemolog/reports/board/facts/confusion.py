"""What was taken for what: the confusion counts of each run, from the CSV file that `board.confusion` names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hemolog.errors import ArtifactError
from hemolog.experiments.history.files import RunFiles
from hemolog.experiments.history.run import Run
from hemolog.reports.confusion import LARGEST, Matrix, NoMatrixError, read_matrix
from hemolog.reports.settings.confusion import Confusion

NONE = -1


@dataclass(frozen=True)
class ConfusionFacts:
    """Those of all runs."""

    file: str
    unit: str
    """What is counted; empty if that isn't told."""
    where: Mapping[str, str]
    """Of which rows: column -> value."""
    matrices: tuple[Matrix, ...]
    """Each once."""
    runs: tuple[int, ...]
    """The matrix of each run, `NONE` without one."""
    problems: Mapping[int, str] = field(default_factory=dict)
    """Of runs that have the file: why it can't be read."""


def confusion_facts(runs: Sequence[Run], files: RunFiles, settings: Confusion) -> ConfusionFacts:
    """The confusion counts of all runs; a file that several have is read once."""
    known: dict[str, Matrix | str] = {}
    matrices: dict[Matrix, int] = {}
    found: list[int] = []
    problems: dict[int, str] = {}
    for number, run in enumerate(runs):
        location = files.locate(run, settings.file)
        if location.object and location.object not in known:
            try:
                known[location.object] = read_matrix(files.read(location, LARGEST), settings)
            except (ArtifactError, NoMatrixError) as error:
                known[location.object] = str(error)
        matrix = known.get(location.object)
        if isinstance(matrix, str):
            problems[number] = matrix
        found.append(matrices.setdefault(matrix, len(matrices)) if isinstance(matrix, Matrix) else NONE)
    return ConfusionFacts(settings.file, settings.unit, settings.where, tuple(matrices), tuple(found), problems)

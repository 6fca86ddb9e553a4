"""What is taken for what, on both sides, and the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hemolog.errors import ArtifactError
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.settings import CompareSettings
from hemolog.reports.confusion import LARGEST, Matrix, NoMatrixError, read_matrix
from hemolog.reports.settings.confusion import Confusion

NOT_NAMED = "neither `compare.confusion` nor `board.confusion` in params.yaml names a file of confusion counts"
Counts = tuple[tuple[float, ...], ...]
"""A row a true class, a column a predicted one."""


@dataclass(frozen=True)
class ConfusionChange:
    """Counts of both sides over the classes of either."""

    file: str = ""
    unit: str = ""
    """What is counted, for people; empty if that isn't told."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Of which rows: column -> value."""
    classes: tuple[str, ...] = ()
    """Those of HEAD first."""
    old: Counts | None = None
    new: Counts | None = None
    delta: Counts | None = None
    """New less old; None where a side has none."""
    missing: str = ""
    """One line: why there is no difference; what one side tells is still there. Empty if there is."""


def confusion(pair: Pair, settings: CompareSettings) -> ConfusionChange:
    """Compare the counts of both sides."""
    named = settings.confusion
    if named is None:
        return ConfusionChange(missing=NOT_NAMED)
    old, new = (_matrix(pair, side, named) for side in (BASE, HEAD))
    matrices = [each for each in (new, old) if isinstance(each, Matrix)]
    classes = tuple(dict.fromkeys(name for each in matrices for name in each.classes))
    before, after = (_over(each, classes) if isinstance(each, Matrix) else None for each in (old, new))
    return ConfusionChange(
        file=named.file,
        unit=named.unit,
        where=named.where,
        classes=classes,
        old=before,
        new=after,
        delta=None if before is None or after is None else _difference(before, after),
        missing=next((each for each in (old, new) if isinstance(each, str)), ""),
    )


def _matrix(pair: Pair, side: str, named: Confusion) -> Matrix | str:
    try:
        return read_matrix(pair.read(side, named.file, LARGEST), named)
    except ArtifactError as error:
        return str(error)
    except NoMatrixError as error:
        return f"in {side}, {error}"


def _over(matrix: Matrix, classes: Sequence[str]) -> Counts:
    """The counts over other classes, in their order; 0 of those that it doesn't know."""
    at = {name: place for place, name in enumerate(matrix.classes)}
    return tuple(
        tuple(matrix.counts[at[true]][at[taken]] if true in at and taken in at else 0 for taken in classes)
        for true in classes
    )


def _difference(old: Counts, new: Counts) -> Counts:
    return tuple(tuple(b - a for a, b in zip(*rows, strict=True)) for rows in zip(old, new, strict=True))

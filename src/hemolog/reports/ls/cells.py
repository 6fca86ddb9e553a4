"""Values of runs as a table's reader takes them in, and headings that a filter understands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from hemolog.experiments.history.column_names import ends
from hemolog.experiments.history.columns import METRICS, PARAMS, ColumnKind, Columns, Scalar, reader, scalar
from hemolog.experiments.history.run import Run
from hemolog.reports.search import words

ABSENT = "-"
_DIGITS = 7
_IDS = ("run.commit", "run.baseline")
_LATEST = 253_402_300_799  # the end of the year 9999


def cells(runs: Iterable[Run], name: str, kind: ColumnKind) -> list[str]:
    """The runs' values in a column: `-` where one has none, `null` where a parameter is that."""
    if name.startswith(PARAMS):
        return [words.value(scalar(run.params[name])) if name in run.params else ABSENT for run in runs]
    return [_cell(value, name, kind) for value in map(reader(name), runs)]


def _cell(value: Scalar, name: str, kind: ColumnKind) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, str):
        return words.visible(value[:_DIGITS] if name in _IDS else value)
    if kind is ColumnKind.TIME:
        return moment(value)
    if name == "run.seconds":
        return words.duration(value) if abs(value) < _LATEST else str(value)
    return words.score(value) if isinstance(value, float) and name.startswith(METRICS) else words.value(value)


def moment(seconds: float) -> str:
    """Minutes, in UTC: `2026-11-28 14:30Z`."""
    return f"{datetime.fromtimestamp(max(0, min(seconds, _LATEST)), UTC):%Y-%m-%d %H:%MZ}"


def headings(names: Sequence[str], columns: Columns) -> dict[str, str]:
    """The shortest end of each name that stands for no other column; a metric's says what it was measured on."""
    known = Counter(end for name in columns.names for end in ends(name))
    return {name: words.visible(_short(name, known)) for name in names}


def _short(name: str, known: Mapping[str, int]) -> str:
    least = name.count(".") if name.startswith(METRICS) else 1
    found = [end for end in ends(name) if known[end] == 1 and end.count(".") + 1 >= least]
    return found[-1] if found else name


def run_names(runs: Sequence[Run]) -> list[str]:
    """What each is called: its name, or where several have it `<baseline>/<name>`."""
    known = Counter(run.name for run in runs)
    return [
        words.visible(run.name if known[run.name] == 1 or not run.baseline else f"{run.baseline[:_DIGITS]}/{run.name}")
        for run in runs
    ]

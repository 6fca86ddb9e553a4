"""Trials as columns of text."""

from collections.abc import Sequence

from hemolog.reports.search import words
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import State, TrialRow
from hemolog.reports.search.sheet import Column, Sheet, clip, fit
from hemolog.reports.search.varying import Varying

WIDEST = 24
"""Columns of the terminal that one value may take."""
TRIAL, EXPERIMENT, EPOCHS, TIME, STATE = "trial", "experiment", "epochs", "time", ""
ALWAYS = 2
"""Hyperparameters that stay longer than epochs and time."""


def varying(plan: SearchPlan) -> Varying:
    """The hyperparameters of its table, told from the table's own columns."""
    return Varying.of(plan.varying, (TRIAL, EXPERIMENT, EPOCHS, TIME, plan.metric))


def sheet(
    plan: SearchPlan, rows: Sequence[TrialRow], best: TrialRow | None, width: int, *, named: bool = False
) -> Sheet:
    """The table of these trials, at most `width` columns wide; no metric but the objective stands in it.

    Args:
        plan: of the search.
        rows: the trials, in the order of the table.
        best: the trial that is marked.
        width: in columns of a terminal.
        named: begin with the names of the experiments, not with the trials' numbers.
    """
    shown = varying(plan)
    cells = [shown.cells(row.values) for row in rows]
    parameters = [
        _column(label, [cell[i] for cell in cells], numeric=all(_number(row.values.get(name)) for row in rows))
        for i, (name, label) in enumerate(zip(shown.names, shown.labels, strict=True))
    ]
    columns = [
        _column(EXPERIMENT, [row.name for row in rows]) if named else _column(TRIAL, [row.trial_id for row in rows]),
        *parameters,
        _column(EPOCHS, [str(row.epochs) if row.epochs else "-" for row in rows], numeric=True),
        _column(plan.metric, [words.score(objective(row)) for row in rows], numeric=True),
        _column(TIME, [words.duration(row.seconds) for row in rows], numeric=True),
    ]
    remarks = _column(STATE, [remark(row, best) for row in rows])
    columns += [remarks] if remarks.width else []
    return fit(columns, _expendable(len(parameters)), width)


def objective(row: TrialRow) -> float | None:
    """That of the end, or while it runs that of its last epoch; a failure has none."""
    return row.now if row.state is State.RUNNING else row.final


def remark(row: TrialRow, best: TrialRow | None) -> str:
    """What the numbers of a trial don't tell."""
    told = [] if row.state is State.FINISHED else [str(row.state)]
    told += ["best"] if best is not None and row.trial_id == best.trial_id else []
    return ", ".join(told)


def _expendable(parameters: int) -> list[int]:
    """Indexes of columns, the first to go first: hyperparameters from the last on; two of them outlast the rest."""
    last_to_first = list(range(parameters, 0, -1))
    kept = max(0, parameters - ALWAYS)
    epochs, time = parameters + 1, parameters + 3
    return [*last_to_first[:kept], time, epochs, *last_to_first[kept:]]


def _column(heading: str, cells: Sequence[str], *, numeric: bool = False) -> Column:
    texts = [clip(words.visible(text), WIDEST) for text in (heading, *cells)]
    return Column(texts[0], tuple(texts[1:]), numeric)


def _number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))

"""Draws a list of runs on a terminal: the columns that matter most, as far as there is room."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment

from hemolog.experiments.history.columns import ColumnKind
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.ls.cells import cells, headings, run_names
from hemolog.reports.ls.listing import NAME, Listing
from hemolog.reports.search.sheet import GAP, Column, Sheet, clip, fit
from hemolog.reports.search.words import count, visible

WIDEST, WIDEST_NAMED, WIDEST_HEADING, WIDEST_NAME = 24, 80, 32, 48
"""Columns of the terminal that a value may take, one of a column that was asked for, a heading, a run's name."""
_MOST_PROBLEMS = 10


class RunTable:
    """A Rich renderable: the table, and lines on what it doesn't show.

    It looks like `rich.table.Table`, which takes a minute for ten thousand rows.
    """

    def __init__(self, listing: Listing) -> None:
        """Draw that list."""
        self._listing = listing

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield them."""
        for line, style in self._lines(options.max_width, "-" if options.ascii_only else "─"):
            yield Segment(clip(line, options.max_width), console.get_style(style) if style else None)
            yield Segment.line()

    def _lines(self, width: int, rule: str) -> Iterator[tuple[str, str]]:
        if not self._listing.runs:
            yield f"none of {count(self._listing.total, 'run')}", "dim"
            return
        fitted = sheet(self._listing, width)
        heading, *rows = _aligned(fitted.columns)
        yield heading, "bold"
        yield rule * cell_len(heading), ""
        yield from zip(rows, _styles(self._listing), strict=True)
        if fitted.dropped:
            yield no_room(fitted.dropped, width), "dim"
        yield from ((line, "red") for line in problems(self._listing.runs))
        yield summary(self._listing), "dim"


def sheet(listing: Listing, width: int) -> Sheet:
    """The columns that fit; objectives, and what the runs are sorted by, go last.

    Args:
        listing: the runs.
        width: in columns of a terminal.
    """
    names = [name for name in listing.shown if name != NAME or listing.asked]
    titles = headings(names, listing.columns)
    most = width // (1 + GAP) + 1  # There may be thousands, and for no more is there room, however narrow they are.
    columns = [_column(titles[name], listing, name) for name in names[:most]]
    if NAME not in names:
        columns.insert(0, _names(listing.runs))
    fitted = fit(columns, range(len(columns) - 1, 0, -1), width)
    return Sheet(fitted.columns, fitted.dropped + tuple(_heading(titles[name]) for name in names[most:]))


def no_room(dropped: Sequence[str], width: int) -> str:
    """A line that names columns which did not fit, as many as it can."""
    for shown in range(min(len(dropped), width), 0, -1):
        rest = f" and {len(dropped) - shown:,} more" if shown < len(dropped) else ""
        line = f"no room for: {', '.join(dropped[:shown])}{rest}"
        if cell_len(line) <= width:
            return line
    return f"no room for {count(len(dropped), 'column')}"


def problems(runs: Sequence[Run]) -> list[str]:
    """Lines on the first runs that can't be read in whole."""
    found = [f"{visible(run.name)}: {visible('; '.join(run.problems))}" for run in runs if run.problems]
    more = f"and {count(len(found) - _MOST_PROBLEMS, 'more run')} with a problem: --filter 'problem != null'"
    return found if len(found) <= _MOST_PROBLEMS else [*found[:_MOST_PROBLEMS], more]


def summary(listing: Listing) -> str:
    """How many runs stand there, and in which order."""
    what = "experiment" if all(run.kind is Kind.EXPERIMENT for run in listing.runs) else "run"
    number = count(listing.total, what) if len(listing.runs) == listing.total else _some(listing, what)
    if listing.order is None:
        several = ", for they have several objectives" if len(listing.objectives) > 1 else ""
        return f"{number}, the newest first{several}"
    metric = headings([listing.order.column], listing.columns)[listing.order.column]
    if listing.order.is_best_first:
        return f"{number}, the best first: {'greatest' if listing.order.descending else 'least'} {metric}"
    return f"{number}, by {metric}{', descending' if listing.order.descending else ''}"


def _some(listing: Listing, what: str) -> str:
    return f"{len(listing.runs):,} of {count(listing.total, what)}"


def _names(runs: Sequence[Run]) -> Column:
    heading = "experiment" if all(run.kind is Kind.EXPERIMENT for run in runs) else "run"
    return Column(heading, tuple(clip(name, WIDEST_NAME) for name in run_names(runs)))


def _column(heading: str, listing: Listing, name: str) -> Column:
    kind = listing.columns.kinds[name]
    widest = WIDEST_NAMED if listing.asked else WIDEST
    texts = (clip(text, widest) for text in cells(listing.runs, name, kind))
    return Column(_heading(heading), tuple(texts), kind is ColumnKind.NUMBER)


def _heading(text: str) -> str:
    return clip(text, WIDEST_HEADING)


def _aligned(columns: Sequence[Column]) -> Iterator[str]:
    """The heading, then a line for each row."""
    padded = [_padded(column) for column in columns]
    return ((" " * GAP).join(row) for row in zip(*padded, strict=True))


def _padded(column: Column) -> list[str]:
    width = column.width
    texts = [(text, " " * (width - cell_len(text))) for text in (column.heading, *column.cells)]
    return [blanks + text if column.numeric else text + blanks for text, blanks in texts]


def _styles(listing: Listing) -> Iterator[str]:
    best_first = listing.order is not None and listing.order.is_best_first
    for i, run in enumerate(listing.runs):
        yield "red" if run.problems else "bold green" if i == 0 and best_first else ""

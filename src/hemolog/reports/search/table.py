"""Draws a search on a terminal: where it stands, its trials, what failed."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from hemolog.reports.search import words
from hemolog.reports.search.columns import sheet
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import Progress, State, TrialRow
from hemolog.reports.search.selection import select
from hemolog.reports.search.sheet import GAP, clip

AROUND = 10
"""Lines of the screen that the rows of the table don't get: headings, rules, notes and the prompt."""
STYLES = {State.RUNNING: "cyan", State.FAILED: "red", State.CACHED: "dim", State.FINISHED: ""}


class SearchTable:
    """A Rich renderable that is as wide and at most as high as the terminal."""

    def __init__(self, plan: SearchPlan, progress: Progress) -> None:
        """Draw this moment of that search."""
        self._plan, self._progress = plan, progress

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines above the table, the table, and the lines below it."""
        width = options.max_width
        chosen = select(self._progress.rows, self._plan.direction, max(4, console.height - AROUND))
        yield from (Text(line, style="bold") for line in pack(heading(self._plan, self._progress), width))
        if chosen.newest:
            yield draw_rows(self._plan, (chosen.best, chosen.newest), self._progress.best, width)
        if chosen.hidden:
            rest = f"and {words.count(chosen.hidden, 'more trial')}, neither best nor newest"
            yield Text(clip(rest, width), style="dim")
        yield from (Text(clip(line, width), style="red") for line in failures(self._progress.rows))


def heading(plan: SearchPlan, progress: Progress) -> list[str]:
    """Where the search stands, in parts that are kept whole: `blood`, `7 of 20 trials`, `2:10 elapsed`."""
    of = "" if progress.total is None else f" of {progress.total:,}"
    parts = [words.visible(plan.name), f"{progress.ended:,}{of} trials"]
    parts += [f"{progress.count(State.RUNNING)} running"] if progress.count(State.RUNNING) else []
    parts += [f"{progress.failed} failed"] if progress.failed else []
    if progress.best is not None:
        parts.append(f"best {words.score(progress.best.final)} ({words.visible(progress.best.trial_id)})")
    parts.append(f"{words.duration(progress.elapsed)} elapsed")
    return [*parts, f"about {words.duration(progress.left)} left"] if progress.left else parts


def pack(parts: Iterable[str], width: int) -> list[str]:
    """Set the parts one after the other, in as few lines of `width` as keep each part whole."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{' ' * GAP}{part}" if lines else part
        lines[-1:] = [longer] if cell_len(longer) <= width else [*lines[-1:], clip(part, width)]
    return lines


def failures(rows: Sequence[TrialRow], newest: int = 1) -> list[str]:
    """Lines on the newest trials that failed."""
    failed = [row for row in rows if row.state is State.FAILED]
    return [f"{words.visible(row.trial_id)} failed: {words.visible(row.cause)}" for row in failed[-newest:]]


def draw_rows(
    plan: SearchPlan,
    sections: Iterable[Sequence[TrialRow]],
    best: TrialRow | None,
    width: int,
    *,
    named: bool = False,
) -> RenderableType:
    """The trials of some sections, a rule between two of them, and a note on columns that there is no room for."""
    sections = [section for section in sections if section]
    rows = [row for section in sections for row in section]
    fitted = sheet(plan, rows, best, width, named=named)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), collapse_padding=True)
    for column in fitted.columns:
        table.add_column(Text(column.heading), justify="right" if column.numeric else "left", no_wrap=True)
    ends = {sum(len(section) for section in sections[: i + 1]) for i in range(len(sections) - 1)}
    for i, row in enumerate(rows):
        cells = (Text(column.cells[i]) for column in fitted.columns)
        table.add_row(*cells, style=_style(row, best), end_section=i + 1 in ends)
    notes = [clip(f"no room for: {', '.join(fitted.dropped)}", width)] if fitted.dropped else []
    return Group(table, *(Text(note, style="dim") for note in notes))


def _style(row: TrialRow, best: TrialRow | None) -> str:
    return "bold green" if best is not None and row.trial_id == best.trial_id else STYLES[row.state]

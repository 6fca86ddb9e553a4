"""Draws what a prune is to delete, and what it has deleted."""

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from hemolog.experiments.sharing.prune.plan import Fate, PlannedTrial, PrunePlan
from hemolog.experiments.sharing.prune.prune import Deleted
from hemolog.reports.search.columns import WIDEST as WIDEST_NAME
from hemolog.reports.search.sheet import GAP
from hemolog.reports.search.words import count, score, visible
from hemolog.reports.sharing.amounts import size
from hemolog.reports.sharing.names import cut

WIDEST = 100
"""Columns of the terminal."""
MOST_ROWS = 40
_MOST = 2  # paths and reasons in a row
_STYLES = {Fate.BEST: "bold green", Fate.GOES: "", Fate.STAYS: "yellow", Fate.GONE: "dim"}


class PruneTable:
    """A Rich renderable: the trials of the search, the best first."""

    def __init__(self, plan: PrunePlan) -> None:
        """Take what is to be done."""
        self._plan = plan

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table and a line on those that it has no room for."""
        plan = self._plan
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
        table.add_column("trial", no_wrap=True, overflow="ellipsis", max_width=WIDEST_NAME)
        table.add_column(visible(plan.metric), justify="right", no_wrap=True, overflow="ellipsis", max_width=20)
        table.add_column("here", justify="right", no_wrap=True)
        table.add_column("remote", justify="right", no_wrap=True)
        table.add_column("models", overflow="fold", min_width=16)
        for each in plan.trials[:MOST_ROWS]:
            here, there = ([getattr(doomed, place) for doomed in each.doomed] for place in ("here", "there"))
            cells = (visible(each.name), score(each.score), _amount(here), _amount(there), told(each))
            table.add_row(*map(Text, cells), style=_STYLES[each.fate])
        yield from console.render(table, options.update(width=min(WIDEST, options.max_width)))
        if hidden := plan.trials[MOST_ROWS:]:
            going = sum(each.fate is Fate.GOES for each in hidden)
            yield Text(f"and {count(len(hidden), 'more trial')}, of which {going:,} lose models", style="dim")


def told(trial: PlannedTrial) -> str:
    """What becomes of a trial's models, and why."""
    reasons = cut([visible(each) for each in trial.reasons], _MOST)
    if trial.fate is Fate.BEST:
        return "stay: among the best"
    if trial.fate is Fate.GONE:
        return "gone already"
    if trial.fate is Fate.STAYS:
        return f"stay: {reasons}"
    paths = cut([visible(each) for each in trial.paths], _MOST)
    return f"go: {paths}" + (f"; some stay: {reasons}" if reasons else "")


def before(plan: PrunePlan, *, certain: bool) -> list[str]:
    """Lines below the table: what could not be looked at, what goes in all, and how to have it done."""
    lines = [f"caution: {visible(each, longest=1_000)}" for each in plan.cautions]
    if not plan.doomed:
        return [*lines, "nothing to prune"]
    trials = sum(each.fate is Fate.GOES for each in plan.trials)
    amounts = f"{size(plan.bytes_here)} here and {size(plan.bytes_there)} in the DVC remote"
    verb = "deleting" if certain else "would delete"
    lines.append(f"{verb} {count(len(plan.doomed), 'object')} of {count(trials, 'trial')}: {amounts}")
    return lines if certain else [*lines, "nothing was deleted: the same command with --yes does it"]


def after(deleted: Deleted) -> list[str]:
    """What was done."""
    here = f"{count(len(deleted.here), 'object')} of {size(deleted.bytes_here)} here"
    there = f"{len(deleted.there):,} of {size(deleted.bytes_there)} in the DVC remote"
    lines = [f"deleted {here} and {there}: `dvc exp apply` and `dvc repro` make them again"]
    if deleted.spared:
        lines.append(f"{count(len(deleted.spared), 'object')} spared: something else has come to point there meanwhile")
    return lines


def _amount(sizes: list[int | None]) -> str:
    known = [each for each in sizes if each is not None]
    return size(sum(known)) if known else "-"

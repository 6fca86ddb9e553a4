"""Draws what experiments and searches take up."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from hemolog.experiments.sharing.storage.storage import ExperimentUsage, SearchUsage, Storage, Total, Usage
from hemolog.reports.search.sheet import GAP
from hemolog.reports.search.words import count, visible
from hemolog.reports.sharing.amounts import size
from hemolog.reports.sharing.names import labels

WIDEST = 100
"""Columns of the terminal."""
MOST_ROWS = 25


class StorageTables:
    """A Rich renderable: searches, then experiments, those that would give back most first."""

    def __init__(self, storage: Storage) -> None:
        """Take what was counted."""
        self._storage = storage

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield a table of each, if there are any, and a line on what it has no room for."""
        narrow = options.update(width=min(WIDEST, options.max_width))
        for table, hidden in (self._searches(), self._experiments()):
            if table.row_count:
                yield from console.render(table, narrow)
                if hidden:
                    yield Text(f"and {hidden:,} more, which would give back less", style="dim")
                yield Text()

    def lines(self) -> list[str]:
        """All that cache and remote hold."""
        storage = self._storage
        lines = [_total("the cache", storage.here)]
        return lines if storage.there is None else [*lines, _total("the DVC remote", storage.there)]

    def _searches(self) -> tuple[Table, int]:
        rows: Sequence[SearchUsage] = sorted(self._storage.searches, key=lambda each: -each.usage.unique)
        table = self._table("search", "trials")
        for each in rows[:MOST_ROWS]:
            table.add_row(Text(visible(each.search)), Text(f"{each.trials:,}"), *self._cells(each.usage))
        return table, len(rows) - table.row_count

    def _experiments(self) -> tuple[Table, int]:
        names = labels(each.experiment for each in self._storage.experiments)
        rows: Sequence[ExperimentUsage] = sorted(self._storage.experiments, key=lambda each: -each.usage.unique)
        table = self._table("experiment", "")
        for each in rows[:MOST_ROWS]:
            note = Text("unreadable", style="red") if each.problem else Text()
            table.add_row(Text(names[each.experiment.ref]), note, *self._cells(each.usage))
        return table, len(rows) - table.row_count

    def _table(self, *first: str) -> Table:
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
        table.add_column(first[0], no_wrap=True, overflow="ellipsis", max_width=40)
        for heading in (*first[1:], "unique", "shared", "here", *(["remote"] if self._storage.there else [])):
            table.add_column(heading, justify="right", no_wrap=True)
        return table

    def _cells(self, usage: Usage) -> list[Text]:
        remote = [size(usage.there)] if usage.there is not None and self._storage.there else []
        return [Text(each) for each in (size(usage.unique), size(usage.shared), size(usage.here), *remote)]


def _total(place: str, of: Total) -> str:
    held = f"{place}: {count(of.objects, 'object')} of {size(of.bytes)}"
    idle = f"; nothing here points at {of.idle_objects:,} of them, {size(of.idle_bytes)}"
    return held + (idle if of.idle_objects else "")

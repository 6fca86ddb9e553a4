"""Draws an audit: a table, one line that sums it up, and the commands that mend what is not whole."""

import shlex
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from hemolog.experiments.sharing.audit.audited import BAD, Audit, Audited, Mend, State
from hemolog.reports.search.sheet import GAP
from hemolog.reports.search.words import count, visible
from hemolog.reports.sharing.amounts import size
from hemolog.reports.sharing.names import command, cut, labels

WIDEST = 100
"""Columns of the terminal."""
MOST_ROWS = 40
_MOST_PATHS = 2
_MOST_LINES = 5
_STYLES = {State.WHOLE: "", State.PRUNED: "dim", State.MISSING: "red", State.WRONG_SIZE: "red", State.DAMAGED: "red"}
_WORDS = {State.PRUNED: "pruned, can be made again"}


class AuditTable:
    """A Rich renderable: the experiments, those that are not whole first."""

    def __init__(self, audit: Audit) -> None:
        """Take what was found."""
        self._audit, self._labels = audit, labels(each.experiment for each in audit.experiments)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the table and the line below it."""
        rows = sorted(self._audit.experiments, key=_rank)
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
        table.add_column("experiment", no_wrap=True, overflow="ellipsis", max_width=30)
        table.add_column("outputs", justify="right", no_wrap=True)
        table.add_column("size", justify="right", no_wrap=True)
        table.add_column("state", overflow="fold")
        for each in rows[:MOST_ROWS]:
            cells = (self._labels[each.experiment.ref], f"{each.outputs:,}", size(each.size), told(each))
            table.add_row(*map(Text, cells), style=_STYLES.get(each.state, "red"))
        width = min(WIDEST, options.max_width)
        yield from console.render(table, options.update(width=width)) if rows else ()
        if hidden := rows[MOST_ROWS:]:
            yield Text(f"and {len(hidden):,} more: {_states(hidden)}", style="dim")

    def lines(self) -> list[str]:
        """The sum of it, and the commands that mend what can be mended."""
        audit = self._audit
        where = "here" if audit.git_remote is None else f"on {visible(audit.git_remote)}"
        if not audit.experiments:
            return [f"no experiments {where}"]
        lines = [f"{count(len(audit.experiments), 'experiment')} {where}: {_states(audit.experiments)}"]
        return lines + [f"  {line}" for line in mending(audit, self._labels)]


def told(audited: Audited) -> str:
    """The state of an experiment, with what is not whole: `missing: models/model.keras and 2 more`."""
    if audited.problem:
        return f"{State.UNREADABLE}: {visible(audited.problem)}"
    if audited.state in (State.WHOLE, State.PRUNED):
        return _WORDS.get(audited.state, str(audited.state))
    paths = [visible(each.path) for each in audited.findings if each.state is audited.state]
    others = len([each for each in audited.findings if each.state in BAD]) - len(paths)
    more = f"; {others:,} otherwise" if others else ""
    return f"{audited.state}: {cut(paths, _MOST_PATHS)}{more}"


def mending(audit: Audit, labels: dict[str, str]) -> list[str]:
    """What to do, a command each."""
    lines = list(_replacing(audit, labels))
    if audit.git_remote is None:
        lines += _giving_up([each for each in audit.experiments if each.experiment.problem], labels)
    for mend in Mend:
        broken = [each for each in audit.experiments if each.mend is mend]
        lines += _MENDING[mend](broken, audit, labels) if broken else []
    return lines


def _replacing(audit: Audit, labels: dict[str, str]) -> Iterator[str]:
    """Damaged bytes of the right size, which nothing replaces by itself."""
    places = {
        finding.place: each for each in audit.experiments for finding in each.findings if finding.state is State.DAMAGED
    }
    for place, each in list(places.items())[:_MOST_LINES]:
        shown = visible(place, longest=1_000)
        if place.startswith("/"):
            yield f"`rm -f {shlex.quote(shown)}`: its bytes are damaged"
        else:
            again = command("hemolog push --again", _names([each], labels))
            yield f"`{again}` replaces {shown}, whose bytes are damaged, by those of the cache"
    if len(places) > _MOST_LINES:
        yield f"and {len(places) - _MOST_LINES:,} more, which `hemolog audit --json` lists"


def _giving_up(broken: Sequence[Audited], labels: dict[str, str]) -> Iterator[str]:
    """References of this repository whose commits can't be read."""
    for each in broken[:_MOST_LINES]:
        ref = shlex.quote(visible(each.experiment.ref))
        pull = command("hemolog pull", _names([each], labels))
        yield f"`git update-ref -d {ref}` gives it up; then `{pull}` brings it where the team has it"
    if len(broken) > _MOST_LINES:
        yield f"and so for {len(broken) - _MOST_LINES:,} more"


def _pushing(broken: Sequence[Audited], audit: Audit, labels: dict[str, str]) -> list[str]:
    lines = _fetching(broken, audit, labels)
    return [*lines, f"`{command('hemolog push', _names(broken, labels))}`: the cache has what the DVC remote lacks"]


def _pulling(broken: Sequence[Audited], audit: Audit, labels: dict[str, str]) -> list[str]:
    return [f"`{command('hemolog pull', _names(broken, labels))}`: the DVC remote has it"]


def _making(broken: Sequence[Audited], audit: Audit, labels: dict[str, str]) -> list[str]:
    lines = _fetching(broken, audit, labels)
    for name in _names(broken, labels)[:_MOST_LINES]:
        push = f", `{command('hemolog push', [name])}`" if audit.git_remote is not None else ""
        apply = f"`{command('dvc exp apply', [name])}` (which tells what it lacks)"
        lines.append(f"{apply}, `dvc repro`{push}: neither cache nor DVC remote has it")
    if len(broken) > _MOST_LINES:
        lines.append(f"and so for {len(broken) - _MOST_LINES:,} more")
    if audit.git_remote is not None:
        lines.append("or `hemolog push` in the clone that made it")
    return lines


def _fetching(broken: Sequence[Audited], audit: Audit, labels: dict[str, str]) -> list[str]:
    foreign = [each for each in broken if not each.is_here]
    return [f"`{command('hemolog pull --metrics-only', _names(foreign, labels))}`"] if foreign else []


_MENDING = {Mend.PUSH: _pushing, Mend.PULL: _pulling, Mend.MAKE: _making}


def _names(audited: Sequence[Audited], labels: dict[str, str]) -> list[str]:
    return [labels[each.experiment.ref] for each in audited]


def _states(audited: Sequence[Audited]) -> str:
    counts = [(state, sum(each.state is state for each in audited)) for state in State]
    return ", ".join(f"{number:,} {_WORDS.get(state, state)}" for state, number in counts if number)


def _rank(audited: Audited) -> int:
    return -list(State).index(audited.state)

"""All sections of a comparison, the verdict first."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from hemolog.reports.compare.comparison import Comparison
from hemolog.reports.compare.facts.pair import BASE, HEAD
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.sides import Side
from hemolog.reports.compare.terminal import figures, places, verdicts
from hemolog.reports.compare.terminal.curves import curves
from hemolog.reports.compare.terminal.data import data
from hemolog.reports.compare.terminal.flips import flips
from hemolog.reports.compare.terminal.models import models
from hemolog.reports.compare.terminal.sheets import WRITING, remarks
from hemolog.reports.compare.terminal.stages import stages
from hemolog.reports.search.words import visible

Section = tuple[str, Sequence[RenderableType]]


class TerminalReport:
    """A Rich renderable."""

    def __init__(self, comparison: Comparison, gate: Gate | None = None) -> None:
        """Take the facts, and what the gate says where somebody asked it."""
        self._comparison, self._gate = comparison, gate

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield what compares the two, then each section below its heading."""
        found = self._comparison
        yield from _sides(found)
        yield Text()
        yield from verdicts.verdict(found.verdicts)
        if self._gate is not None:
            yield from verdicts.gate(self._gate)
        for heading, section in self._sections():
            if section:
                yield from (Text(), Text(heading, style="bold underline"), *section)

    def _sections(self) -> Iterator[Section]:
        found = self._comparison
        yield "Parameters", figures.parameters(found.parameters)
        yield "Metrics", figures.metrics(found.metrics)
        yield "Classes", figures.classes(found.classes)
        yield "Single items", flips(found.flips, found.verdicts.item)
        yield "Confusion", figures.confusion(found.confusion)
        yield "Curves", curves(found.curves)
        yield "Data", data(found.data)
        yield "Stages", stages(found.stages)
        yield "Models", models(found.models)

    def lines(self) -> list[str]:
        """What stands below: addresses and commands, which a terminal may break and nobody else."""
        found = self._comparison
        parts = (
            ("Artifacts", places.artifacts(found.artifacts)),
            ("To get either side", places.ways(found.ways, found.flips)),
        )
        told = [(heading, list(lines)) for heading, lines in parts]
        return [line for heading, lines in told if lines for line in ("", heading, *lines)]


def _sides(found: Comparison) -> Iterator[RenderableType]:
    yield from (_side(BASE, found.base), _side(HEAD, found.head))
    problems = [problem for side in (found.base, found.head) if side is not None for problem in side.problems]
    yield from remarks([found.missing, *found.remarks, *problems])


def _side(label: str, side: Side | None) -> Text:
    if side is None:
        return Text(f"{label}: nothing")
    subject = f": {visible(side.subject, longest=60)}" if side.subject else ""
    return Text(f"{label}: {WRITING.name(side.name)} ({WRITING.sentence(side.chosen)}) {side.commit[:7]}{subject}")

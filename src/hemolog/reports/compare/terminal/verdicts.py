"""The verdicts, and whether the change may pass."""

from rich.console import RenderableType
from rich.text import Text

from hemolog.reports.compare import digits, words
from hemolog.reports.compare.facts.verdicts import Guarded, Verdicts
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.terminal.sheets import BETTER, WORSE, WRITING, Row, lines, sheet
from hemolog.reports.significance.verdict import Outcome

_STYLES = {Outcome.BETTER: BETTER, Outcome.WORSE: WORSE}


def verdict(verdicts: Verdicts) -> list[RenderableType]:
    """The sentence that answers the question, then what it rests on."""
    found = words.overall(verdicts)
    style = "bold" if found is None else f"bold {_STYLES.get(found, 'yellow')}"
    told: list[RenderableType] = [Text(words.headline(verdicts, WRITING), style=style)]
    judged = [each for each in verdicts.guarded if each.verdict is not None]
    if judged:
        sure = digits.percent(verdicts.confidence)
        headings = ("metric", "verdict", "old", "new", "change", f"{sure} interval", "p", "rests on")
        told += [Text(), *sheet(headings, [_row(each, verdicts) for each in judged], texts=2)]
    told += lines(words.listed(words.not_judged(verdicts, WRITING)))
    told += lines(words.listed(words.mcnemar(verdicts, WRITING)))
    told += lines(words.listed(words.cautions(verdicts, WRITING)), "yellow")
    return told + lines(filter(None, [words.method(verdicts, WRITING)]), "dim")


def gate(found: Gate) -> list[RenderableType]:
    """Open or closed, and why."""
    line = words.gate(found.passed, found.reasons, WRITING)
    return [Text(line, style=f"bold {BETTER if found.passed else WORSE}")]


def _row(guarded: Guarded, verdicts: Verdicts) -> Row:
    found = guarded.verdict
    if found is None:
        return Row((WRITING.name(words.short(guarded.metric)), words.NOT_JUDGED))
    cells = (
        WRITING.name(words.short(guarded.metric)),
        words.outcome(guarded),
        digits.metric(found.base),
        digits.metric(found.head),
        digits.change(found.delta),
        digits.interval(found.low, found.high),
        digits.p_value(found.p_holm),
        words.basis(found, verdicts, WRITING),
    )
    return Row(cells, _STYLES.get(found.outcome, ""))

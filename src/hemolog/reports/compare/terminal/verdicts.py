"""The verdicts, and whether the change may pass."""

from collections.abc import Sequence

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
        headings = ("metric", "verdict", "old", "new", "change", f"{sure} interval", "p")
        told += [Text(), *sheet(headings, [_row(each) for each in judged], texts=2), Text()]
        told += lines(_bases(judged, verdicts))
    told += lines(words.listed(words.not_judged(verdicts, WRITING)))
    told += lines(words.listed(words.mcnemar(verdicts, WRITING)))
    told += lines(words.listed(words.cautions(verdicts, WRITING)), "yellow")
    return told + lines(filter(None, [words.method(verdicts, WRITING)]), "dim")


def gate(found: Gate) -> list[RenderableType]:
    """Open or closed, and why."""
    return [Text(words.gate(found, WRITING), style=f"bold {BETTER if found.passed else WORSE}")]


def _bases(judged: Sequence[Guarded], verdicts: Verdicts) -> list[str]:
    """What metrics rest on, those of one basis together: `test.accuracy: 71 photographs, 2,487 images; 9 differ`."""
    found: dict[str, list[str]] = {}
    for each in judged:
        if each.verdict is not None:
            told = words.basis(each.verdict, verdicts, WRITING)
            found.setdefault(told, []).append(WRITING.name(words.short(each.metric)))
    return words.listed(f"{words.cut(names)}: {told}" for told, names in found.items())


def _row(guarded: Guarded) -> Row:
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
    )
    return Row(cells, _STYLES.get(found.outcome, ""))

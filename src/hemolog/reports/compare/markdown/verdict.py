"""The verdict, which stands first and is bounded by itself: the report gives up all else before it."""

from collections.abc import Sequence

from hemolog.reports.compare import digits, words
from hemolog.reports.compare.comparison import Comparison
from hemolog.reports.compare.facts.verdicts import Guarded, Verdicts
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.markdown.escape import code, prose
from hemolog.reports.compare.markdown.section import blocks, bullets, more, table
from hemolog.reports.compare.markdown.writing import WRITING
from hemolog.reports.compare.sides import Side
from hemolog.reports.significance.verdict import Outcome

MOST = 30
"""Guarded metrics in the table."""
_NAME = 60
_WORST_FIRST: Sequence[Outcome | None] = (Outcome.WORSE, Outcome.UNCERTAIN, None, Outcome.BETTER)


def verdict(comparison: Comparison, gate: Gate | None) -> str:
    """The sentence, the two sides, the table, what it stands on, and the gate's line."""
    of = comparison.verdicts
    sentences = [*words.not_judged(of, WRITING), *words.mcnemar(of, WRITING), *words.cautions(of, WRITING)]
    remarks = [*sentences, *map(prose, comparison.remarks), *map(prose, _problems(comparison))]
    return blocks(
        f"### {words.headline(of, WRITING)}",
        sides(comparison),
        _table(of),
        words.method(of, WRITING),
        bullets(words.listed(remarks)),
        "" if gate is None else _gate(gate),
    )


def _gate(gate: Gate) -> str:
    reasons = "; ".join(words.gate_reasons(gate, WRITING))
    return f"**{words.gate_state(gate)}**{f': {reasons}' if reasons else ''}."


def sides(comparison: Comparison) -> str:
    """Which two states these are."""
    if comparison.base is None:
        return f"{_side(comparison.head)} alone: {prose(comparison.missing)}."
    return f"BASE {_side(comparison.base)} → HEAD {_side(comparison.head)}"


def _side(side: Side) -> str:
    commit = "" if side.commit.startswith(side.name) else f", {code(side.commit[:7])}"
    return f"{code(side.name, _NAME)} ({prose(side.chosen)}{commit})"


def _problems(comparison: Comparison) -> list[str]:
    sides = [("BASE", comparison.base), ("HEAD", comparison.head)]
    return [f"{label}: {problem}" for label, side in sides if side is not None for problem in side.problems]


def _table(of: Verdicts) -> str:
    if of.missing or not of.guarded:
        return ""
    guarded = list(of.guarded)
    if len(guarded) > MOST:
        guarded.sort(key=lambda each: _WORST_FIRST.index(None if each.verdict is None else each.verdict.outcome))
    sure = f"{digits.percent(of.confidence)} interval"
    heads = ("metric", "verdict", "old", "new", "change", sure, "p (Holm)", "rests on")
    rows = table(heads, (_row(each, of) for each in guarded[:MOST]), numbers=range(2, 7))
    return blocks(rows, more(len(guarded) - MOST))


def _row(guarded: Guarded, of: Verdicts) -> list[str]:
    name, found = code(words.short(guarded.metric), _NAME), guarded.verdict
    if found is None:
        return [name, words.NOT_JUDGED, *[digits.ABSENT] * 6]
    told = words.outcome(guarded)
    return [
        name,
        told if found.outcome == Outcome.UNCERTAIN else f"**{told}**",
        digits.metric(found.base),
        digits.metric(found.head),
        digits.change(found.delta),
        digits.interval(found.low, found.high),
        digits.p_value(found.p_holm),
        words.basis(found, of, WRITING),
    ]

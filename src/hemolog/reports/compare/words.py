"""What a comparison says of its verdicts and its gate, in words that every drawing shares."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hemolog.reports.compare import digits
from hemolog.reports.compare.facts.verdicts import Guarded, Verdicts
from hemolog.reports.compare.gate import Gate
from hemolog.reports.search.words import count
from hemolog.reports.significance.verdict import Outcome, Verdict

NOT_JUDGED = "not judged"
_MOST = 6
"""Names, remarks or reasons of one kind that are told."""
_LONGEST = 30
"""Characters of a noun."""
_GROUPS = {Outcome.WORSE: "Worse", Outcome.BETTER: "Better", Outcome.UNCERTAIN: "Can't tell", None: "Not judged"}


@dataclass(frozen=True)
class Writing:
    """How a drawing writes what is from a repository, so that it does nothing there."""

    name: Callable[[str], str]
    """Of a metric, a file, a class."""
    sentence: Callable[[str], str]
    """A reason, with names in it."""


def short(name: str) -> str:
    """A metric or a parameter without the word of its kind."""
    return name.removeprefix("metrics.").removeprefix("params.")


def overall(verdicts: Verdicts) -> Outcome | None:
    """Of all guarded metrics: worse if one is, better if one is and none is worse; None if none is judged."""
    found = {each.verdict.outcome for each in verdicts.guarded if each.verdict is not None}
    return next((each for each in (Outcome.WORSE, Outcome.BETTER, Outcome.UNCERTAIN) if each in found), None)


def headline(verdicts: Verdicts, writing: Writing) -> str:
    """In a sentence: `Worse: test.macro_f1 (-0.0312). Can't tell: test.accuracy`."""
    if verdicts.missing or not verdicts.guarded:
        return f"No verdict: {writing.sentence(verdicts.missing or 'no metric is guarded')}"
    told = [(label, [each for each in verdicts.guarded if _outcome(each) == kind]) for kind, label in _GROUPS.items()]
    return " ".join(f"{label}: {cut([_named(each, writing) for each in group])}." for label, group in told if group)


def _named(guarded: Guarded, writing: Writing) -> str:
    name = writing.name(short(guarded.metric))
    verdict = guarded.verdict
    if verdict is None or verdict.outcome == Outcome.UNCERTAIN:
        return name
    return f"{name} ({digits.change(verdict.delta)})"


def _outcome(guarded: Guarded) -> Outcome | None:
    return None if guarded.verdict is None else guarded.verdict.outcome


def outcome(guarded: Guarded) -> str:
    """Of one metric: `better`, `worse`, `can't tell`, `not judged`; what the tolerance lets through is said."""
    found = _outcome(guarded)
    if found is None:
        return NOT_JUDGED
    within = found == Outcome.WORSE and not guarded.beyond_tolerance
    return f"{found}, within the tolerance of {guarded.tolerance:g}" if within else str(found)


def basis(verdict: Verdict, verdicts: Verdicts, writing: Writing) -> str:
    """What it rests on: `71 photographs, 2,487 images; 23 photographs differ`."""
    unit, item = noun(verdicts.unit, writing), noun(verdicts.item, writing)
    held = "" if verdict.items == verdict.units else f", {verdict.items:,} {item}"
    return f"{verdict.units:,} {unit}{held}; {verdict.informative:,} differ"


def method(verdicts: Verdicts, writing: Writing) -> str:
    """How it was judged; empty if nothing was."""
    judged = sum(each.verdict is not None for each in verdicts.guarded)
    if not judged:
        return ""
    file, unit = writing.name(verdicts.file), noun(verdicts.unit, writing)
    sure, chance = digits.percent(verdicts.confidence), digits.percent(1 - verdicts.confidence)
    return (
        f"Judged from {file}, which git has: no bucket is needed. "
        f"Intervals are of the difference, {sure} each, by a paired bootstrap: "
        f"{verdicts.resamples:,} resamples of {unit} within their class, the same for both sides. p is corrected for "
        f"{count(judged, 'guarded metric')} (Holm): where nothing has changed, "
        f"the chance of any verdict other than can't tell is at most {chance}."
    )


def mcnemar(verdicts: Verdicts, writing: Writing) -> list[str]:
    """A sentence for each metric to which McNemar's test was applied."""
    return [
        _mcnemar(each.verdict, verdicts, writing)
        for each in verdicts.guarded
        if each.verdict is not None and each.verdict.mcnemar is not None
    ]


def _mcnemar(verdict: Verdict, verdicts: Verdicts, writing: Writing) -> str:
    test, item = verdict.mcnemar, noun(verdicts.item, writing)
    if test is None:
        return ""
    left = f" {test.left_out:,} {noun(verdicts.unit, writing)} of several {item} are left out." if test.left_out else ""
    return (
        f"Exact McNemar of single {item}, {writing.name(short(verdict.metric))}: {test.fixed:,} became right, "
        f"{test.broken:,} became wrong, p = {digits.p_value(test.p)}.".replace("= <", "<")
        + left
    )


def not_judged(verdicts: Verdicts, writing: Writing) -> list[str]:
    """Why metrics have no verdict: a sentence for each reason, with their names."""
    reasons: dict[str, list[str]] = {}
    for each in verdicts.guarded:
        if each.verdict is None and each.missing != verdicts.missing:
            reasons.setdefault(each.missing, []).append(short(each.metric))
    return [f"Not judged: {names(told, writing)}: {writing.sentence(reason)}" for reason, told in reasons.items()]


def cautions(verdicts: Verdicts, writing: Writing) -> list[str]:
    """What else a reader of the verdicts has to know."""
    judged = [each.verdict for each in verdicts.guarded if each.verdict is not None]
    lone = list(dict.fromkeys(name for verdict in judged for name in verdict.lone))
    told = [writing.sentence(each) for each in verdicts.remarks]
    if lone:
        told.append(
            f"Classes with only one of the {noun(verdicts.unit, writing)}: {names(lone, writing)}. They add nothing to "
            "the width of the intervals, which are too narrow then."
        )
    return told


def gate_state(of: Gate) -> str:
    """Whether the change may pass."""
    return "Gate open" if of.passed else "Gate closed"


def gate(of: Gate, writing: Writing) -> str:
    """One line: both."""
    reasons = "; ".join(gate_reasons(of, writing))
    return f"{gate_state(of)}{f': {reasons}' if reasons else ''}."


def gate_reasons(of: Gate, writing: Writing) -> list[str]:
    """What closes it, with the way out, and what it can't tell."""
    told = []
    if of.worse:
        told.append(f"{names(of.worse, writing)} worse beyond the tolerance")
    if of.stale:
        after = f", then {names(of.after, writing)}" if of.after else ""
        told.append(
            f"{writing.name('dvc.lock')} does not match the code and parameters of {names(of.stale, writing)}{after}: "
            f"run {writing.name('dvc repro')} and commit what it changes"
        )
    if of.unjudged:
        told.append(f"{names(of.unjudged, writing)} not judged, which is not held against the change")
    return told


def noun(of: str, writing: Writing) -> str:
    """The word for units or items that the settings give."""
    return writing.sentence(of[:_LONGEST])


def names(of: Sequence[str], writing: Writing, more: int = 0) -> str:
    """The first names, and how many there are more: `a, b and 3 more`.

    Args:
        of: those that are known; parameters and metrics without the word of their kind.
        writing: how they are written.
        more: how many are not among them.
    """
    rest = more + max(0, len(of) - _MOST)
    told = ", ".join(writing.name(short(name)) for name in of[:_MOST])
    return told + (f" and {rest:,} more" if rest else "")


def cut(told: Sequence[str], between: str = ", ", most: int = _MOST) -> str:
    """The first ones, and how many there are more."""
    rest = len(told) - most
    return between.join(told[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def listed(told: Iterable[str]) -> list[str]:
    """The first sentences, and how many there are more."""
    every = list(told)
    rest = len(every) - _MOST
    return [*every[:_MOST], *([f"{rest:,} more like these."] if rest > 0 else [])]

"""Whether a change made metrics better or worse, or whether these units can't tell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from hemolog.reports.significance.bootstrap import resampled
from hemolog.reports.significance.holm import holm
from hemolog.reports.significance.mcnemar import McNemar, mcnemar
from hemolog.reports.significance.statistics import ACCURACY, known, statistic
from hemolog.reports.significance.swap import swap_p
from hemolog.reports.significance.units import NoUnitsError, Paired

SEED = 20_260


class Outcome(StrEnum):
    """Of one metric."""

    BETTER = "better"
    WORSE = "worse"
    UNCERTAIN = "can't tell"


@dataclass(frozen=True)
class Question:
    """Is head better or worse than base in this metric?"""

    metric: str
    """Its name, for people."""
    statistic: str
    """`accuracy`, `balanced_accuracy`, `macro_f1`, or a summed column."""
    direction: Literal["min", "max"]
    """Which values are better."""
    paired: Paired
    unaugmented: bool = False
    """Whether a unit holds one item as it was taken, and not copies of it, so that McNemar's test may speak."""

    @property
    def problem(self) -> str:
        """Why it has no answer; empty if it has."""
        if not self.paired.base.names:
            return "no unit is in both with as many items"
        if not known(self.paired, self.statistic):
            return f"{self.statistic[:80]} is no statistic and no column summed in both"
        return ""


@dataclass(frozen=True)
class Verdict:
    """The answer to a question."""

    metric: str
    outcome: Outcome
    base: float
    head: float
    """As `base`: the metric of the paired units."""
    delta: float
    """head - base."""
    low: float
    high: float
    """Of delta, at the confidence asked for, for this metric alone."""
    p: float
    """Two-sided, for this metric alone."""
    p_holm: float
    """Corrected over all questions."""
    units: int
    items: int
    informative: int
    """Units on which the two differ in what the metric is reckoned from."""
    lone: tuple[str, ...] = ()
    """Classes with one unit: they add nothing to the width of the interval, which is too narrow then."""
    mcnemar: McNemar | None = None


def judge(questions: Sequence[Question], confidence: float, resamples: int, seed: int = SEED) -> tuple[Verdict, ...]:
    """Answer all questions together, in their order.

    Args:
        questions: without a `problem`.
        confidence: of each interval, and 1 - the chance of any false verdict.
        resamples: of the bootstrap.
        seed: of its random numbers; the same questions with the same seed have the same answers.

    Raises:
        NoUnitsError: a question has a `problem`.
    """
    for question in questions:
        if question.problem:
            raise NoUnitsError(f"{question.metric}: {question.problem}")
    answers = [_answer(question, confidence, resamples, seed) for question in questions]
    corrected = holm([answer.p for answer in answers])
    return tuple(
        replace(answer, p_holm=p, outcome=_outcome(answer.delta, question.direction, p < 1 - confidence))
        for question, answer, p in zip(questions, answers, corrected, strict=True)
    )


def _answer(question: Question, confidence: float, resamples: int, seed: int) -> Verdict:
    paired, told = question.paired, statistic(question.paired, question.statistic)
    differences = resampled(told, paired.base.actual, resamples, seed)
    test = mcnemar(paired) if question.unaugmented and question.statistic == ACCURACY else None
    p = max(differences.p(), swap_p(told, resamples, seed), test.p if test and (paired.base.items == 1).any() else 0.0)
    low, high = differences.limits(confidence)
    if p >= 1 - confidence:
        low, high = min(low, 0.0), max(high, 0.0)
    base, head = (float(told.value(each.sum(axis=0)[None])[0]) for each in (told.base, told.head))
    return Verdict(
        metric=question.metric,
        outcome=Outcome.UNCERTAIN,
        base=base,
        head=head,
        delta=differences.estimate,
        low=low,
        high=high,
        p=p,
        p_holm=p,
        units=len(paired.base.names),
        items=int(paired.base.items.sum()),
        informative=int((told.base != told.head).any(axis=1).sum()),
        lone=tuple(name for index, name in enumerate(paired.base.classes) if (paired.base.actual == index).sum() == 1),
        mcnemar=test,
    )


def _outcome(delta: float, direction: str, sure: bool) -> Outcome:
    if not sure:
        return Outcome.UNCERTAIN
    return Outcome.BETTER if (delta > 0) == (direction == "max") else Outcome.WORSE

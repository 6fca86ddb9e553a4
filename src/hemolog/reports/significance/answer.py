"""The answer to each question for itself: the difference, its interval, its p-value.

Three tests may speak, and p is the largest of their p-values, so that it is below a level at most as often by chance as
that of any of them which is right (Berger, "Multiparameter hypothesis testing and acceptance sampling", Technometrics
24, 1982):

- the bootstrap holds where the two models err differently but equally often;
- swapping answers is exact where the models are alike, however few and uneven the units are;
- McNemar's test is exact for items that are alone in their unit. There it is swapping in closed form, so it decides
  only where units of several items would tip the balance.

The interval agrees with p: it leaves 0 out exactly where p is below 1 - confidence. Where it does, its limit near 0 is
the bootstrap's. A limit that has 0 on its inner side decides nothing, and there a bootstrap of few units is too sure:
it is the outer one, which allows for what the classes did not show, or 0 if that is further out.

On simulated pairs of 71 units, four in one class, 95 % intervals held real differences of all classes in 93 to 97 of
100; where only the class of four differed in 85 to 92, where the largest class varied far more than others in 98 to 99.
Models that were alike got p below 0.05 in 3 to 5 of 100.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hemolog.reports.significance.bootstrap import Differences, resampled
from hemolog.reports.significance.mcnemar import McNemar, mcnemar
from hemolog.reports.significance.question import Question
from hemolog.reports.significance.statistics import ACCURACY, Statistic, statistic
from hemolog.reports.significance.swap import swap_p
from hemolog.reports.significance.units import Paired


@dataclass(frozen=True, kw_only=True)
class Answer:
    """To one question, as if it were the only one."""

    metric: str
    base: float
    """The metric of the paired units."""
    head: float
    delta: float
    """head - base."""
    low: float
    high: float
    """Of delta, at the confidence asked for."""
    p: float
    """Two-sided."""
    units: int
    items: int
    informative: int
    """Units on which the two differ in anything that the metric is reckoned from."""
    lone: tuple[str, ...] = ()
    """Classes with one unit: they add nothing to the width of the interval, which is too narrow then."""
    mcnemar: McNemar | None = None


def answers(questions: Sequence[Question], confidence: float, resamples: int, seed: int) -> list[Answer]:
    """Answer questions that have no `problem`; those of the same units and classes share their resamples."""
    told = [statistic(question.paired, question.statistic) for question in questions]
    found: dict[int, Answer] = {}
    for places in _of_same_strata(questions):
        shared, strata = [told[place] for place in places], questions[places[0]].paired.base.actual
        drawn = resampled(shared, strata, resamples, seed)
        swapped = swap_p(shared, resamples, seed + 2)
        for place, differences, p in zip(places, drawn, swapped, strict=True):
            found[place] = _answer(questions[place], told[place], differences, p, confidence)
    return [found[place] for place in range(len(questions))]


def _of_same_strata(questions: Sequence[Question]) -> list[list[int]]:
    places: dict[bytes, list[int]] = {}
    for place, question in enumerate(questions):
        places.setdefault(question.paired.base.actual.tobytes(), []).append(place)
    return list(places.values())


def _answer(question: Question, told: Statistic, differences: Differences, swapped: float, confidence: float) -> Answer:
    paired, test = question.paired, _mcnemar(question)
    p = max(differences.p, swapped, test.p if test and test.left_out < len(paired.base.names) else 0.0)
    low, high = _interval(differences, p, confidence)
    base, head = (float(told.value(each.sum(axis=0)[None])[0]) for each in (told.base, told.head))
    return Answer(
        metric=question.metric,
        base=base,
        head=head,
        delta=differences.estimate,
        low=low,
        high=high,
        p=p,
        units=len(paired.base.names),
        items=int(paired.base.items.sum()),
        informative=int(told.differing.sum()),
        lone=_lone(paired),
        mcnemar=test,
    )


def _interval(differences: Differences, p: float, confidence: float) -> tuple[float, float]:
    inner_low, inner_high = differences.limits(confidence)
    low, high = differences.outer_limits(confidence)
    if p >= 1 - confidence:
        return min(low, 0.0), max(high, 0.0)
    return (inner_low, high) if differences.estimate > 0 else (low, inner_high)


def _mcnemar(question: Question) -> McNemar | None:
    # It is a test of what share is right, which the other statistics are not.
    return mcnemar(question.paired) if question.unaugmented and question.statistic == ACCURACY else None


def _lone(paired: Paired) -> tuple[str, ...]:
    units = np.bincount(paired.base.actual, minlength=len(paired.base.classes))
    return tuple(name for name, number in zip(paired.base.classes, units, strict=True) if number == 1)

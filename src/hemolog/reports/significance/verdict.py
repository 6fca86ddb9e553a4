"""Whether a change made metrics better or worse, or whether these units can't tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hemolog.reports.significance.answer import Answer, answers
from hemolog.reports.significance.holm import holm
from hemolog.reports.significance.mcnemar import McNemar
from hemolog.reports.significance.question import Question
from hemolog.reports.significance.units import NoUnitsError

__all__ = ["SEED", "McNemar", "Outcome", "Question", "Verdict", "judge"]

SEED = 1908
"""Any number would do, but always the same: two reports of one change say the same."""


class Outcome(StrEnum):
    """Of one metric."""

    BETTER = "better"
    WORSE = "worse"
    UNCERTAIN = "can't tell"


@dataclass(frozen=True, kw_only=True)
class Verdict(Answer):
    """The answer to a question, corrected for the others.

    The interval is of this metric alone: it may leave 0 out where the outcome, for the sake of all, is "can't tell".
    """

    p_holm: float
    """Corrected over all questions."""
    outcome: Outcome
    """Better or worse where `p_holm` is below 1 - confidence."""


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
    found = answers(questions, confidence, resamples, seed)
    corrected = holm([answer.p for answer in found])
    return tuple(
        Verdict(**vars(answer), p_holm=p, outcome=_outcome(answer.delta, question.direction, p < 1 - confidence))
        for question, answer, p in zip(questions, found, corrected, strict=True)
    )


def _outcome(delta: float, direction: str, sure: bool) -> Outcome:
    if not sure:
        return Outcome.UNCERTAIN
    return Outcome.BETTER if (delta > 0) == (direction == "max") else Outcome.WORSE

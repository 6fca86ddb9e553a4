import math

import numpy as np
import pytest

from hemolog.reports.significance.holm import holm
from hemolog.reports.significance.mcnemar import McNemar
from hemolog.reports.significance.units import NoUnitsError, Paired
from hemolog.reports.significance.verdict import Outcome, Question, Verdict, judge
from support.few_units import paired
from support.simulated_pairs import LOSS, World

MUCH_BETTER = paired([0] * 10 + [1] * 10, [5] * 20, [1, 2] * 10, [4, 5, 3, 4] * 5, [2.0, 3.0] * 10, [1.0, 0.5] * 10)


WORLD = World((2.0, 2.5, 2.0, 2.5), shared=1.8, own=0.7, better=(0.5, 0.5, 0.5, 0.5))


def alone(units: Paired, statistic: str = "accuracy", unaugmented: bool = False) -> Verdict:
    (verdict,) = judge([Question("m", statistic, "max", units, unaugmented)], 0.95, 2000)
    return verdict


def test_what_is_surely_higher_is_better_or_worse_by_its_direction() -> None:
    up, down = Question("up", "accuracy", "max", MUCH_BETTER), Question("down", LOSS, "min", MUCH_BETTER)
    wrong = Question("wrong", "accuracy", "min", MUCH_BETTER)

    found = judge([up, down, wrong], 0.95, 2000)
    assert [each.metric for each in found] == ["up", "down", "wrong"]
    assert [each.outcome for each in found] == [Outcome.BETTER, Outcome.BETTER, Outcome.WORSE]
    assert (found[0].base, found[0].head) == pytest.approx((0.3, 0.8))
    assert found[0].low <= found[0].delta <= found[0].high
    assert (found[0].units, found[0].items, found[0].informative, found[0].lone) == (20, 100, 20, ())


def test_questions_are_corrected_together_and_intervals_are_not() -> None:
    questions = [Question(str(seed), LOSS, "min", pair) for seed, pair in enumerate(WORLD.pairs(5, 3))]

    found = judge(questions, 0.95, 1000)
    assert [each.p_holm for each in found] == pytest.approx(holm([each.p for each in found]))
    assert all((each.outcome is not Outcome.UNCERTAIN) == (each.p_holm < 0.05) for each in found)
    by_itself = [judge([question], 0.95, 1000)[0] for question in questions]
    assert [(each.low, each.high) for each in found] == [(each.low, each.high) for each in by_itself]


def test_the_same_questions_always_have_the_same_answers() -> None:
    questions = [Question("m", "macro_f1", "max", pair) for pair in WORLD.pairs(2, 4)]

    assert judge(questions, 0.9, 500) == judge(questions, 0.9, 500)
    assert judge(questions, 0.9, 500, seed=1) != judge(questions, 0.9, 500, seed=2)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_the_interval_leaves_0_out_exactly_where_p_is_small(confidence: float) -> None:
    pairs = WORLD.pairs(60, 5)
    questions = [Question("m", name, "max", pair) for pair in pairs for name in ("accuracy", "macro_f1", LOSS)]

    found = judge(questions, confidence, 500)
    assert {each.p < 1 - confidence for each in found} == {True, False}
    assert all((each.low > 0 or each.high < 0) == (each.p < 1 - confidence) for each in found)
    assert all(each.low <= each.delta <= each.high for each in found)


def test_no_difference_at_all_has_no_width_and_is_no_verdict() -> None:
    found = alone(paired([0, 0, 1, 1], [5] * 4, [3] * 4, [3] * 4))

    assert (found.delta, found.low, found.high, found.p, found.p_holm) == (0, 0, 0, 1, 1)
    assert (found.outcome, found.informative) == (Outcome.UNCERTAIN, 0)


def test_four_units_of_one_class_are_never_enough_for_a_verdict() -> None:
    actual = [0] * 4 + [1] * 60
    found = alone(paired(actual, [100] * 4 + [5] * 60, [0] * 4 + [5] * 60, [100] * 4 + [5] * 60))

    assert (found.outcome, found.informative) == (Outcome.UNCERTAIN, 4)
    assert found.p >= 0.125
    assert found.low <= 0 < found.delta <= found.high


def test_a_class_of_one_unit_is_told_and_alone_decides_nothing() -> None:
    actual = [0] + [1] * 20
    found = alone(paired(actual, [500] + [5] * 20, [0] + [4, 5] * 10, [500] + [5, 4] * 10))

    assert found.lone == ("a",)
    assert (found.outcome, found.low <= 0) == (Outcome.UNCERTAIN, True)


@pytest.mark.parametrize("units", [1, 2, 3])
def test_one_to_three_units_can_t_tell(units: int) -> None:
    found = alone(paired([0] * units, [1000] * units, [0] * units, [1000] * units))

    assert (found.delta, found.outcome) == (1.0, Outcome.UNCERTAIN)
    assert math.isfinite(found.low) and math.isfinite(found.high)


def test_all_units_changed_to_the_same_are_a_verdict() -> None:
    found = alone(paired([0] * 10 + [1] * 10, [5] * 20, [0] * 20, [5] * 20))

    assert (found.outcome, found.low, found.high) == (Outcome.BETTER, 1.0, 1.0)


def test_counts_as_large_as_may_be_read_stay_finite() -> None:
    huge = paired([0] * 8, [10**9] * 8, [0] * 8, [10**9] * 8, [1e15] * 8, [-1e15] * 8)

    for name in ("accuracy", "balanced_accuracy", "macro_f1", LOSS):
        assert np.isfinite([alone(huge, name).delta, alone(huge, name).low, alone(huge, name).high]).all()


def singles(fixed: int, broken: int) -> Paired:
    """Of 40 units of one item, in two classes."""
    same = 40 - fixed - broken
    base, head = [0] * fixed + [1] * broken + [1] * same, [1] * fixed + [0] * broken + [1] * same
    return paired([0, 1] * 20, [1] * 40, base, head)


def test_single_items_are_tested_exactly_where_asked() -> None:
    assert alone(singles(5, 1)).mcnemar is None
    assert alone(singles(5, 1), "macro_f1", unaugmented=True).mcnemar is None

    found = alone(singles(9, 1), unaugmented=True)
    assert found.mcnemar == McNemar(9, 1, pytest.approx(22 / 1024), left_out=0)
    assert found.outcome is Outcome.BETTER
    assert found.p >= found.mcnemar.p


def test_single_items_that_don_t_agree_withhold_a_verdict() -> None:
    # Units of several items are surely better; of single ones too few flipped.
    actual, items = [0] * 20 + [1] * 10, [5] * 20 + [1] * 10
    mixed = paired(actual, items, [1, 2] * 10 + [1] * 10, [4, 5] * 10 + [1] * 9 + [0])

    assert alone(mixed).outcome is Outcome.BETTER
    found = alone(mixed, unaugmented=True)
    assert (found.outcome, found.p, found.low) == (Outcome.UNCERTAIN, 1.0, 0.0)
    assert found.mcnemar == McNemar(0, 1, 1.0, left_out=20)


def test_where_no_item_is_single_the_exact_test_has_no_say() -> None:
    found = alone(MUCH_BETTER, unaugmented=True)

    assert (found.outcome, found.mcnemar) == (Outcome.BETTER, McNemar(0, 0, 1.0, left_out=20))


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (Question("m", "accuracy", "max", paired([], [], [], [])), "m: no unit is in both"),
        (Question("m", "speed", "max", MUCH_BETTER), "m: speed is no statistic and no column summed in both"),
    ],
)
def test_a_question_without_an_answer_says_why(question: Question, reason: str) -> None:
    assert f"m: {question.problem}".startswith(reason)
    with pytest.raises(NoUnitsError, match=reason):
        judge([question], 0.95, 100)


def test_no_questions_have_no_answers() -> None:
    assert judge([], 0.95, 1000) == ()

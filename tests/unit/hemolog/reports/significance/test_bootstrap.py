import numpy as np
import pytest

from hemolog.reports.significance import bootstrap
from hemolog.reports.significance.bootstrap import Differences, resampled
from hemolog.reports.significance.statistics import statistic
from support.few_units import paired

RANDOM = np.random.default_rng(0)
STRATA = np.repeat([0, 1, 2], [4, 12, 40])
RIGHT = RANDOM.integers(0, 11, (2, 56)).tolist()
PAIRED = paired(STRATA.tolist(), [10] * 56, *RIGHT, *RANDOM.random((2, 56)).tolist())


def differences(values: list[float], estimate: float, freedom: float = 1e6) -> Differences:
    spread = np.sort(np.array(values, np.float64))
    return Differences(estimate, spread, spread, freedom)


def test_resamples_vary_as_a_sum_over_classes_does() -> None:
    (found,) = resampled([statistic(PAIRED, "accuracy")], STRATA, 20_000, seed=0)

    change = (np.array(RIGHT[1]) - np.array(RIGHT[0])) / 10
    expected = sum(len(part) * part.var(ddof=1) for part in np.split(change, [4, 16])) / 56**2
    assert found.values.mean() == pytest.approx(found.estimate, abs=1e-3)
    assert found.values.var() == pytest.approx(expected, rel=0.03)


def test_what_is_the_same_for_both_models_cancels_out() -> None:
    same = paired(STRATA.tolist(), [10] * 56, RIGHT[0], RIGHT[0])

    (found,) = resampled([statistic(same, "macro_f1")], STRATA, 200, seed=0)
    assert (found.estimate, found.p) == (0.0, 1.0)
    assert found.limits(0.95) == found.outer_limits(0.95) == (0.0, 0.0)


def test_all_metrics_are_measured_on_the_same_resamples() -> None:
    told = [statistic(PAIRED, "accuracy"), statistic(PAIRED, "loss"), statistic(PAIRED, "accuracy")]

    one, _, other = resampled(told, STRATA, 300, seed=3)
    (alone,) = resampled(told[:1], STRATA, 300, seed=3)
    assert one.values.tolist() == other.values.tolist() == alone.values.tolist()


def test_memory_is_bounded_by_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "PORTION", 56 * 7)

    (found,) = resampled([statistic(PAIRED, "accuracy")], STRATA, 50, seed=0)
    assert len(set(found.values.tolist())) > 40


def test_p_is_the_share_of_resamples_on_the_other_side_of_0_doubled() -> None:
    found = differences([-1.0] * 30 + [1.0] * 970, 1.0)

    assert found.p == pytest.approx(0.06, abs=1e-6)
    assert differences([1.0] * 30 + [-1.0] * 970, -1.0).p == pytest.approx(found.p)


def test_resamples_equal_to_0_never_make_p_smaller() -> None:
    assert differences([0.0] * 30 + [1.0] * 970, 1.0).p == pytest.approx(0.06, abs=1e-6)
    assert differences([0.0] * 1000, 0.0).p == 1.0


def test_few_degrees_of_freedom_widen_the_interval_and_p() -> None:
    values = np.random.default_rng(0).normal(2.5, 1, 10_000).tolist()
    many, few = differences(values, 2.5), differences(values, 2.5, freedom=3.0)

    assert few.p > 0.05 > many.p
    assert few.limits(0.95)[0] < 0 < many.limits(0.95)[0]
    assert few.limits(0.95)[1] > many.limits(0.95)[1]


def test_beyond_what_resamples_can_show_p_goes_on_by_the_deviation() -> None:
    values = np.random.default_rng(0).normal(9, 1, 1000).tolist()

    assert 0 < differences(values, 9.0).p < 1e-15
    assert differences([9.0] * 1000, 9.0).p == 0.0


@pytest.mark.parametrize("freedom", [2.0, 3.5, 20.0])
@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
def test_the_interval_leaves_0_out_exactly_where_p_is_small(freedom: float, confidence: float) -> None:
    random = np.random.default_rng(1)
    for centre in random.normal(0, 3, 200):
        found = differences((random.normal(centre, 1, 999)).tolist(), centre, freedom)
        low, high = found.limits(confidence)
        if (found.values * centre <= 0).any():
            assert (low > 0 or high < 0) == (found.p < 1 - confidence)

import numpy as np
import pytest
from scipy import stats

from bloodcells.evaluation import bootstrap
from bloodcells.evaluation.bootstrap import resample
from bloodcells.metrics import Counts, Floats


class Mean:
    """The weighted mean of one figure a photograph; remembers the weights it saw."""

    def __init__(self, figures: Floats) -> None:
        self.figures = figures
        self.seen: list[Floats] = []

    def __call__(self, weights: Floats) -> Floats:
        self.seen.append(weights)
        return (weights @ self.figures / weights.sum(axis=1))[:, None]


def strata(*sizes: int) -> Counts:
    return np.repeat(np.arange(len(sizes)), sizes).astype(np.int64)


def test_each_resample_keeps_the_weight_of_every_class() -> None:
    classes = strata(4, 13, 2)
    statistic = Mean(np.arange(19.0))

    resample(statistic, classes, 500, width=1)

    drawn = statistic.seen[1]
    assert drawn.shape == (500, 19)
    for c, size in enumerate([4, 13, 2]):
        members = drawn[:, classes == c]
        assert np.allclose(members.sum(axis=1), size)
        times = members * (size - 1) / size  # whole photographs, one fewer than there are
        assert np.allclose(times, times.round())


def test_photographs_are_drawn_with_replacement() -> None:
    statistic = Mean(np.arange(4.0))

    resample(statistic, strata(4), 500, width=1)

    times = np.unique((statistic.seen[1] * 3 / 4).round())
    assert times.tolist() == [0, 1, 2, 3]


def test_the_resampled_values_spread_as_widely_as_the_mean_of_a_stratified_sample_does() -> None:
    classes = strata(4, 10)
    figures = np.random.default_rng(0).normal(size=14)

    values = resample(Mean(figures), classes, 40_000, width=1).values[:, 0]

    textbook = sum(
        (classes == c).sum() / 14**2 * figures[classes == c].var(ddof=1) for c in (0, 1)
    )  # Cochran, Sampling Techniques, section 5.3: sum of W_h^2 s_h^2 / n_h
    assert values.var() == pytest.approx(textbook, rel=0.03)


def test_photographs_left_out_one_by_one_leave_the_weight_of_their_class() -> None:
    statistic = Mean(np.arange(5.0))

    found = resample(statistic, strata(2, 3), 100, width=1)

    left_out = np.concatenate(statistic.seen[2:])
    assert left_out.tolist() == [
        [0, 2, 1, 1, 1],
        [2, 0, 1, 1, 1],
        [1, 1, 0, 1.5, 1.5],
        [1, 1, 1.5, 0, 1.5],
        [1, 1, 1.5, 1.5, 0],
    ]
    assert found.without[:, 0].tolist() == pytest.approx(
        [(2 + 9) / 5, 9 / 5, (1 + 10.5) / 5, (1 + 9) / 5, (1 + 7.5) / 5]
    )


def test_the_limits_of_a_mean_of_normal_figures_are_near_those_of_students_interval() -> None:
    figures = stats.norm.ppf((np.arange(12) + 0.5) / 12)

    low, high = resample(Mean(figures), strata(12), 40_000, width=1).limits(0.9)[:, 0]

    expected = stats.t.interval(0.9, 11, loc=figures.mean(), scale=stats.sem(figures))
    assert (low, high) == pytest.approx(expected, abs=0.04 * (expected[1] - expected[0]))


def test_the_corrected_limits_equal_those_of_scipy_but_for_the_small_sample_terms() -> None:
    figures = np.random.default_rng(2).exponential(
        size=100
    )  # many enough for G - 1 of G and Student's t to matter little

    low, high = resample(Mean(figures), strata(100), 40_000, width=1).limits(0.95)[:, 0]

    reference = stats.bootstrap(
        (figures,), np.mean, n_resamples=40_000, method="BCa", rng=np.random.default_rng(0)
    ).confidence_interval
    assert (low, high) == pytest.approx((reference.low, reference.high), abs=0.02 * (reference.high - reference.low))


def test_four_photographs_that_decide_alone_have_three_degrees_of_freedom() -> None:
    figures = np.concatenate([[0.0, 1.0, 0.3, 0.8], np.ones(48)])  # the other class never varies

    found = resample(Mean(figures), strata(4, 48), 200, width=1)

    assert found.level(0.95)[0] == pytest.approx(stats.norm.cdf(stats.t.ppf(0.975, 3)))


def test_two_classes_that_decide_alike_add_up_their_degrees_of_freedom() -> None:
    figures = np.tile([0.0, 1.0, 0.3, 0.8], 2)

    found = resample(Mean(figures), strata(4, 4), 200, width=1)

    assert found.level(0.95)[0] == pytest.approx(stats.norm.cdf(stats.t.ppf(0.975, 6)))


@pytest.mark.parametrize("figures", [[0.0, 0.0, 0.0, 1.0], [1.0, 1.0, 1.0, 0.0]])
def test_very_confident_limits_of_few_photographs_keep_their_ends(figures: list[float]) -> None:
    found = resample(Mean(np.array(figures)), strata(4), 1000, width=1)

    low, high = found.limits(0.9999)[:, 0]

    assert (low, high) == (found.values.min(), found.values.max())


@pytest.mark.parametrize(
    ("figures", "sizes"),
    [
        pytest.param([1.0, 1.0, 1.0, 1.0], [2, 2], id="nothing varies"),
        pytest.param([0.0, 1.0], [1, 1], id="one photograph a class"),
        pytest.param([0.5], [1], id="one photograph"),
    ],
)
def test_where_nothing_can_vary_the_limits_are_the_estimate(figures: list[float], sizes: list[int]) -> None:
    found = resample(Mean(np.array(figures)), strata(*sizes), 100, width=1)

    assert found.limits(0.95)[:, 0].tolist() == pytest.approx([np.mean(figures)] * 2)


def test_equal_photographs_are_resampled_alike_however_the_work_is_portioned(monkeypatch: pytest.MonkeyPatch) -> None:
    figures, classes = np.random.default_rng(0).normal(size=20), strata(4, 16)
    whole = resample(Mean(figures), classes, 100, width=1)

    monkeypatch.setattr(bootstrap, "PORTION", 7 * 20)
    portioned = Mean(figures)
    parts = resample(portioned, classes, 100, width=1)

    assert {len(weights) for weights in portioned.seen} == {1, 2, 6, 7}
    assert np.array_equal(parts.values, whole.values)
    assert np.array_equal(parts.without, whole.without)


def test_wide_statistics_get_small_portions() -> None:
    statistic = Mean(np.arange(10.0))

    resample(statistic, strata(10), 100, width=bootstrap.PORTION // 8)

    assert max(len(weights) for weights in statistic.seen) == 8

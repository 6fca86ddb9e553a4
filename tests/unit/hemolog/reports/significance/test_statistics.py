import pytest

from hemolog.reports.significance.statistics import Statistic, known, statistic
from support.few_units import paired

# a: 3 of 4 right, 1 taken for b; b: 1 of 6 right, 5 for c; c: 0 of 2 right, 2 for a.
PAIRED = paired([0, 0, 1, 2], [1, 3, 6, 2], [1, 2, 1, 0], [1, 3, 6, 2], [1, 3, 6, 2], [1, 1, 1, 0])


def values(told: Statistic) -> tuple[float, float]:
    base, head = (float(told.value(each.sum(axis=0)[None])[0]) for each in (told.base, told.head))
    return base, head


@pytest.mark.parametrize(
    ("name", "base", "head"),
    [
        ("accuracy", 4 / 12, 1.0),
        ("balanced_accuracy", (3 / 4 + 1 / 6 + 0) / 3, 1.0),
        ("macro_f1", (6 / (4 + 5) + 2 / (6 + 2) + 0 / (2 + 5)) / 3, 1.0),
        ("loss", 1.0, 3 / 12),
    ],
)
def test_each_metric_is_that_of_all_items(name: str, base: float, head: float) -> None:
    told = statistic(PAIRED, name)

    assert values(told) == pytest.approx((base, head))
    assert told.observed == pytest.approx(head - base)


def test_classes_that_never_occur_don_t_count() -> None:
    few = paired([0, 0], [2, 2], [2, 2], [2, 2])

    assert values(statistic(few, "macro_f1")) == values(statistic(few, "balanced_accuracy")) == (1.0, 1.0)


def test_classes_have_their_part_by_items_or_all_the_same() -> None:
    assert statistic(PAIRED, "accuracy").share.tolist() == pytest.approx([4 / 12, 4 / 12, 6 / 12, 2 / 12])
    assert statistic(PAIRED, "macro_f1").share.tolist() == pytest.approx([1 / 3] * 4)


def test_units_differ_in_what_the_metric_is_made_of() -> None:
    few = paired([0, 0, 0], [2, 2, 2], [1, 1, 1], [1, 2, 1], [1, 1, 1], [1, 1, 2])

    assert statistic(few, "accuracy").differing.tolist() == [False, True, False]
    assert statistic(few, "loss").differing.tolist() == [False, False, True]


def test_a_difference_in_the_last_bits_is_none() -> None:
    sums = paired([0, 0, 0], [1, 1, 1], [0, 0, 0], [0, 0, 0], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1])

    assert statistic(sums, "loss").observed == 0.0


def test_a_column_must_be_summed_for_both() -> None:
    assert known(PAIRED, "loss") and known(PAIRED, "accuracy")
    assert not known(PAIRED, "calibration_error")
    assert not known(paired([0], [1], [1], [1], [0.5], []), "loss")

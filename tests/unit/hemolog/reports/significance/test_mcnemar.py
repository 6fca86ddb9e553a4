import pytest

from hemolog.reports.significance.mcnemar import McNemar, mcnemar
from support.few_units import paired


@pytest.mark.parametrize(
    ("fixed", "broken", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (3, 3, 1.0), (5, 0, 0.0625), (0, 6, 0.03125), (8, 1, 0.0390625), (1, 8, 0.0390625)],
)
def test_each_flip_is_a_coin(fixed: int, broken: int, p: float) -> None:
    units = fixed + broken + 2
    base = [0] * fixed + [1] * broken + [0, 1]
    head = [1] * fixed + [0] * broken + [0, 1]

    found = mcnemar(paired([0] * units, [1] * units, base, head))
    assert (found.fixed, found.broken, found.left_out) == (fixed, broken, 0)
    assert found.p == pytest.approx(p)


def test_units_of_several_items_are_left_out_and_counted() -> None:
    assert mcnemar(paired([0, 0, 0], [1, 2, 9], [0, 0, 9], [1, 2, 0])) == McNemar(1, 0, 1.0, left_out=2)

import pytest

from hemolog.reports.significance.holm import holm


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        ([], []),
        ([0.03], [0.03]),
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.04, 0.01, 0.02], [0.04, 0.03, 0.04]),
        ([0.5, 0.6, 1.0], [1.0, 1.0, 1.0]),
    ],
)
def test_p_values_are_stepped_down_and_stay_in_their_order(p: list[float], adjusted: list[float]) -> None:
    assert holm(p) == pytest.approx(adjusted)

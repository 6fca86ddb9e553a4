"""Tests of curves on a terminal."""

from hemolog.reports.compare.facts.curves import Points
from hemolog.reports.compare.terminal.curves import bars


def test_numbers_at_the_ends_of_what_a_float_holds_are_drawn() -> None:
    assert bars(Points((0, 1, 2), (1e308, -1e308, 1e308), 3), -1e308, 1e308) == "█▁█"
    assert bars(Points((0, 1), (0.0, 5e-324), 2), 0.0, 5e-324) == "▅▅"

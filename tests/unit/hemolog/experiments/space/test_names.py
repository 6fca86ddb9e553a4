"""What is said of a name that nothing has."""

import pytest

from hemolog.experiments.space.names import unknown


@pytest.mark.parametrize(
    ("name", "known", "told"),
    [
        ("rate", ["rates", "widths"], "is unknown (did you mean rates?)"),
        ("train.rate", ["train.width", "optimizer.rate"], "is unknown (did you mean optimizer.rate?)"),
        ("x", ["rates", "widths"], "is unknown (known: rates, widths)"),
        ("x", [], "is unknown: there are none"),
    ],
)
def test_the_nearest_name_is_told_or_all_of_them(name: str, known: list[str], told: str) -> None:
    assert unknown(name, known) == told

"""Tests of amounts of data as a person reads them."""

import pytest

from hemolog.reports.sharing.amounts import size


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (999, "999 B"),
        (999.4, "999 B"),
        (999.5, "1.0 kB"),
        (1000, "1.0 kB"),
        (9_940, "9.9 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (1_234_567, "1.2 MB"),
        (105_000_000, "105 MB"),
        (9_999_999_999, "10 GB"),
        (1e12, "1.0 TB"),
        (12_345e12, "12,345 TB"),
    ],
)
def test_bytes_have_two_or_three_digits_and_a_unit(number: float, expected: str) -> None:
    assert size(number) == expected

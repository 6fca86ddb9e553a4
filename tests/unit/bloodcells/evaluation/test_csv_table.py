from pathlib import Path

import pytest

from bloodcells.evaluation import csv_table

HOSTILE = [
    "plain",
    "a,b",
    'say "cell"',
    "two\nlines",
    "two\r\nlines",
    "  spaces  ",
    "单核细胞",
    "",
    "=1+1",
    "back\\slash",
    "a.b",
]


def test_names_of_every_kind_survive_writing_and_reading(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"

    csv_table.write(path, HOSTILE, [list(reversed(HOSTILE))])

    assert csv_table.read(path) == (HOSTILE, [list(reversed(HOSTILE))])


def test_lines_end_in_a_newline_alone_and_text_is_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"

    csv_table.write(path, ["a", "b"], [[1, "é"]])

    assert path.read_bytes() == b"a,b\n1,\xc3\xa9\n"


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0.000000"), (1 / 3, "0.333333"), (1e-9, "0.000000"), (123.4567891, "123.456789")]
)
def test_figures_have_six_decimals(value: float, written: str) -> None:
    assert csv_table.figure(value) == written

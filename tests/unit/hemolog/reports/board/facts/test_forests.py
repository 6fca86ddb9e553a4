"""A forest is grown once, and again when what was kept is damaged."""

import sqlite3
from pathlib import Path

import pytest

from hemolog.experiments.objects.fact_cache import FactCache
from hemolog.reports.board.facts import forests
from hemolog.reports.board.facts.forest import Block, Forest, grow
from hemolog.reports.board.facts.forests import Forests

BLOCKS: list[Block] = [
    [float(number % 7) for number in range(20)],
    [["a", "b", None][number % 3] for number in range(20)],
]
TARGET = [float(number % 7) for number in range(20)]


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many forests are grown: one entry each."""
    found: list[int] = []

    def counted(*given: object) -> Forest:
        found.append(1)
        return grow(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(forests, "grow", counted)
    return found


def test_a_forest_of_equal_runs_is_grown_once(tmp_path: Path, times: list[int]) -> None:
    file = tmp_path / "facts.sqlite"
    first = Forests(FactCache(file, "kind")).grow(BLOCKS, TARGET)
    assert Forests(FactCache(file, "kind")).grow(BLOCKS, TARGET) == first == grow(BLOCKS, TARGET)
    assert len(times) == 1


@pytest.mark.parametrize("change", ["target", "block", "versions"])
def test_of_anything_else_another_one_is_grown(tmp_path: Path, times: list[int], change: str) -> None:
    file = tmp_path / "facts.sqlite"
    Forests(FactCache(file, "kind")).grow(BLOCKS, TARGET)
    target = [*TARGET[:-1], 9.0] if change == "target" else TARGET
    blocks = [BLOCKS[0], BLOCKS[0]] if change == "block" else BLOCKS
    Forests(FactCache(file, "other" if change == "versions" else "kind")).grow(blocks, target)
    assert len(times) == 2


@pytest.mark.parametrize(
    "kept", ["null", "{}", '{"explained": 3, "importances": 4}', '{"importances": [[], {}]}', "[1"]
)
def test_what_was_kept_and_makes_no_sense_is_grown_again(tmp_path: Path, times: list[int], kept: str) -> None:
    file = tmp_path / "facts.sqlite"
    first = Forests(FactCache(file, "kind")).grow(BLOCKS, TARGET)
    with sqlite3.connect(file) as database:
        database.execute("UPDATE facts SET value = ?", (kept,))
    assert Forests(FactCache(file, "kind")).grow(BLOCKS, TARGET) == first
    assert len(times) == 2


def test_without_a_cache_nothing_is_kept(times: list[int]) -> None:
    kept = Forests()
    assert kept.grow(BLOCKS, TARGET) == kept.grow(BLOCKS, TARGET)
    assert len(times) == 2


def test_a_page_whose_forests_are_there_is_remembered(tmp_path: Path) -> None:
    forests = Forests(FactCache(tmp_path / "facts.sqlite", "forests"))
    forests.all_known("all runs")
    assert [forests.are_known("all runs"), forests.are_known("others"), Forests().are_known("all runs")] == [
        True,
        False,
        False,
    ]

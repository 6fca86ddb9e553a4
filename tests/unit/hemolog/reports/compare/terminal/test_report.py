"""Tests of comparisons on a terminal."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from hemolog.reports.compare.comparison import Comparison, compare
from hemolog.reports.compare.facts.curves import Points
from hemolog.reports.compare.gate import Gate
from hemolog.reports.compare.report_text import Format, is_report, report_text
from hemolog.reports.compare.terminal.curves import bars
from support.compared_repository import BASE, BETTER, compared_repository

GOLDEN = Path(__file__).with_name("better.txt")


@pytest.fixture(scope="module")
def better(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return compare(compared_repository(tmp_path_factory.mktemp("better") / "here").here.workspace)


def drawn(comparison: Comparison, gate: Gate | None = None) -> str:
    return report_text(comparison, gate, Format.TERMINAL)


def test_the_whole_report_is_as_it_was_looked_at(better: Comparison) -> None:
    text = re.sub(r"\b[0-9a-f]{40}\b", "COMMIT", drawn(better))
    assert re.sub(r"\b[0-9a-f]{7}\b", "COMMIT", text) == GOLDEN.read_text()


def test_a_file_is_known_for_a_report_by_its_beginning(better: Comparison) -> None:
    assert is_report(drawn(better))
    assert is_report(report_text(better, None, Format.MARKDOWN))
    assert is_report(report_text(better, None, Format.JSON))
    assert is_report(report_text(replace(better, base=None, missing="it is the first"), None, Format.MARKDOWN))
    for other in ("# Thesis\n\nBASE jumping", "BASE: a\nNOW: b\n", '{"report": "of mine"}', "### Base\n\nof all"):
        assert not is_report(other)


def test_the_gate_stands_below_the_verdict(better: Comparison) -> None:
    lines = drawn(better, Gate(stale=("train",), unjudged=("metrics.test.auc",))).splitlines()
    assert lines[lines.index("Parameters") - 1] == ""
    told = [line for line in lines[: lines.index("Parameters")] if "Gate" in line or "test.auc" in line]
    assert told[0].startswith("Gate closed: dvc.lock does not match the code and parameters of train")
    assert "test.auc not judged, which is not held against the change." in " ".join(lines)


def test_without_a_base_head_is_told_alone(better: Comparison) -> None:
    text = drawn(replace(better, base=None, missing="HEAD is the first commit"))
    assert text.startswith("BASE: nothing\nHEAD: change (")
    assert "\nHEAD is the first commit\n" in text


def test_why_a_side_has_no_metrics_is_told_above_those_of_the_other(better: Comparison) -> None:
    found = replace(better.metrics, missing="BASE has no metrics: none is there")
    lines = drawn(replace(better, metrics=found)).splitlines()
    assert lines[lines.index("Metrics") + 1] == "BASE has no metrics: none is there"


def test_a_picture_of_the_workspace_needs_no_command(better: Comparison) -> None:
    pictures = tuple(replace(each, command="") for each in better.flips.pictures[:1])
    text = drawn(replace(better, flips=replace(better.flips, pictures=pictures)))
    assert text.endswith("\n# HEAD: its picture results/worst.png\n")


def test_names_drive_no_terminal(tmp_path: Path) -> None:
    hostile = "\x1b[31m[red]evil[/red]\x07\u202e"
    state = replace(
        BETTER, settings=f'{BETTER.settings}"{hostile}": "{hostile}"\n'.replace("\x1b", "\\e").replace("\x07", "\\a")
    )
    text = drawn(compare(compared_repository(tmp_path / "here", BASE, state).here.workspace))
    assert r"\x1b[31m[red]evil[/red]\x07\u202e" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)


def test_a_curve_is_a_bar_a_point_of_both_sides_scale() -> None:
    assert bars(Points((0, 1, 2, 3), (0.0, 0.5, None, 1.0), 4), 0.0, 1.0) == "▁▅ █"
    assert bars(Points((0, 1), (0.5, 0.5), 2), 0.5, 0.5) == "▅▅"
    assert bars(Points((), (), 0), 0.0, 1.0) == ""
    many = tuple(float(number) for number in range(100))
    assert len(bars(Points(many, many, 100), 0.0, 99.0)) == 30

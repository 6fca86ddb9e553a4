"""Tests of what runs are compared by."""

from pathlib import Path

import pytest

from hemolog.reports.board.facts.compare import compare_facts, directions
from hemolog.reports.board.settings import BoardSettings, settings_of
from support.compared_runs import Compared, compared_runs


@pytest.fixture
def compared(tmp_path: Path) -> Compared:
    return compared_runs(tmp_path / "work")


def test_metrics_are_better_as_the_settings_or_their_names_say() -> None:
    metrics = ["metrics.val.loss", "metrics.val.macro_f1", "metrics.images", "metrics.val.wellness"]
    settings = BoardSettings(objective="metrics.val.wellness", direction="min")
    assert directions(metrics, settings) == {
        "metrics.val.loss": "min",
        "metrics.val.macro_f1": "max",
        "metrics.val.wellness": "min",
    }


def test_a_repository_with_all_settings_has_all_to_compare(compared: Compared) -> None:
    workspace, history = compared.here.workspace, compared.history()
    found = compare_facts(workspace, history.runs, settings_of(workspace))
    assert found.per_class == "metrics.test.per_class"
    assert found.code.files == ("src/<i>new</i>.py", "src/image.bin", "src/learn.py")
    assert found.confusion is not None
    assert (len(found.confusion.matrices), found.confusion.problems) == (5, {})
    assert found.data is not None
    assert [state.units for state in found.data.states] == [160, 168, 160]
    assert {state.missing for state in found.data.states} == {""}


def test_a_repository_without_settings_has_its_code_to_compare(compared: Compared) -> None:
    found = compare_facts(compared.here.workspace, compared.history().runs, BoardSettings())
    assert (found.per_class, found.confusion, found.data) == (None, None, None)
    assert len(found.code.states) == 2

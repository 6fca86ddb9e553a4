"""Tests of the section `board:` of params.yaml."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hemolog.errors import SettingsError
from hemolog.experiments import documents
from hemolog.reports.board.settings import BoardSettings, Intervals, read_settings, settings_of
from hemolog.reports.settings.confusion import Confusion
from hemolog.reports.settings.data_index import DataIndex
from support.plain_repository import plain

ROOT = Path(__file__).resolve().parents[5]
OF_THIS_REPOSITORY = BoardSettings(
    objective="metrics.val.macro_f1",
    direction="max",
    reports="reports",
    intervals=Intervals("_low", "_high"),
    per_class="metrics.test.per_class",
    confusion=Confusion("results/evaluate/photographs.csv", "label", "predicted_", {"split": "test"}, "images"),
    data_index=DataIndex("data/prepared/index.csv", "file", "photograph", "split", "label", "digest"),
    pictures=("results/evaluate/mistakes.png",),
)


def _too_large(file: Path) -> None:
    with file.open("wb") as written:
        written.truncate(documents.LARGEST + 1)


def problems(section: Any) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read_settings({"board": section})
    assert str(caught.value) == "params.yaml: " + "; ".join(caught.value.problems)
    return caught.value.problems


def test_this_repository_s_section_is_read() -> None:
    assert read_settings(documents.read((ROOT / "params.yaml").read_bytes())) == OF_THIS_REPOSITORY


def test_the_example_of_the_docs_is_that_of_this_repository() -> None:
    (block,) = re.findall(r"```yaml\n(board:.*?)```", (ROOT / "docs/board.md").read_text(), flags=re.DOTALL)
    assert read_settings(documents.read(block.encode())) == OF_THIS_REPOSITORY


def test_every_key_is_explained() -> None:
    section = documents.read((ROOT / "params.yaml").read_bytes())["board"]
    explained = set(re.findall(r"`([\w.]+)`", (ROOT / "docs/board.md").read_text()))
    inner = {key for part in ("confusion", "data_index") for key in section[part]}
    assert {*section, *inner, "intervals.low", "intervals.high"} <= explained


@pytest.mark.parametrize("document", [{}, {"board": None}, {"board": {}}, {"search": {"objective": 3}}])
def test_everything_may_be_left_out(document: dict[str, Any]) -> None:
    assert read_settings(document) == BoardSettings()


def test_a_part_needs_only_what_it_can_t_do_without() -> None:
    confusion = {"file": "a.csv", "actual": "label", "counts": "as_"}
    found = read_settings({"board": {"confusion": confusion, "data_index": {"file": "b.csv", "unit": "file"}}})
    assert found == BoardSettings(confusion=Confusion("a.csv", "label", "as_"), data_index=DataIndex("b.csv", "file"))


def test_the_direction_is_told_by_the_objective_s_name() -> None:
    assert read_settings({"board": {"objective": "metrics.val.loss"}}).direction == "min"
    (problem,) = problems({"objective": "metrics.val.wellness"})
    assert problem == "board.direction: expected min or max, for the name of the objective doesn't tell. Received none"


def test_all_problems_are_told_at_once_with_the_nearest_names() -> None:
    section = {
        "objektive": "metrics.val.loss",
        "objective": "val.loss",
        "direction": "up",
        "pictures": "a.png",
        "confusion": {"file": "../a.csv", "actual": 3, "where": {"split": None}, "count": "predicted_"},
        "data_index": ["index.csv"],
    }
    assert problems(section) == (
        "board.objektive is unknown (did you mean objective?)",
        'board.objective: expected a metric such as metrics.val.loss. Received "val.loss"',
        'board.direction: expected min or max. Received "up"',
        'board.pictures: expected a list of at most 100 paths within the repository. Received "a.png"',
        "board.confusion.count is unknown (did you mean counts?)",
        'board.confusion.file: expected a path within the repository, with slashes. Received "../a.csv"',
        "board.confusion.actual: expected a text of at most 300 characters. Received 3",
        "board.confusion.counts: expected a text of at most 300 characters. Received none",
        'board.confusion.where: expected columns and a text for each. Received {"split": null}',
        'board.data_index: expected names and their values. Received ["index.csv"]',
    )


@pytest.mark.parametrize("path", ["", "/etc/passwd", "~/x", "a/../b", "a//b", "./a", "a\nb", "a" * 301, 7])
def test_a_path_stays_within_the_repository(path: object) -> None:
    assert len(problems({"reports": path})) == 1
    assert len(problems({"pictures": [path]})) == 1


@pytest.mark.parametrize("section", ["text", 3, ["objective"], True])
def test_what_is_no_section_is_one_problem(section: object) -> None:
    assert len(problems(section)) == 1


def test_numbers_of_a_condition_are_taken_as_they_are_written() -> None:
    confusion = {"file": "a.csv", "actual": "label", "counts": "as_", "where": {"fold": 3}}
    found = read_settings({"board": {"confusion": confusion}}).confusion
    assert found is not None
    assert found.where == {"fold": "3"}


def test_the_checkout_s_own_settings_are_read(tmp_path: Path) -> None:
    here = plain(tmp_path / "here", below="inner")
    assert settings_of(here.workspace) == BoardSettings()
    (here.root / "params.yaml").write_text("board:\n  reports: notes\n")
    assert settings_of(here.workspace) == BoardSettings(reports="notes")
    (here.root / "params.yaml").write_text("board: {")
    with pytest.raises(SettingsError, match=r"^params\.yaml: it can't be read: "):
        settings_of(here.workspace)


@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir, lambda file: file.symlink_to("/dev/zero"), _too_large])
def test_what_has_no_end_in_their_place_is_not_waited_for(tmp_path: Path, put: Callable[[Path], object]) -> None:
    here = plain(tmp_path / "here")
    put(here.root / "params.yaml")
    with pytest.raises(SettingsError, match=r"^params\.yaml: it can't be read: "):
        settings_of(here.workspace)

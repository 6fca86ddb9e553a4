"""Tests of what the data of both sides has otherwise."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hemolog.reports.compare.facts.data import DataChange, DataOutput, DataState, data
from hemolog.reports.compare.facts.unit_changes import MOST, DataCount, Moved, Names, UnitChanges, unit_changes
from hemolog.reports.compare.settings import CompareSettings, settings_of
from hemolog.reports.data.index import Unit
from support.compared_pairs import of_repository
from support.compared_repository import BASE, Compared, compared_repository, files_of
from support.compared_states import index_csv

IN_GIT = {".gitignore": "/model.keras\n/results/predictions.csv\n/results/worst.png\n"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    found = compared_repository(tmp_path_factory.mktemp("data"))
    found.branch("fold", replace(BASE, fold=1))
    found.branch("odd-index", replace(BASE, more={**IN_GIT, "data/index.csv": "file,kind\na,b\n"}))
    return found


@pytest.fixture(scope="module")
def settings(repository: Compared) -> CompareSettings:
    return settings_of(repository.here.workspace)


def found(repository: Compared, settings: CompareSettings, head: str, base: str = "main") -> DataChange:
    return data(of_repository(repository.here.root, base, head), settings)


def test_units_that_moved_between_splits_are_told_with_what_they_were_made_from(
    repository: Compared, settings: CompareSettings
) -> None:
    told = found(repository, settings, "fold")
    assert (told.file, told.group, told.same, told.missing) == ("data/index.csv", "rock", False, "")
    assert told.units is not None
    assert (told.units.units_before, told.units.units_after, told.units.groups_after) == (240, 240, 30)
    assert [(each.before, each.after, each.units.count, each.groups) for each in told.units.moved] == [
        ("train", "val", 16, 2),
        ("val", "train", 16, 2),
    ]
    assert DataCount("train", "slate", 16, 24, 2, 3) in told.units.counts
    (output,) = (each for each in told.outputs if each.path == "data")
    assert output.is_changed
    assert output.new == DataState(repository.digest("data", "fold"), len(index_csv(replace(BASE, fold=1))), 1)


def test_equal_data_is_told_as_such(repository: Compared, settings: CompareSettings) -> None:
    told = found(repository, settings, "change")
    assert told.same is True
    assert told.units is not None
    assert told.units.is_empty
    assert [each.is_changed for each in told.outputs] == [False]


def test_the_same_units_made_otherwise_are_no_equal_data(repository: Compared, settings: CompareSettings) -> None:
    lock = json.loads(str(files_of(repository.here, BASE)["dvc.lock"]))
    for stage, dep in (("train", 0), ("evaluate", 0)):
        lock["stages"][stage]["deps"][dep]["md5"] = f"{'0' * 32}.dir"
    repository.branch("resized", replace(BASE, more={"dvc.lock": json.dumps(lock)}))
    told = found(repository, settings, "resized")
    assert told.units is not None
    assert (told.units.is_empty, told.same) == (True, False)


def test_without_the_index_the_lock_says_whether_data_changed(tmp_path: Path) -> None:
    repository = compared_repository(tmp_path, head=replace(BASE, fold=1))
    repository.branch("rate", replace(BASE, rate=0.5))
    (repository.here.root / ".dvc/cache").rename(tmp_path / "gone")
    settings = settings_of(repository.here.workspace)
    for head, same in (("change", False), ("rate", True)):
        told = found(repository, settings, head)
        assert (told.same, told.units) == (same, None)
        assert "is neither in git nor in DVC's cache: `git switch --detach" in told.missing
        (output,) = told.outputs
        assert isinstance(output.old, DataState)
        assert output.is_changed is not same


def test_what_is_no_index_is_said(repository: Compared, settings: CompareSettings) -> None:
    assert found(repository, settings, "odd-index").missing == "in HEAD, data/index.csv has no column rock"


def test_without_settings_the_lock_still_tells(repository: Compared, settings: CompareSettings) -> None:
    told = found(repository, replace(settings, data_index=None), "fold")
    assert told.missing.startswith("neither `compare.data_index` nor `board.data_index` in params.yaml names an index")
    assert (told.same, [each.path for each in told.outputs]) == (False, ["data"])


def test_data_that_only_one_side_has_is_changed() -> None:
    state = DataState("a" * 32, 3, None)
    assert DataOutput("raw", None, state).is_changed
    assert DataOutput("raw", state, None).is_changed
    assert not DataOutput("raw", state, state).is_changed


def test_everything_that_becomes_of_units_is_counted() -> None:
    before = [
        Unit("gone", "g1", "train", "a", "1"),
        Unit("moved", "g1", "train", "a", "2"),
        Unit("named", "g2", "test", "a", "3"),
        Unit("made", "g2", "test", "a", "4"),
        Unit("written", "g2", "test", "a", "5"),
    ]
    after = [
        Unit("moved", "g1", "val", "a", "2"),
        Unit("named", "g2", "test", "b", "3"),
        Unit("made", "g3", "test", "a", "4"),
        Unit("written", "g2", "test", "a", "6"),
        Unit("new", "", "test", "a", "7"),
    ]
    assert unit_changes(before, after) == UnitChanges(
        units_before=5,
        units_after=5,
        groups_before=2,
        groups_after=3,
        added=Names(1, ("new",)),
        removed=Names(1, ("gone",)),
        moved=(Moved("train", "val", Names(1, ("moved",)), 1),),
        relabelled=Names(1, ("named",)),
        regrouped=Names(1, ("made",)),
        rewritten=Names(1, ("written",)),
        groups_added=Names(1, ("g3",)),
        groups_removed=Names(),
        counts=(
            DataCount("test", "a", 3, 3, 1, 2),
            DataCount("test", "b", 0, 1, 0, 1),
            DataCount("train", "a", 2, 0, 1, 0),
            DataCount("val", "a", 0, 1, 0, 1),
        ),
    )


def test_a_hundred_thousand_units_are_counted_and_few_are_named() -> None:
    told = unit_changes([], [Unit(f"u{number}", f"g{number % 7}", "train", "a") for number in range(100_000)])
    assert (told.added.count, len(told.added.first), told.groups_after) == (100_000, MOST, 7)

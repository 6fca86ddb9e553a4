"""Tests of the data of all runs."""

import hashlib
import json
from pathlib import Path

import pytest

from hemolog.experiments.history.files import RunFiles
from hemolog.experiments.history.run import Kind, Run, Stage
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.reports.board.facts.data import joint as joint_module
from hemolog.reports.board.facts.data.joint import Members, Records, Units, ascending, staying
from hemolog.reports.board.facts.data.states import NONE, Count, DataFacts, DataState, data_facts
from hemolog.reports.settings.data_index import DataIndex
from support.plain_repository import Plain, plain

SETTINGS = DataIndex("data/index.csv", "file", "photo", "split", "label", "digest")
HEADER = "file,photo,split,label,digest\n"
ONE = f"{HEADER}a,p1,train,cat,d1\nb,p1,train,cat,d2\nc,p2,val,dog,d3\n"
OTHER = f"{HEADER}a,p1,val,cat,d1\nc,p2,val,dog,other\nd,p3,train,dog,d4\n"


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def digest(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


def keep(here: Plain, name: str, data: bytes) -> None:
    file = here.root / ".dvc/cache" / key_of(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def run(here: Plain, number: int, text: str, *, kept: bool = True) -> Run:
    """A run whose data DVC keeps."""
    listed = json.dumps([{"md5": digest(text.encode()), "relpath": "index.csv"}]).encode()
    name = digest(listed) + ".dir"
    if kept:
        keep(here, name, listed)
        keep(here, digest(text.encode()), text.encode())
    output = Output("data", "prepare", name, key_of(name), None, None, Keeper.REMOTE)
    commit = here.commit({"n": str(number)})
    return Run(Kind.EXPERIMENT, f"run-{number}", "", commit, stages=(Stage("prepare", "x", (), (output,)),))


def test_the_data_of_runs_is_told_once_and_by_its_differences(here: Plain) -> None:
    runs = [run(here, 0, ONE), run(here, 1, OTHER), run(here, 2, ONE)]
    assert data_facts(runs, RunFiles(here.workspace), SETTINGS) == DataFacts(
        index=SETTINGS,
        units=Units(
            names=["a", "b", "c", "d"],
            groups=["p1", "p2", "p3"],
            labels=["cat", "dog"],
            splits=["train", "val"],
            records=Records(
                unit=[0, 3, 2, 2], group=[0, 2, 1, 2, 2, 1], label=[0, 2, 1, 3], version=[0, 3, 1, 1, 0, 1]
            ),
        ),
        states=(
            DataState(
                f"md5:{digest(ONE.encode())}",
                3,
                2,
                (Count("train", "cat", 2, 1), Count("val", "dog", 1, 1)),
                Members([0, 3], [0, 2, 1, 1]),
            ),
            DataState(
                f"md5:{digest(OTHER.encode())}",
                3,
                3,
                (Count("train", "dog", 1, 1), Count("val", "cat", 1, 1), Count("val", "dog", 1, 1)),
                Members([0, 1, 3, 2], [1, 2, 0, 1]),
            ),
        ),
        runs=(0, 1, 0),
        problems={},
    )


def test_an_index_that_git_keeps_is_read(here: Plain) -> None:
    one = Run(Kind.EXPERIMENT, "one", "", here.commit({"data/index.csv": ONE}))
    found = data_facts([one], RunFiles(here.workspace), SETTINGS)
    assert (found.states[0].units, found.states[0].missing) == (3, "")


def test_data_that_is_not_here_is_a_state_with_the_way_out(here: Plain) -> None:
    runs = [run(here, 0, ONE, kept=False), run(here, 1, ONE, kept=False)]
    runs.append(Run(Kind.COMMIT, "bare", "", here.commit({"n": "x"})))
    found = data_facts(runs, RunFiles(here.workspace), SETTINGS)
    assert found.runs == (0, 0, NONE)
    assert found.states[0].missing == (
        "data/index.csv of run-0 is neither in git nor in DVC's cache: `hemolog pull` or `dvc pull` brings it"
    )
    assert found.problems == {2: "bare has no data/index.csv: git doesn't have it, and no stage made it"}


def test_a_damaged_index_is_a_state_with_its_problem(here: Plain) -> None:
    found = data_facts([run(here, 0, "file\n")], RunFiles(here.workspace), SETTINGS)
    assert found.states[0].missing == "data/index.csv has no column photo"


def test_more_units_than_have_room_are_counted(here: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_module, "MOST_UNITS", 3)
    runs = [run(here, 0, ONE), run(here, 1, OTHER), run(here, 2, ONE.replace("val", "test"))]
    found = data_facts(runs, RunFiles(here.workspace), SETTINGS)
    assert found.states[2].members == Members([0, 3], [0, 2, 2, 1])
    assert found.states[1].members is None
    assert found.states[1].units == 3
    assert found.states[1].counts[0] == Count("train", "dog", 1, 1)
    assert found.states[1].missing.startswith("its 3 units are only counted")


def test_states_beyond_all_room_are_counted(here: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_module, "MOST_NUMBERS", 7)
    found = data_facts([run(here, 0, ONE), run(here, 1, OTHER)], RunFiles(here.workspace), SETTINGS)
    assert [state.members is None for state in found.states] == [False, True]


def test_numbers_are_told_as_runs() -> None:
    assert ascending([0, 1, 2, 5, 6, 5, 5]) == [0, 3, 5, 2, 5, 1, 5, 1]
    assert staying([2, 2, 0, 0, 0, 2]) == [2, 2, 0, 3, 2, 1]
    assert ascending([]) == staying([]) == []

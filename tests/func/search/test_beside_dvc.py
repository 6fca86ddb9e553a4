"""What a search makes and what DVC makes stand side by side; DVC's own commands work on both."""

import sys
from pathlib import Path

import pytest

from support.repositories import Repository, set_params
from support.small_search import assert_whole, numbered, search, trees, trials

HUNT = """  hunt:
    cmd: mkdir -p hunted; test -n "$WITHIN" || WITHIN=1 python -m hemolog search inner --trials 2
    deps: [notes]
    outs: [hunted]
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["--temp", "--queue", None])
def test_a_search_nested_in_an_experiment_and_the_experiment_are_both_kept(
    small: Repository, where: str | None
) -> None:
    pipeline = small.path / "dvc.yaml"
    pipeline.write_text(pipeline.read_text() + HUNT)
    small.commit("Hunt")
    small.dvc("exp", "run", "--quiet", "--name", "outer", "-S", "train.width=40", *([where] if where else []))
    if where == "--queue":
        small.run_queue()

    assert set(small.experiments()) == {"outer", *numbered(2, "inner")}
    assert small.git("fsck", "--no-dangling") == ""


@pytest.mark.slow
def test_a_search_beside_a_running_queue_loses_nobodys_experiment(small: Repository) -> None:
    small.dvc("exp", "run", "--quiet", "--queue", "--name", "queued", "-S", "train.width=40")
    small.dvc("exp", "run", "--quiet", "--queue", "--name", "second", "-S", "train.width=48")
    small.dvc("queue", "start", "--jobs", "1")
    search(small.path, trials=12)
    small.run_queue()
    assert set(small.experiments()) == {"queued", "second", *numbered(12)}
    assert_whole(small.path)


@pytest.mark.slow
def test_the_commands_of_dvc_work_on_its_trials(small: Repository, tmp_path: Path) -> None:
    search(small.path, trials=4)
    small.dvc("exp", "run", "--quiet", "--temp", "--name", "by-dvc", "-S", "train.width=40")
    before = trees(small.path)
    first, second, third, _ = trials(small.path)

    shown = small.dvc("exp", "show", "--csv")
    assert all(name in shown for name in (*numbered(4), "by-dvc"))
    assert "train.rate" in small.dvc("exp", "diff", first.name, second.name)

    small.dvc("exp", "apply", first.name)
    assert "up to date" in small.dvc("status")
    assert "didn't change, skipping" in small.dvc("repro")
    outputs = (small.path / "models/model.bin").read_bytes()
    small.dvc("repro", "--quiet", "--force")
    assert (small.path / "models/model.bin").read_bytes() == outputs
    small.git("reset", "--quiet", "--hard")  # `apply` has added files to the index

    settings = [word for key, value in second.values.items() for word in ("-S", f"{key}={_spelt(value)}")]
    assert "is cached - skipping" in small.dvc("exp", "run", "--temp", "--name", "again", *settings)
    assert small.experiments()["again"] == second.tree

    small.dvc("exp", "branch", second.name, "branched")
    assert small.git("rev-parse", "branched").strip() == second.commit
    small.dvc("exp", "rename", third.name, "renamed")
    small.dvc("exp", "remove", first.name)
    assert set(small.experiments()) == {*numbered(4)[1:2], "search-0003", "renamed", "again", "by-dvc"}
    assert search(small.path, trials=5).ids == ["0004"]

    small.git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "hub.git"))
    small.git("remote", "add", "hub", str(tmp_path / "hub.git"))
    small.git("push", "--quiet", "hub", "main")
    small.dvc("remote", "add", "--default", "--local", "bucket", str(tmp_path / "bucket"))
    small.dvc("exp", "push", "--quiet", "hub", second.name)
    small.git("clone", "--quiet", str(tmp_path / "hub.git"), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.dvc("remote", "add", "--default", "--local", "bucket", str(tmp_path / "bucket"))
    clone.dvc("exp", "pull", "--quiet", "origin", second.name)
    assert clone.experiments() == {second.name: before[second.name]}
    clone.dvc("exp", "apply", second.name)
    assert (clone.path / "models/model.bin").exists()


def _spelt(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else repr(value)


@pytest.mark.slow
def test_an_experiment_of_dvc_on_the_same_code_is_taken_from_the_cache(small: Repository) -> None:
    set_params(small, {"search.space": {"train.width": {"choice": [40]}}})
    small.commit("One choice")
    small.dvc("exp", "run", "--quiet", "--temp", "--name", "by-dvc", "-S", "train.width=40")
    told = search(small.path, trials=1)
    assert [result.cached for result in told.finished] == [True]
    assert told.finished[0].bundle.tree == small.experiments()["by-dvc"]


def test_the_command_refuses_in_one_line_with_the_way_out(small: Repository) -> None:
    def refused(*words: str) -> str:
        said = small.run(sys.executable, "-m", "hemolog", "search", *words, code=2)
        assert said.count("\n") == 1, said
        return said

    search(small.path, trials=1)
    assert "the search 'search' is another one: the algorithm was random and is grid" in refused("--algorithm", "grid")
    assert "Leave -S out" in refused("-S", "train.epochs=3")
    assert "can't be the name of an experiment" in refused("a b")

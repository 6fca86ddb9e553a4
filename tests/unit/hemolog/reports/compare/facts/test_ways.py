"""Tests of the commands that bring either side, and of the addresses of what DVC keeps."""

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.compare.facts import commands
from hemolog.reports.compare.facts.artifacts import Artifact, Artifacts, artifacts
from hemolog.reports.compare.facts.ways import Way, Ways, ways
from support.compared_pairs import of_repository, pair, run
from support.compared_repository import BASE, REMOTE, Compared, compared_repository

HOSTILE = "$(touch x)`id`;'\"<b>@all|#1"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return compared_repository(tmp_path_factory.mktemp("ways"))


def experiment(name: str) -> Run:
    return Run(Kind.EXPERIMENT, name, f"refs/exps/aa/{'a' * 38}/{name}", "e" * 40, "a" * 40)


def test_commits_are_checked_out_by_their_ids_whatever_their_branch_is_called() -> None:
    told = ways(pair(run("base"), run(HOSTILE)))
    assert told == Ways(
        base=(
            Way("checks out its code and parameters", f"git switch --detach {'b' * 40}"),
            Way("then brings its data and model", "dvc pull"),
        ),
        head=(
            Way("checks out its code and parameters", f"git switch --detach {'$' * 40}"),
            Way("then brings its data and model", "dvc pull"),
        ),
    )


def test_experiments_are_brought_by_their_names_and_hostile_ones_by_their_commits() -> None:
    assert [way.command for way in ways(pair(None, experiment("rates-1.best"))).head] == [
        "hemolog pull rates-1.best",
        "dvc exp apply rates-1.best",
    ]
    for name in (HOSTILE, "-rf", "a b", "x\n", ""):
        assert [way.command for way in ways(pair(None, experiment(name))).head] == [
            f"git switch --detach {'e' * 40}",
            "dvc pull",
        ]


def test_the_workspace_is_there_already() -> None:
    here = Run(Kind.WORKSPACE, "workspace", "", "c" * 40)
    assert ways(pair(None, here)) == Ways((), (Way("brings what is missing of its data and model", "dvc pull"),))
    assert commands.address(here, "model") == ""
    assert commands.pull(here, "a b") == "dvc pull 'a b'"
    assert commands.to_make_again(here) == "`dvc repro` makes it"


def test_hostile_paths_stay_one_word() -> None:
    told = commands.address(run("base"), HOSTILE), commands.show(run("base"), HOSTILE), commands.pull(run("b"), HOSTILE)
    assert shlex.split(told[0]) == ["hemolog", "url", "b" * 40, HOSTILE]
    assert shlex.split(told[1]) == ["git", "show", f"{'b' * 40}:{HOSTILE}"]
    assert shlex.split(told[2])[-3:] == ["dvc", "pull", HOSTILE]


def found(repository: Compared, head: str = "change", base: str = "main") -> Artifacts:
    return artifacts(of_repository(repository.here.root, base, head))


def test_what_dvc_keeps_is_told_with_the_address_on_either_side(repository: Compared) -> None:
    told = found(repository)
    assert [(each.path, each.is_changed, each.is_model) for each in told.rows] == [
        ("model.keras", True, True),
        ("results/predictions.csv", True, False),
        ("results/worst.png", True, False),
        ("data", False, False),
    ]
    name, commit = repository.digest("model.keras"), repository.here.repository.git("rev-parse", "change").strip()
    size = (repository.here.root / f".dvc/cache/files/md5/{name[:2]}/{name[2:]}").stat().st_size
    assert told.rows[0].new == Artifact(
        digest=name,
        uri=f"{REMOTE}/files/md5/{name[:2]}/{name[2:]}",
        command=f"hemolog url {commit} model.keras",
        size=size,
        files=None,
        here="all",
        pruned=False,
    )
    assert (told.more, told.remarks, told.missing) == (0, (), "")


@pytest.mark.parametrize(
    ("config", "starts"),
    [
        ("[core]\n    remote = a\n['remote \"a\"']\n    url = store\n", ".dvc/store/files/md5/"),
        ("[core]\n    remote = a\n['remote \"a\"']\n    url = /somewhere/store\n", ""),
        ("[core]\n    remote = a\n['remote \"a\"']\n    url = s3://user:secret@b/p\n", "s3://b/p/files/md5/"),
        ("", ""),
    ],
    ids=["a folder here", "a folder elsewhere", "a URL with a password", "no remote"],
)
def test_addresses_tell_no_folder_of_this_machine_and_no_secret(tmp_path: Path, config: str, starts: str) -> None:
    repository = compared_repository(tmp_path)
    (repository.here.root / ".dvc/config").write_text(config)
    told = found(repository)
    addresses = [side.uri for row in told.rows for side in (row.old, row.new) if side is not None]
    assert len(addresses) == 8
    assert all(each.startswith(starts) if starts else not each for each in addresses)
    assert bool(told.remarks) is not bool(starts)
    assert not any("somewhere" in each or "secret" in each for each in (*addresses, *told.remarks))


def test_where_dvc_keeps_nothing_that_is_said(tmp_path: Path) -> None:
    nothing = replace(BASE, more={"dvc.lock": None})
    told = found(compared_repository(tmp_path, nothing, replace(nothing, rate=3)))
    assert told == Artifacts(
        missing="DVC keeps no output of either side: no stage of theirs has run, or git has all of it"
    )

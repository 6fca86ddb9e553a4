"""Tests of which pictures of runs a page holds."""

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from hemolog.experiments.history.files import RunFiles
from hemolog.experiments.history.run import Kind, Run, Stage
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.reports.board.facts.artifacts import Places
from hemolog.reports.board.facts.pictures import LeftOut, Picture, Pictures, PicturesOfRuns, Shown, command_for
from hemolog.reports.board.facts.pictures import album as albums
from hemolog.reports.board.facts.pictures.album import FULL
from hemolog.reports.board.facts.pictures.of_runs import order
from support.drawn_pictures import drawn
from support.plain_repository import Plain, plain

ONE, TWO = drawn(), drawn("JPEG")


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def run(commit: str, *outputs: Output, name: str = "quiet-owl", time: int = 0, baseline: str = "") -> Run:
    stages = (Stage("evaluate", "x", (), outputs),)
    return Run(Kind.EXPERIMENT, name, "refs/exps/x", commit, baseline, time, stages=stages)


def output(path: str, name: str, keeper: Keeper = Keeper.REMOTE) -> Output:
    return Output(path, "evaluate", name, key_of(name), 7, None, keeper)


def keep(here: Plain, data: bytes, suffix: str = "") -> str:
    """The name of an object that DVC's cache has."""
    name = hashlib.md5(data).hexdigest() + suffix
    file = here.root / ".dvc/cache" / key_of(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return name


def of(here: Plain, *runs: Run, named: tuple[str, ...] = (), best: tuple[int, ...] = ()) -> Pictures:
    places = Places(here.root / ".dvc/cache")
    return PicturesOfRuns(here.workspace, RunFiles(here.workspace), places, named).take(runs, best)


def shown(data: bytes, media: str = "image/png") -> Picture:
    return Picture(media, 6, 4, base64.b64encode(data).decode(), len(data))


def test_pictures_that_settings_name_and_that_stages_made_are_shown(here: Plain) -> None:
    folder = json.dumps([{"md5": keep(here, TWO), "relpath": "a/b.JPG"}, {"md5": "1" * 32, "relpath": "c.txt"}])
    outputs = (
        output("sheet.png", keep(here, ONE)),
        output("plots", keep(here, folder.encode(), ".dir")),
        output("images", "2" * 32 + ".dir", Keeper.GIT),
        output("model.pt", "3" * 32),
    )
    commit = here.commit({"named.png": ONE, "images/deep/er/x.png": ONE, "images/y.csv": "1"})
    assert of(here, run(commit, *outputs), named=("named.png", "gone.png")) == Pictures(
        pictures=(shown(ONE), shown(ONE), shown(TWO, "image/jpeg")),
        shown=(
            Shown(0, "named.png", 0),
            Shown(0, "sheet.png", 1),
            Shown(0, "plots/a/b.JPG", 2),
            Shown(0, "images/deep/er/x.png", 0),
        ),
        left_out=(),
        runs=(0,),
    )


def test_runs_of_the_same_bytes_share_a_picture(here: Plain) -> None:
    found = of(here, *(run(here.commit({"a.png": ONE, "b": name}), name=name) for name in "xy"), named=("a.png",))
    assert found.pictures == (shown(ONE),)
    assert [(each.run, each.picture) for each in found.shown] == [(0, 0), (1, 0)]


def test_what_is_left_out_says_why_and_what_brings_it(here: Plain) -> None:
    outputs = (output("gone.png", "1" * 32), output("plot.svg", "2" * 32), output("bad.png", keep(here, b"<svg>")))
    assert of(here, run(here.commit({}), *outputs, name="it's")).left_out == (
        LeftOut(0, "gone.png", "is neither in git nor in DVC's cache", "hemolog pull 'it'\"'\"'s'"),
        LeftOut(0, "plot.svg", "is left out: SVG may hold scripts", ""),
        LeftOut(0, "bad.png", "is no PNG, JPEG, WebP or GIF", ""),
    )


def test_what_is_left_out_of_a_branch_is_pulled_where_it_is_checked_out(here: Plain) -> None:
    runs = [replace(run(here.commit({}), output("a.png", "1" * 32)), kind=Kind.BRANCH, name="b")]
    runs.append(replace(runs[0], commit=here.head(), name="main"))
    assert [each.command for each in of(here, *runs).left_out] == ["git checkout b && dvc pull", "dvc pull"]


def test_pictures_beyond_the_room_are_left_out_with_the_command_that_shows_them(
    here: Plain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(albums, "MOST", 1)
    runs = [run(here.commit({"a.png": data}), name=name) for name, data in (("x", ONE), ("y", TWO))]
    found = of(here, *runs, named=("a.png",), best=(1,))
    assert found.shown == (Shown(1, "a.png", 0),)
    assert found.left_out == (LeftOut(0, "a.png", FULL, "hemolog board --filter 'run.name == \"x\"'"),)


def test_the_best_come_first_then_baselines_then_the_newest() -> None:
    runs = [run("a", time=1), run("b", time=2, baseline="a"), run("c", time=3, baseline="a"), run("d", time=4)]
    assert order(runs, [1]) == [1, 0, 3, 2]


def test_a_run_of_an_odd_name_is_named_by_its_commit() -> None:
    assert command_for(run("1" * 40, name="a b")) == f"hemolog board --filter 'run.commit == \"{'1' * 40}\"'"


def test_a_commit_that_is_not_here_has_no_pictures(here: Plain) -> None:
    outputs = (output("images", "2" * 32 + ".dir", Keeper.GIT), output("a.png", "1" * 32))
    assert of(here, run("1" * 40, *outputs)) == Pictures((), (), (), (0,))

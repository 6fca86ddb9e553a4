"""`hemolog board` as a user types it."""

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.plain_repository import Plain, plain
from support.served_board import served

PARAMS = "train:\n  rate: {rate}\n"
DEFINITION = "stages:\n  train:\n    cmd: train\n    metrics: [{results.json: {cache: false}}]\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    made = plain(tmp_path_factory.mktemp("team") / "cells")
    (made.root / "params.yaml").write_text(f"board: {{objective: metrics.f1, direction: max}}\n{PARAMS.format(rate=0)}")
    for number in range(4):
        files = {
            "params.yaml": PARAMS.format(rate=number / 10),
            "dvc.yaml": DEFINITION,
            "results.json": json.dumps({"f1": number / 4}),
        }
        made.experiment(f"exp-{number}", files)
    made.repository.git("tag", "v1", made.commit({"params.yaml": PARAMS.format(rate=7)}))
    return made


def hemolog(made: Plain, *words: str, code: int = 0) -> str:
    return made.repository.run("python", "-m", "hemolog", "board", *words, code=code)


def facts(path: Path) -> Any:
    block = re.search(r'id="facts">([^<]*)<', path.read_text(encoding="utf-8"))
    assert block
    return json.loads(gzip.decompress(base64.b64decode(block[1])))


def names(path: Path) -> list[str]:
    (column,) = (column for column in facts(path)["runs"]["columns"] if column["name"] == "run.name")
    return [column["texts"][value] for value in column["values"]]


def test_it_writes_one_page_here_prints_its_path_and_says_where_git_would_take_it(made: Plain) -> None:
    (made.root / "board.html").unlink(missing_ok=True)
    said = hemolog(made)
    assert sorted(said.splitlines()) == [
        "board.html",
        "git does not ignore board.html: a line in .gitignore keeps it out of commits",
    ]
    assert sorted(names(made.root / "board.html")) == ["exp-0", "exp-1", "exp-2", "exp-3", "main"]
    assert facts(made.root / "board.html")["version"] == ""
    (made.root / ".git/info/exclude").write_text("board.html\n")
    assert hemolog(made) == "board.html\n"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("--filter", "rate >= 0.2"), {"exp-2", "exp-3", "main"}),
        (("--best", "1"), {"exp-3", "main"}),
        (("--best", "1", "--sort", "rate"), {"exp-0", "main"}),
        (("v1",), {"exp-0", "exp-1", "exp-2", "exp-3", "main", "v1"}),
        (("--filter", "rate > 5", "v1", "main"), {"main", "v1"}),
    ],
)
def test_it_takes_the_words_of_ls(made: Plain, tmp_path: Path, words: tuple[str, ...], shown: set[str]) -> None:
    out = tmp_path / "page.html"
    assert hemolog(made, *words, "--out", str(out)) == f"{out}\n"
    assert set(names(out)) == shown


def test_the_table_begins_in_the_order_that_was_asked_for(made: Plain, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    hemolog(made, "--out", str(out))
    assert facts(out)["table"]["sort"] == [["metrics.f1", "desc"], ["run.time", "desc"]]
    hemolog(made, "--out", str(out), "--sort=-rate")
    assert facts(out)["table"]["sort"] == [["params.train.rate", "desc"], ["run.time", "desc"]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--filter", "rate >"), "the filter, at its end: expected a number"),
        (("--search", "nobody"), "the search 'nobody'"),
        (("nowhere",), 'the revision "nowhere" is unknown'),
        (("--sort", "nothing"), "the column 'nothing'"),
        (("--serve", "70000"), "expected a port from 0 to 65535. Received 70000"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_nothing_is_written(
    made: Plain, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    said = hemolog(made, *words, "--out", str(tmp_path / "page.html"), code=2)
    assert says in said
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_text_is_one_too(made: Plain) -> None:
    name = os.fsdecode(b"\xff.html")
    command = [sys.executable, "-m", "hemolog", "board", "--out", name]
    assert subprocess.run(command, cwd=made.root, capture_output=True, check=True).stdout
    assert set(names(made.root / name)) == {"exp-0", "exp-1", "exp-2", "exp-3", "main"}
    (made.root / name).unlink()


def test_a_file_of_the_user_is_not_replaced(made: Plain, tmp_path: Path) -> None:
    out = tmp_path / "thesis.html"
    out.write_text("mine")
    assert "no page of hemolog" in hemolog(made, "--out", str(out), code=2)
    assert out.read_text() == "mine"


def test_commits_that_experiments_grow_from_stand_beside_those_that_are_wanted(tmp_path: Path) -> None:
    made = plain(tmp_path / "team")
    first = made.head()
    made.experiment("old", {"params.yaml": PARAMS.format(rate=1)})
    (made.root / "params.yaml").write_text(PARAMS.format(rate=2))
    made.repository.commit("Go on")
    made.experiment("new", {"params.yaml": PARAMS.format(rate=3)})
    hemolog(made)
    assert set(names(made.root / "board.html")) == {"main", first[:7], "old", "new"}
    hemolog(made, "--filter", "rate == 3")
    assert set(names(made.root / "board.html")) == {"main", "new"}
    made.repository.git("update-ref", f"refs/exps/ab/{'c' * 38}/orphan", made.ref("new"))
    hemolog(made)
    assert set(names(made.root / "board.html")) == {"main", first[:7], "old", "new", "orphan"}


def test_a_repository_without_experiments_has_a_page_too(tmp_path: Path) -> None:
    made = plain(tmp_path / "new")
    hemolog(made)
    assert names(made.root / "board.html") == ["main"]


def test_serve_stands_with_a_port_and_without_one_and_revisions_beside_it(made: Plain) -> None:
    with served(made.root, "--filter", "rate > 0.2", "v1") as (default, _):
        port = int(default.rstrip("/").rpartition(":")[2])
        assert 8765 <= port < 8785
        with served(made.root, "0", "--best", "1") as (other, _):
            assert other != default

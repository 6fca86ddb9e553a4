"""`make run` as a newcomer meets it."""

import base64
import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.repositories import Make, Repository

EXPERIMENTS = ["sample", *(f"sample-search-{number:04}" for number in range(4))]

SEARCH_AND_TELL_IMPORTS = """
import sys
from hemolog.cli import main
try:
    main(["search", "sample-search", "--trials", "4"])
finally:
    print("tensorflow" in sys.modules)
"""


@pytest.mark.slow
@pytest.mark.parametrize("edited", [False, True], ids=["clean", "edited"])
def test_make_run_trains_and_searches_once_and_leaves_the_checkout_as_it_was(
    repository: Repository, make: Make, edited: bool, shared_cache: Path
) -> None:
    # What is trained is the same, so the second finds it in the cache.
    repository.dvc("config", "--local", "cache.dir", str(shared_cache))
    if edited:
        with (repository.path / "README.md").open("a") as readme:
            readme.write("An edit that is not committed.\n")
    before = repository.git("status", "--short")

    code, said = make(repository, "run")
    assert code == 0, said
    assert repository.git("status", "--short") == before
    assert sorted(repository.experiments()) == EXPERIMENTS
    assert said.count("recording as hemolog") == 1
    assert "search sample-search complete; 4 trials recorded" in said
    assert "Try next:" in said
    assert said.splitlines()[-1] == "board.html"
    assert_board(repository)
    recorded = repository.experiments()

    code, said = make(repository, "run")
    assert code == 0, said
    assert "already there" in said
    assert said.splitlines()[-1] == "board.html"
    assert repository.experiments() == recorded

    said = repository.run(sys.executable, "-c", SEARCH_AND_TELL_IMPORTS)
    assert "search sample-search complete; 4 trials recorded" in said
    assert said.splitlines()[-1] == "False"


def assert_board(repository: Repository) -> None:
    """The page has all that `make run` made, beside the commit that it grew from."""
    text = (repository.path / "board.html").read_text(encoding="utf-8")
    block = re.search(r'id="facts">([^<]*)<', text)
    assert block
    runs = json.loads(gzip.decompress(base64.b64decode(block[1])))["runs"]
    (names,) = (column["texts"] for column in runs["columns"] if column["name"] == "run.name")
    assert sorted(names) == sorted([*EXPERIMENTS, "main"])


@pytest.mark.parametrize(
    ("programs", "says"),
    [
        (["git"], "Python 3.11, 3.12 or 3.13 with venv is missing: install python3 and python3-venv"),
        (["python3"], "git is missing: install git"),
    ],
)
def test_a_missing_program_is_named_in_one_line(
    repository: Repository, tmp_path: Path, programs: list[str], says: str
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in ["make", "sh", "sed", "echo", "test", *programs]:
        found = subprocess.run(["which", program], capture_output=True, text=True, check=True).stdout.strip()
        (folder / program).symlink_to(Path(found))
    assert_stops(repository, folder, says)


def test_a_python_that_can_make_no_environments_is_named_in_one_line(repository: Repository, tmp_path: Path) -> None:
    # As on Debian without python3-venv: Python is there, `import ensurepip` fails.
    folder = tmp_path / "bin"
    folder.mkdir()
    for version in ("python3", "python3.11", "python3.12", "python3.13"):
        (folder / version).write_text("#!/bin/sh\nexit 1\n")
        (folder / version).chmod(0o755)
    says = "Python 3.11, 3.12 or 3.13 with venv is missing: install python3 and python3-venv"
    assert_stops(repository, f"{folder}{os.pathsep}{os.environ['PATH']}", says)


def assert_stops(repository: Repository, path: Path | str, says: str) -> None:
    result = subprocess.run(
        ["make", "run", "VENV=nowhere"],
        cwd=repository.path,
        env={**os.environ, "PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make:")]
    assert lines == [says]
    assert not (repository.path / "nowhere").exists()

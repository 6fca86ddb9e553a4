"""Nothing in the tracker knows what is trained: another repository is searched as it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.keras_pipeline import keras_repository
from support.processes import SRC
from support.small_search import search, trees, trials

OURS = re.compile(r"blood|photograph|leukocyte|monocyte|microscop|image|bloodcells", re.IGNORECASE)
"""Words of this repository's pipeline; `cell` is one of tables too."""
FORMATS = re.compile(r"PIL\.Image|Image|_?image|image/[a-z]+")
"""Words of Pillow, of media types and of Markdown, which the board's pictures and reports are of."""


def test_a_repository_of_two_stages_with_a_keras_model_of_four_rows_is_searched(tmp_path: Path) -> None:
    repository = keras_repository(tmp_path / "toy")

    told = search(repository.path)

    assert list(trees(repository.path)) == ["search-0000", "search-0001", "search-0002"]
    assert [epoch for _, epoch in told.epochs] == [1, 2, 3] * 3
    assert [trial.score for trial in trials(repository.path)] == [
        result.metrics["metrics.train.loss"] for result in told.finished
    ]
    assert sorted(repository.git("ls-tree", "-r", "--name-only", told.finished[0].bundle.commit, "logs").split()) == [
        "logs/metrics.json",
        "logs/plots/metrics/train/loss.tsv",
    ]
    assert search(repository.path).started == []


@pytest.mark.slow
def test_its_trials_have_the_trees_of_experiments_of_dvc(tmp_path: Path) -> None:
    repository = keras_repository(tmp_path / "toy")
    search(repository.path, trials=1)
    (trial,) = trials(repository.path)
    settings = [word for key, value in trial.values.items() for word in ("-S", f"{key}={value}")]
    repository.run("rm", "-rf", ".dvc/cache/runs")
    repository.dvc("exp", "run", "--quiet", "--temp", "--name", "by-dvc", *settings)
    assert repository.experiments()["by-dvc"] == trial.tree


def words(file: Path) -> Iterator[str]:
    """Names and texts of a module, without its documentation."""
    tree = ast.parse(file.read_text())
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value
        for field in ("id", "attr", "name", "arg", "module"):
            if isinstance(named := getattr(node, field, None), str):
                yield named


def test_no_code_of_the_tracker_names_what_this_pipeline_trains() -> None:
    board = SRC / "hemolog/reports/board/facts"
    found = [
        (file.name, word)
        for file in (SRC / "hemolog").rglob("*.py")
        for word in words(file)
        if OURS.search(word) and not (file.is_relative_to(board) and FORMATS.fullmatch(word))
    ]
    assert found == []
    assert [word for word in words(SRC / "bloodcells/paths.py") if OURS.search(word)] != []

"""Tests of the confusion counts of runs."""

from pathlib import Path

from hemolog.experiments.history.files import RunFiles
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.board.facts.confusion import NONE, ConfusionFacts, confusion_facts
from hemolog.reports.confusion import Matrix
from hemolog.reports.settings.confusion import Confusion
from support.plain_repository import plain

SETTINGS = Confusion("results/seen.csv", "label", "as_", {"split": "test"}, "images")
SEEN = "split,label,as_CAT,as_DOG\ntest,CAT,3,1\ntest,DOG,0,4\ntest,CAT,2,0\nval,CAT,9,9\n"
MATRIX = Matrix(("CAT", "DOG"), ((5, 1), (0, 4)))


def test_each_run_has_its_matrix_or_the_reason_why_not(tmp_path: Path) -> None:
    here = plain(tmp_path / "here")
    contents = [SEEN, None, "nonsense\n", SEEN + "test,DOG,1,0\n", SEEN.replace("9", "8"), SEEN]
    commits = [here.commit({"n": str(n), **({SETTINGS.file: text} if text else {})}) for n, text in enumerate(contents)]
    runs = [Run(Kind.EXPERIMENT, f"run-{number}", "", commit) for number, commit in enumerate(commits)]
    assert confusion_facts(runs, RunFiles(here.workspace), SETTINGS) == ConfusionFacts(
        file="results/seen.csv",
        unit="images",
        where={"split": "test"},
        matrices=(MATRIX, Matrix(("CAT", "DOG"), ((5, 1), (1, 4)))),
        runs=(0, NONE, NONE, 1, 0, 0),
        problems={2: "results/seen.csv has no column as_<class>"},
    )

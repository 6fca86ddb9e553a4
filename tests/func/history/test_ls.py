"""`hemolog ls` in real repositories: what is printed, in which order, and what is told of mistakes."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.plain_repository import Plain, plain

HEAVY = {"dvc", "dvc_data", "tensorflow", "keras", "keras_tuner", "pandas", "sklearn", "plotly", "numpy", "scipy"}
PIPELINE = "stages:\n  train:\n    cmd: python train.py\n    metrics:\n    - metrics.json:\n        cache: false\n"
Result = subprocess.CompletedProcess[str]


@pytest.fixture
def repository(tmp_path: Path) -> Plain:
    return plain(tmp_path / "repository")


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    """With three trials of one search; no test changes it."""
    repository = plain(tmp_path_factory.mktemp("searched"))
    search(repository)
    return repository


def ls(repository: Plain, *words: str, code: int = 0, prefix: tuple[str, ...] = ()) -> Result:
    result = subprocess.run(
        [sys.executable, *(prefix or ("-m", "hemolog")), "ls", *words],
        cwd=repository.root,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == code, result.stderr
    return result


def files(params: str, metrics: Mapping[str, object]) -> dict[str, bytes | str]:
    return {"dvc.yaml": PIPELINE, "params.yaml": params, "metrics.json": json.dumps(metrics)}


def trial(repository: Plain, name: str, rate: float, f1: float, objective: tuple[str, str] = ("f1", "max")) -> None:
    metric, direction = objective
    trailers = (
        f"Hemolog-Search: {name.partition('-')[0]}\nHemolog-Trial: {name.partition('-')[2]}\n"
        f'Hemolog-Objective: metrics.val.{metric}\nHemolog-Definition: {{"direction":"{direction}"}}\n'
    )
    made = files(f"train:\n  rate: {rate}\n  width: 8\n", {"val": {"f1": f1, "loss": 1 - f1}, "test": {"f1": 1 - f1}})
    repository.experiment(name, made, f"Trial {name}\n\n{trailers}")


def search(repository: Plain) -> None:
    for number, (rate, f1) in enumerate([(0.01, 0.5), (1e-05, 0.9), (0.1, 0.7)]):
        trial(repository, f"rates-{number:04d}", rate, f1)


def test_an_empty_repository_is_one_line_on_how_to_make_experiments(repository: Plain) -> None:
    assert ls(repository).stdout == (
        "no experiments yet: `hemolog search` or `dvc exp run` makes some, `hemolog pull --all` brings the team's\n"
    )
    assert json.loads(ls(repository, "--json").stdout)["runs"] == []
    assert ls(repository, "--csv").stdout == "run.name,run.commit\n"


def test_the_best_trial_comes_first_in_columns_that_vary(searched: Plain) -> None:
    assert ls(searched).stdout.splitlines() == [
        "experiment  val.f1   rate  val.loss",
        "───────────────────────────────────",
        "rates-0001  0.9000  1e-05    0.1000",
        "rates-0002  0.7000    0.1    0.3000",
        "rates-0000  0.5000   0.01    0.5000",
        "3 experiments, the best first: greatest val.f1",
    ]


def test_rows_are_filtered_sorted_and_cut(searched: Plain) -> None:

    def names(*words: str) -> list[str]:
        return [row[0] for row in csv.reader(io.StringIO(ls(searched, *words, "--csv").stdout))][1:]

    assert names("--filter", "rate < 0.05 and not name ~ 0001") == ["rates-0000"]
    assert names("--sort", "rate") == ["rates-0001", "rates-0000", "rates-0002"]
    assert names("--sort", "-rate") == ["rates-0002", "rates-0000", "rates-0001"]
    assert names("--sort=-rate", "--best", "1") == ["rates-0002"]
    assert names("--best", "2") == ["rates-0001", "rates-0002"]
    assert names("--best", "1", "--sort", "val.loss") == ["rates-0001"]
    assert names("--best", "1", "--sort", "test.f1") == ["rates-0000"]


def test_branches_and_commits_stand_beside_experiments(repository: Plain) -> None:
    search(repository)
    (repository.root / "dvc.yaml").write_text(PIPELINE)
    (repository.root / "metrics.json").write_text('{"val": {"f1": 0.8}}')
    (repository.root / "params.yaml").write_text("train:\n  rate: 0.02\nboard:\n  objective: metrics.val.f1\n")
    repository.repository.commit("The team's own")
    found = json.loads(ls(repository, "main", "--json").stdout)
    assert [run["name"] for run in found["runs"]] == ["rates-0001", "main", "rates-0002", "rates-0000"]
    assert found["runs"][1]["values"]["metrics.val.f1"] == 0.8
    assert found["objectives"] == [{"metric": "metrics.val.f1", "direction": "max"}]


def test_runs_of_no_search_are_ranked_by_what_params_yaml_says(repository: Plain) -> None:
    for name, loss in (("a", 0.5), ("b", 0.25)):
        repository.experiment(name, files("x: 1\n", {"val": {"loss": loss}}))
    assert "say what to sort by" in ls(repository, "--best", "1", code=2).stderr
    (repository.root / "params.yaml").write_text("board:\n  objective: metrics.val.loss\n")
    assert ls(repository, "--best", "1").stdout.splitlines()[2].startswith("b  ")
    (repository.root / "params.yaml").write_text("board:\n  objective: 3\n")
    told = ls(repository)
    assert told.stdout.splitlines()[-1] == "2 experiments, the newest first"
    assert told.stderr.startswith("warning: params.yaml: board.objective")


def test_searches_of_several_objectives_have_no_best(repository: Plain) -> None:
    trial(repository, "rates-0000", 0.1, 0.5)
    trial(repository, "losses-0000", 0.1, 0.7, objective=("loss", "min"))
    told = ls(repository, "--best", "1", code=2).stderr
    assert told.startswith("error: these runs have several objectives")
    assert len(told.splitlines()) == 1
    assert "losses-0000" in ls(repository, "--best", "1", "--search", "losses").stdout
    assert "newest first, for they have several objectives" in ls(repository).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--filter", "rate = 1"), "error: the filter, at character 6 (= 1): `=` is no word of it: `==` compares"),
        (
            ("--filter", "rats > 1"),
            "error: the filter, at character 1 (rats > 1): the column 'rats' is unknown (did you",
        ),
        (("--sort", "f1"), "error: 'f1' may be metrics.val.f1 or metrics.test.f1: say which"),
        (("--columns", "nothing*"), 'error: no column is like "nothing*"'),
        (("--search", "rate"), "error: the search 'rate' is unknown (did you mean rates?)"),
        (("--json", "--csv"), "error: Invalid value: --json and --csv exclude each other"),
        (("--best", "0"), "error: Invalid value for '--best'"),
    ],
)
def test_a_mistake_is_one_line(searched: Plain, words: tuple[str, ...], told: str) -> None:
    result = ls(searched, *words, code=2)
    assert result.stderr.startswith(told)
    assert (len(result.stderr.splitlines()), result.stdout) == (1, "")


def test_what_others_and_accidents_made_is_listed(repository: Plain) -> None:
    search(repository)
    deep = f'{{"deep": {"[" * 900}{"]" * 900}}}'
    repository.experiment("damaged", {"params.yaml": "a: [", "dvc.yaml": PIPELINE})
    repository.experiment("deep", {"dvc.yaml": PIPELINE, "metrics.json": deep})
    repository.experiment("bare", {"readme": "no pipeline"})
    (repository.repository.path / ".git" / repository.ref("gone")).write_text("1234567890" * 4 + "\n")
    lines = ls(repository).stdout.splitlines()
    names = [line.split()[0] for line in lines[2:]]
    assert names[:3] == ["rates-0001", "rates-0002", "rates-0000"]
    assert set(names[3:7]) == {"bare", "damaged", "deep", "gone"}
    assert set(names[7:10]) == {"damaged:", "deep:", "gone:"}
    assert lines[-1] == "7 experiments, the best first: greatest val.f1"


def test_hostile_texts_drive_no_terminal(repository: Plain) -> None:
    hostile = "\x1b]0;title\x07[red]\u202e"
    for number in range(2):
        made = files(json.dumps({f"k{hostile}": f"{hostile}{number}"}), {"val": {"f1": number}})
        repository.experiment(f"e{number}", made, f"{hostile}\n\nHemolog-Search: s{hostile}\n")
    for words in ((), ("--columns", "*")):
        shown = ls(repository, *words).stdout
        assert "[red]" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_listing_imports_nothing_heavy(searched: Plain) -> None:
    start = (
        "import sys, hemolog.cli\n"
        "try: hemolog.cli.main(sys.argv[1:])\n"
        "finally: print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    for words in ((), ("--json",), ("--csv",)):
        assert not HEAVY & set(ls(searched, *words, prefix=("-c", start)).stderr.split())


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_that_a_terminal_does_not_know_are_escapes(repository: Plain, encoding: str) -> None:
    repository.experiment("細胞", files("x: 1\n", {"val": {"f1": 0.5}}))
    command = [sys.executable, "-m", "hemolog", "ls", "--columns", "x"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    said = subprocess.run(command, cwd=repository.root, env=environment, capture_output=True, check=True, text=True)
    rows = ["experiment  x", "-------------", "\\u7d30\\u80de        1", "1 experiment, the newest first"]
    assert said.stdout.splitlines() == rows

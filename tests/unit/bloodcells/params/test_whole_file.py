"""`python -m bloodcells.params` checks the whole of params.yaml and shows it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bloodcells.errors import ParamsError
from bloodcells.params.__main__ import main
from bloodcells.params.section import read_yaml
from bloodcells.params.whole_file import TRACKER, check

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def params(workspace: Path) -> Path:
    path = workspace / "params.yaml"
    path.write_bytes((ROOT / "params.yaml").read_bytes())
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bloodcells.params", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_parameter_is_shown_once_with_its_value(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = [line.split(" = ", 1) for line in capsys.readouterr().out.splitlines()]
    values = {name: json.loads(value) for name, value in shown}
    document = read_yaml(params)
    assert len(values) == len(shown)
    assert values["seed"] == document["seed"]
    assert values["train.augmentation.flips"] == document["train"]["augmentation"]["flips"]
    assert values["train.weights"] is None
    assert values["fetch.datasets"] == document["fetch"]["datasets"]


def test_problems_of_all_sections_are_told_at_once(params: Path) -> None:
    document = read_yaml(params)
    del document["threads"]
    document["train"]["epochs"] = "many"
    document["evaluate"]["resample"] = 3
    document["serch"] = {}

    with pytest.raises(ParamsError) as caught:
        check(document)

    assert caught.value.problems == [
        "serch is unknown (did you mean search?)",
        "threads is missing",
        "train.epochs: should be a valid integer. Received 'many'",
        "evaluate.resample is unknown (did you mean evaluate.resamples?)",
    ]


@pytest.mark.parametrize("name", [1, None, True, (1, 2)])
def test_a_top_level_name_that_is_no_text_is_unknown(params: Path, name: object) -> None:
    with pytest.raises(ParamsError, match="is unknown"):
        check(read_yaml(params) | {name: 1})  # type: ignore[dict-item]


@pytest.mark.parametrize("section", [None, {}, {"seed": "x", "space": [1]}, "text"])
@pytest.mark.parametrize("name", TRACKER)
def test_sections_of_the_tracker_are_neither_rejected_nor_read(params: Path, name: str, section: object) -> None:
    document = read_yaml(params)
    assert check(document | {name: section}) == check({key: document[key] for key in document if key not in TRACKER})


def test_a_right_file_ends_with_0_and_lines_on_stdout(params: Path) -> None:
    done = run()

    assert (done.returncode, done.stderr) == (0, "")
    assert "train.learning_rate = " in done.stdout


def test_a_wrong_file_ends_with_2_and_one_line_on_stderr(params: Path) -> None:
    params.write_text(params.read_text().replace("learning_rate:", "learning_rat:"))

    done = run()

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: params.yaml: train.learning_rate is missing; "
        "train.learning_rat is unknown (did you mean train.learning_rate?)\n"
    )


def test_a_traceback_is_shown_when_asked_for(params: Path) -> None:
    params.write_text("train: [\n")

    done = run("--traceback")

    assert done.returncode == 2
    assert done.stderr.startswith("Traceback")
    assert done.stderr.splitlines()[-1].startswith("error: params.yaml: not readable as YAML: line 2")

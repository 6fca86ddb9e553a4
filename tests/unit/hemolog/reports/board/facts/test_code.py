"""Tests of the code of runs."""

from pathlib import Path

import pytest

from hemolog.experiments.history.run import Kind, Run, Stage
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.reports.board.facts import code as module
from hemolog.reports.board.facts.code import NONE, CodeFacts, code_facts
from support.plain_repository import Files, Plain, plain

DEFINITION = """\
params: [live/params.yaml]
metrics: [live/metrics.json]
stages:
  train:
    cmd: x
    params: [train.rate, other.yaml: [a]]
    outs: [models/model]
    metrics: [scores.json: {cache: false}]
    plots: [curves]
"""
SAME = {"README.md": "what it is\n", "src/same.py": "same = 1\n", "dvc.yaml": DEFINITION}


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def facts(here: Plain, *contents: Files) -> CodeFacts:
    runs = [Run(Kind.EXPERIMENT, f"run-{n}", "", here.commit({**SAME, **files})) for n, files in enumerate(contents)]
    return code_facts(here.workspace.git, runs)


def files_of(found: CodeFacts, run: int) -> dict[str, str | None]:
    """What a run's code holds of the files that differ."""
    state = found.states[found.runs[run]]
    return {found.files[file]: found.texts[text] for file, text in zip(state[::2], state[1::2], strict=True)}


def test_only_what_differs_is_told_and_each_text_once(here: Plain) -> None:
    one, two = {"src/a.py": "a = 1\n", "src/b/c.py": "same\n"}, {"src/a.py": "a = 2\n", "d.py": "a = 1\n"}
    assert facts(here, one, two, one) == CodeFacts(
        files=("d.py", "src/a.py", "src/b/c.py"),
        texts=("a = 1\n", "same\n", "a = 2\n"),
        left_out={},
        states=((1, 0, 2, 1), (0, 0, 1, 2)),
        runs=(0, 1, 0),
    )


def test_what_pipelines_read_as_parameters_or_write_is_no_code(here: Plain) -> None:
    written = (
        "params.yaml",
        "dvc.lock",
        "other.yaml",
        "live/params.yaml",
        "live/metrics.json",
        "models/model",
        "scores.json",
        "curves/loss.tsv",
        ".dvc/tmp/repro.dat",
        "inner/dvc.lock",
    )
    found = facts(here, *({path: f"{path} {number}" for path in written} for number in range(3)))
    assert found == CodeFacts((), (), {}, ((),), (0, 0, 0))


def test_settings_of_dvc_may_hold_passwords_and_are_left_out(here: Plain) -> None:
    settings = [
        dict.fromkeys((".dvc/config", "in/.dvc/config.local"), f"url = https://user:secret{number}@host")
        for number in range(2)
    ]
    found = facts(here, *settings)
    assert found.files == (".dvc/config", "in/.dvc/config.local")
    assert set(found.texts) == {None}
    assert set(found.left_out.values()) == {"DVC's settings, which may hold keys and passwords"}


def test_a_definition_in_a_folder_tells_of_that_folder(here: Plain) -> None:
    inner = {"inner/dvc.yaml": "stages: {a: {cmd: x, wdir: ../low, outs: [made]}}"}
    found = facts(here, *({**inner, "low/made": text, "made": text} for text in "ab"))
    assert found.files == ("made",)


def test_outputs_that_only_the_lock_names_are_no_code(here: Plain) -> None:
    output = Output("models/of-3", "train", "a" * 32, key_of("a" * 32), 1, None, Keeper.GIT)
    stages = (Stage("train", "x", (), (output,)),)
    commits = [here.commit({"models/of-3": text}) for text in "ab"]
    runs = [Run(Kind.EXPERIMENT, "run", "", commit, stages=stages) for commit in commits]
    assert code_facts(here.workspace.git, runs).runs == (0, 0)


def test_a_folder_may_become_a_file(here: Plain) -> None:
    found = facts(here, {"tool/a.py": "a", "tool/b.py": "b"}, {"tool": "now a file"}, {})
    assert [files_of(found, run) for run in range(3)] == [
        {"tool/a.py": "a", "tool/b.py": "b"},
        {"tool": "now a file"},
        {},
    ]


def test_what_is_no_text_or_too_large_is_left_out_with_its_reason(here: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 10)
    monkeypatch.setattr(module, "LARGEST_TOTAL", 12)
    binary: Files = {"a": b"\xff\xfe", "b": b"\0", "c": "12345678901", "d": "1234567890", "e": "123", "f": "12"}
    found = facts(here, binary, {})
    assert found.texts == (None, None, None, "1234567890", None, "12")
    assert found.left_out == {
        0: "no text",
        1: "no text",
        2: "11 bytes, more than 10",
        4: "the texts of other files come to 12 bytes already",
    }


def test_more_files_than_are_told_are_told_of(here: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 3)
    many = {f"f{number}": "x" for number in range(5)}
    found = facts(here, many, {})
    assert (found.files, found.cut) == (("f0", "f1", "f2"), "only 3 of the files that differ are told")
    monkeypatch.setattr(module, "MOST_ENTRIES", 4)
    assert facts(here, many, {}).cut == ("only 2 of the files that differ are told, for there are 2 states of the code")


def test_names_and_links_of_any_kind_are_taken(here: Plain) -> None:
    found = facts(here, {"ä <b>.py": "x"}, {})
    assert found.files == ("ä <b>.py",)


@pytest.mark.parametrize("commit", ["", "none", "e" * 40])
def test_a_commit_that_can_not_be_read_is_no_crash(here: Plain, commit: str) -> None:
    runs = [Run(Kind.EXPERIMENT, "run", "", commit), Run(Kind.EXPERIMENT, "run", "", here.commit(SAME))]
    found = code_facts(here.workspace.git, runs)
    assert found.runs == (NONE, 0)
    assert found.problems[0].startswith("git can't read its code: ")


def test_a_damaged_definition_leaves_out_less(here: Plain) -> None:
    found = facts(here, {"dvc.yaml": "{", "scores.json": "1"}, {"dvc.yaml": "{", "scores.json": "2"})
    assert found.files == ("scores.json",)

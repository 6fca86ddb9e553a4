"""What is told of DVC's own runs while they run."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.experiments.history.read import read_history
from hemolog.experiments.history.running import Place, Running, read_running
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository

Hook = Callable[[str], None]

LOOK = """
import json, pathlib
from hemolog.experiments.history.running import read_running
from hemolog.experiments.workspace import Workspace
found = read_running(Workspace(pathlib.Path({folder!r}))).runs
with open({seen!r}, "a") as file:
    for run in found:
        told = [run.place, run.name, run.baseline, dict(run.params), run.epochs, run.written is not None]
        print(json.dumps([*told, {{name: curve.values for name, curve in run.curves.items()}}]), file=file)
"""


def looking(small: Repository, hook: Hook, tmp_path: Path) -> Path:
    """Have each epoch look at what runs; gives where it writes that to."""
    hook(LOOK.format(folder=str(small.path), seen=str(tmp_path / "seen")))
    return tmp_path / "seen"


@pytest.mark.parametrize(
    ("words", "place"), [((), Place.WORKSPACE), (("--temp",), Place.TEMPORARY)], ids=["workspace", "temporary"]
)
def test_a_run_of_dvc_is_told_with_what_was_set_and_its_epochs(
    small: Repository, hook: Hook, tmp_path: Path, words: tuple[str, ...], place: Place
) -> None:
    small.dvc("repro")
    head = small.commit("With curves of its own")
    seen = looking(small, hook, tmp_path)
    small.dvc("exp", "run", *words, "--name", "mine", "-S", "train.rate=0.01", "-S", "train.epochs=3")
    (run,) = (run for run in read_history(Workspace(small.path)).runs if run.name == "mine")
    values = run.curves["metrics.val.score"].values
    told = [place.value, "mine", head, {"params.train.rate": 0.01, "params.train.epochs": 3}]
    assert [json.loads(line) for line in seen.read_text().splitlines()] == [
        [*told, 0, False, {}],
        [*told, 1, True, {"metrics.val.score": list(values[:1])}],
        [*told, 2, True, {"metrics.val.score": list(values[:2])}],
    ]
    assert read_running(Workspace(small.path)) == Running((), ())


def test_a_pipeline_that_is_reproduced_runs_in_the_workspace(small: Repository, hook: Hook, tmp_path: Path) -> None:
    seen = looking(small, hook, tmp_path)
    small.dvc("repro")
    rows = [json.loads(line) for line in seen.read_text().splitlines()]
    assert [(place, name, params, epochs) for place, name, _, params, epochs, *_ in rows] == [
        ("workspace", "", {}, 0),
        ("workspace", "", {}, 1),
    ]


def test_locks_of_processes_that_are_gone_and_damaged_files_are_passed_over(small: Repository) -> None:
    temporary = small.path / ".dvc/tmp"
    lock = temporary / "rwlock"
    out = str(small.path / "results/live/plots/metrics")
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    workspace = Workspace(small.path)
    temporary.mkdir(exist_ok=True)
    for pid in (gone, -1, 0, "1", None, 2**40, True, [1]):
        lock.write_text(json.dumps({"write": {out: {"pid": pid, "cmd": "dvc repro"}}}))
        assert read_running(workspace).runs == ()
    for text in ("", "{", "[]", '{"write": []}', '{"write": {"x": 1}}', "[" * 100_000):
        lock.write_text(text)
        assert read_running(workspace).runs == ()
    lock.write_text(json.dumps({"write": {out: {"pid": os.getpid(), "cmd": "dvc repro"}}}))
    assert [run.place for run in read_running(workspace).runs] == [Place.WORKSPACE]
    told = temporary / "exps/run/away/away.run"
    told.parent.mkdir(parents=True)
    for root in ("/", "/etc", str(small.path.parent), 7, "\0"):
        told.write_text(
            json.dumps({"status": 2, "root_dir": root, "dvc_dir": ".dvc", "name": "x", "baseline_rev": "y"})
        )
        assert len(read_running(workspace).runs) == 1

"""Tests of the workspace as a run."""

from pathlib import Path

from hemolog.experiments.history.checked_out import checked_out
from hemolog.experiments.history.files import RunFiles
from hemolog.experiments.history.run import Kind
from support.plain_repository import Plain, plain

FILES = {
    "dvc.yaml": "stages: {train: {cmd: python train.py, metrics: [metrics.json: {cache: false}]}}\n",
    "params.yaml": "rate: 0.1\n",
    "metrics.json": '{"loss": 0.5}',
}


def with_pipeline(folder: Path) -> Plain:
    here = plain(folder)
    for name, text in FILES.items():
        (here.root / name).write_text(text)
    here.repository.commit("There is a pipeline")
    return here


def looked_at(here: Plain) -> tuple[str, bytes, str]:
    return here.repository.git("status", "--porcelain"), (here.root / ".git/index").read_bytes(), here.head()


def test_a_workspace_without_changes_is_no_run_of_its_own(tmp_path: Path) -> None:
    here = with_pipeline(tmp_path / "here")
    (here.root / "untracked.txt").write_text("it counts for nothing")
    (here.root / "params.yaml").touch()
    assert checked_out(here.workspace) is None


def test_changes_staged_or_not_are_read_and_neither_index_nor_head_is_touched(tmp_path: Path) -> None:
    here = with_pipeline(tmp_path / "here")
    (here.root / "params.yaml").write_text("rate: 0.2\n")
    (here.root / "metrics.json").write_text('{"loss": 0.25}')
    (here.root / "new.txt").write_text("new")
    here.repository.git("add", "params.yaml", "new.txt")
    before = looked_at(here)
    run = checked_out(here.workspace)
    assert run is not None
    assert (run.kind, run.name, run.ref, run.baseline) == (Kind.WORKSPACE, "workspace", "", "")
    assert run.params == {"params.rate": 0.2}
    assert run.metrics == {"metrics.loss": 0.25}
    files = RunFiles(here.workspace)
    assert files.read(files.locate(run, "new.txt"), 100) == b"new"
    assert before == (
        here.repository.git("status", "--porcelain"),
        (here.root / ".git/index").read_bytes(),
        here.head(),
    )


def test_a_file_that_is_gone_is_gone(tmp_path: Path) -> None:
    here = with_pipeline(tmp_path / "here")
    (here.root / "metrics.json").unlink()
    run = checked_out(here.workspace)
    assert run is not None
    assert run.metrics == {}

"""Tests of stages that a lock no longer belongs to: held against `dvc repro --dry --allow-missing`."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import Staleness
from hemolog.experiments.staleness import staleness_of
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.small_pipeline import FILES, PREPARE, small_pipeline, write

NOTHING = Staleness((), ())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The pipeline has run, and its lock is committed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path_factory.mktemp("site")))
        repository = small_pipeline(tmp_path_factory.mktemp("made") / "here")
        repository.dvc("repro", "--quiet")
        repository.commit("It has run")
    return repository


@pytest.fixture
def repository(made: Repository) -> Iterator[Repository]:
    """That, and after the test as it was."""
    yield made
    made.git("reset", "--quiet", "--hard")


def found(repository: Repository) -> Staleness:
    workspace = Workspace(repository.path)
    return staleness_of(workspace, workspace.tracked())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"notes/read me.txt": "Others.\n"}, NOTHING),
        ({"src/small/prepare.py": f"{PREPARE}# more\n"}, Staleness(("prepare",), ("train", "evaluate"))),
        ({"params.yaml": FILES["params.yaml"].replace("0.001", "0.002")}, Staleness(("train",), ("evaluate",))),
        ({"results/test.json": '{"test": {"size": 99999}}'}, Staleness(("evaluate",), ())),
        (
            {"dvc.yaml": FILES["dvc.yaml"].replace("-m small.train", "-B -m small.train"), "dvc.lock": None},
            Staleness(("prepare", "train", "evaluate"), ()),
        ),
    ],
    ids=["notes", "code", "params", "edited metrics", "no lock"],
)
def test_stages_are_stale_that_dvc_would_run(
    repository: Repository, changed: Mapping[str, str | None], expected: Staleness
) -> None:
    write(repository.path, changed)
    said = repository.dvc("repro", "--dry", "--allow-missing")
    assert (found(repository), tuple(re.findall(r"Running stage '(\w+)'", said))) == (expected, expected.stale)


def test_a_clone_without_data_tells_the_same_where_dvc_ends_with_an_error(
    repository: Repository, tmp_path: Path
) -> None:
    repository.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    assert found(clone) == NOTHING
    write(clone.path, {"src/small/evaluate.py": "raise SystemExit\n"})
    assert "No such file" in clone.dvc("repro", "--dry", "--allow-missing", code=255)
    assert found(clone) == Staleness(("evaluate",), ())


def test_a_state_that_is_not_checked_out_is_looked_at_beside_it(repository: Repository) -> None:
    workspace = Workspace(repository.path)
    before = workspace.head()
    write(repository.path, {"src/small/train.py": None})
    assert staleness_of(workspace, before) == NOTHING
    assert staleness_of(workspace, workspace.tracked()) == Staleness(("train",), ("evaluate",))


def test_folders_that_git_has_lost_are_told(made: Repository, tmp_path: Path) -> None:
    copy = Repository(tmp_path / "copy")
    shutil.copytree(made.path, copy.path, symlinks=True)
    lost = copy.git("rev-parse", "HEAD:src").strip()
    (copy.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(RepositoryError, match=r"git can't read the files of .*`git fsck` tells more"):
        staleness_of(Workspace(copy.path), copy.git("rev-parse", "HEAD").strip())


def test_what_a_lock_tells_of_and_nothing_defines_is_stale(repository: Repository) -> None:
    write(repository.path, {"dvc.yaml": None})
    assert found(repository) == Staleness(("prepare", "train", "evaluate"), ())


def test_pipelines_in_folders_are_looked_at_too(repository: Repository) -> None:
    definition = "stages:\n  more:\n    cmd: echo\n    deps: [text]\n"
    write(repository.path, {"other/dvc.yaml": definition, "other/text": "some\n"})
    repository.git("add", "other")
    assert found(repository) == Staleness(("other/dvc.yaml:more",), ())

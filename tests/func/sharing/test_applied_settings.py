"""`dvc exp apply` brings back the settings of an experiment that is older than the team's remote: nobody is misled."""

from pathlib import Path

import pytest

from hemolog.experiments.sharing.applied_settings import caution
from hemolog.experiments.workspace import Workspace
from support.remotes import RemotePlace
from support.repositories import Repository
from support.shared import hemolog
from support.small_pipeline import record, small_pipeline, trials_of


@pytest.fixture
def applied(tmp_path: Path, folder_place: RemotePlace) -> Repository:
    """A checkout on a commit that has a remote, with an experiment applied that was made before."""
    repository = small_pipeline(tmp_path / "here")
    repository.dvc("remote", "add", "--default", "old", str(tmp_path / "old"))
    repository.dvc("repro", "--quiet")
    repository.commit("A first remote")
    record(repository.path, trials_of(repository.path, ["train.rate"]), "train.rate=0.5", name="before")
    folder_place.configure(repository.path, "team")
    repository.commit("The team's remote")
    assert caution(Workspace(repository.path)) == ""
    repository.dvc("exp", "apply", "--quiet", "before")
    return repository


def test_it_is_told_before_anything_else_is(applied: Repository, tmp_path: Path, folder_place: RemotePlace) -> None:
    told = (
        f"`dvc exp apply` has made 'old' at {tmp_path}/old the default again; the commit that is checked out has "
        f"'team' at {folder_place.url}: `git checkout .dvc/config` brings that back"
    )
    assert caution(Workspace(applied.path)) == told
    for words in (("audit",), ("storage",), ("url", "before", "models/model.bin")):
        assert hemolog(applied, *words).startswith(f"warning: {told}\n")
    applied.git("checkout", "--quiet", ".dvc/config")
    assert caution(Workspace(applied.path)) == ""
    assert "warning" not in hemolog(applied, "audit")


def test_settings_that_a_person_has_changed_are_that_persons_affair(applied: Repository) -> None:
    applied.dvc("remote", "add", "--default", "mine", "/somewhere")
    assert caution(Workspace(applied.path)) == ""


def test_a_default_of_this_machine_alone_goes_before_both(applied: Repository) -> None:
    applied.dvc("config", "--local", "core.remote", "old")
    assert caution(Workspace(applied.path)) == ""

"""Experiments that no stage has run are what DVC, git and this project take for real ones."""

import json
from hashlib import md5
from pathlib import Path

import pytest

from hemolog.experiments import recorded
from hemolog.experiments.definition import Definition
from hemolog.experiments.workspace import Workspace
from support.git_hubs import exactly
from support.remotes import RemotePlace
from support.shared_experiments import DEFINITION, Shared, shared_experiments


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    return shared_experiments(tmp_path)


def test_dvc_shows_and_applies_them(shared: Shared) -> None:
    repository = shared.repository
    rows = json.loads(repository.dvc("exp", "show", "--json"))[1]["experiments"]
    found = {row["name"]: row["revs"][0]["data"]["metrics"]["results/train.json"]["data"] for row in rows}
    assert found == {each.name: {"val": {"score": each.score}} for each in shared.experiments}
    for each in shared.experiments[:2]:
        repository.dvc("exp", "apply", each.name)
        assert repository.dvc("status") == "Data and pipelines are up to date.\n"
        assert repository.git("diff", each.commit) == ""


def test_stages_make_the_same_bytes(shared: Shared) -> None:
    repository = shared.repository
    repository.dvc("exp", "apply", shared.experiments[0].name)
    repository.dvc("repro", "--force", "--no-run-cache")
    assert repository.git("diff", shared.experiments[0].commit) == ""
    assert repository.git("ls-files", "--others", "--exclude-standard") == ""


def test_dvc_remembers_the_stages(shared: Shared) -> None:
    repository = shared.repository
    repository.dvc("exp", "apply", shared.experiments[1].name)
    (repository.path / "dvc.lock").unlink()
    told = repository.dvc("repro")
    assert [told.count("is cached - skipping run"), told.count("Running stage")] == [2, 0]
    assert repository.git("diff", shared.experiments[1].commit) == ""
    entries = {path.relative_to(shared.cache).as_posix() for path in shared.cache.glob("runs/*/*/*")}
    assert {key for each in shared.experiments for key in each.run_cache} < entries
    assert all(len(each.run_cache) == 2 for each in shared.experiments)


def test_dvc_sends_the_objects_that_are_told(tmp_path: Path, folder_place: RemotePlace) -> None:
    shared = shared_experiments(tmp_path, configure=folder_place.configure)
    shared.repository.dvc("exp", "push", "--quiet", "origin", *(each.name for each in shared.experiments))
    assert folder_place.sizes() == shared.objects
    assert shared.hub.references("refs/exps") == shared.references


def test_objects_are_in_the_cache_as_dvc_has_them(shared: Shared) -> None:
    for path in shared.cache.glob("files/md5/*/*"):
        assert md5(path.read_bytes()).hexdigest() == path.parent.name + path.name.removesuffix(".dir")
        assert path.stat().st_mode & 0o777 == 0o444
    for each in shared.experiments:
        assert len(each.own) == 2
        assert each.own < each.objects.keys()
        assert not each.own & shared.baseline.keys()
        others = [other.objects.keys() for other in shared.experiments if other is not each]
        assert not each.own & set().union(*others)


def test_they_are_trials_of_a_search(shared: Shared) -> None:
    found = recorded.by_id(recorded.of_search(Workspace(shared.repository.path), "rates"))
    assert [(trial.name, trial.score) for trial in found] == [(each.name, each.score) for each in shared.experiments]
    assert Definition.from_json(found[0].definition).to_json() == DEFINITION
    assert [each.score for each in shared.best_first()] == sorted((trial.score or 0 for trial in found), reverse=True)


def test_a_colleague_has_the_branch_alone(shared: Shared, tmp_path: Path) -> None:
    clone = shared.clone(tmp_path / "clone")
    assert clone.git("rev-parse", "HEAD") == shared.repository.git("rev-parse", "HEAD")
    assert clone.experiments() == {}
    assert not (clone.path / ".dvc/cache").exists()


def test_other_sizes_and_nothing_shared(tmp_path: Path) -> None:
    shared = shared_experiments(tmp_path, 5, objects=3, size=10, files=0, remembered=False)
    assert [len(each.objects) for each in shared.experiments] == [3] * 5
    assert len(shared.objects) == 15
    assert set(shared.objects.values()) == {10}
    assert not (shared.cache / "runs").exists()
    assert shared.repository.dvc("status") == "Data and pipelines are up to date.\n"


def test_a_hub_refuses_what_it_is_told_to(shared: Shared) -> None:
    first, second, third = (each.ref for each in shared.experiments)
    push = ("push", "origin", *(f"{ref}:{ref}" for ref in (first, second)))

    shared.hub.refuse(exactly(second), reason="it's full")
    assert "remote: it's full" in shared.repository.git(*push, code=1)
    assert set(shared.hub.references("refs/exps")) == {first}

    shared.hub.refuse(exactly(second), whole=True)
    told = shared.repository.git("push", "origin", f"{second}:{second}", f"{third}:{third}", code=1)
    assert "remote: not on this server" in told
    assert set(shared.hub.references("refs/exps")) == {first}

    shared.hub.refuse()
    shared.repository.git("push", "origin", "HEAD:refs/heads/other", code=1)
    shared.hub.accept()
    shared.repository.git(*push)
    assert set(shared.hub.references()) == {"refs/heads/main", first, second}

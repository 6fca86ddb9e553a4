"""A prune of real repositories: remotes that do not answer or refuse its record, and others at work, hold it back."""

from collections.abc import Collection
from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError, RepositoryError, SharingError
from hemolog.experiments.sharing.audit.audited import State
from hemolog.experiments.sharing.notes import shared as shared_notes
from hemolog.experiments.sharing.notes.notes import REF, Notes
from hemolog.experiments.sharing.prune.plan import Fate
from hemolog.experiments.stores.folder import FolderStore
from hemolog.experiments.trial.locks import only_search
from hemolog.experiments.workspace import Workspace
from support.keepers import by_experiment_of_origin, by_history
from support.prunes import ALL, PRUNED, THIRD, fates, files, planned, prune, pruner, states
from support.repositories import Repository
from support.shared_search import MODEL, Team


def test_trials_that_only_the_git_remote_has_are_pruned_there(pushed: Team) -> None:
    other = pushed.another()
    plan = prune(other)
    assert [each.fate for each in plan.trials] == [Fate.BEST, Fate.BEST, Fate.GOES, Fate.GOES]
    assert states(pushed.clone)[1] == PRUNED
    # Here they are still in the cache.
    assert states(pushed.clone)[0] == dict.fromkeys(ALL, State.WHOLE)
    assert fates(prune(pushed.clone)) == fates(plan)
    assert states(pushed.clone)[0] == PRUNED


def test_where_the_git_remote_cannot_be_reached_the_dvc_remote_is_left_alone(pushed: Team) -> None:
    before = files(pushed.store)
    pushed.clone.git("remote", "set-url", "origin", "../nowhere")
    plan = prune(pushed.clone)
    assert plan.cautions[0].startswith(
        "only what is here goes, for nobody knows what others point at: git fetch origin"
    )
    assert files(pushed.store) == before
    assert (plan.bytes_here, plan.bytes_there) == (280, 0)
    pushed.clone.git("remote", "set-url", "origin", "../origin.git")
    assert states(pushed.clone)[1] == dict.fromkeys(ALL, State.WHOLE)


def test_a_git_remote_that_comes_back_after_the_plan_changes_nothing(pushed: Team) -> None:
    before = files(pushed.store)
    pushed.clone.git("remote", "set-url", "origin", "../nowhere")
    work = pruner(pushed.clone)
    plan = work.plan()
    pushed.clone.git("remote", "set-url", "origin", "../origin.git")
    deleted = work.execute(plan)
    assert (len(deleted.here), deleted.there) == (2, ())
    assert files(pushed.store) == before


def test_where_git_has_no_remote_that_is_said(pushed: Team) -> None:
    pushed.clone.git("remote", "remove", "origin")
    plan = prune(pushed.clone)
    assert plan.cautions == ("git has no remote: experiments of this repository are all that is known of",)
    assert (plan.bytes_here, plan.bytes_there) == (280, 280)


def test_where_dvc_has_no_remote_the_cache_alone_is_pruned(team: Team) -> None:
    team.clone.dvc("remote", "remove", "storage")
    plan = prune(team.clone)
    assert (plan.bytes_here, plan.bytes_there) == (280, 0)
    assert plan.cautions[0].startswith("only what is in the cache goes: there is no remote")


def test_where_the_record_cannot_be_sent_nothing_is_deleted(pushed: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_notes, "_PAUSE", 0.0)
    before = files(pushed.store), files(pushed.cache)
    hook = pushed.origin.path / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GitRemoteError, match="origin refused the notes"):
        prune(pushed.clone)
    assert (files(pushed.store), files(pushed.cache)) == before
    hook.unlink()
    prune(pushed.clone)
    assert states(pushed.clone) == (PRUNED, PRUNED)


def test_what_is_pushed_between_plan_and_deletion_is_spared(pushed: Team) -> None:
    work = pruner(pushed.clone)
    plan = work.plan()
    by_experiment_of_origin(pushed)
    deleted = work.execute(plan)
    assert [each.name for each in deleted.spared] == [pushed.objects(THIRD)[MODEL]]
    assert (pushed.store / pushed.key(MODEL, THIRD)).is_file()
    here, there = states(pushed.clone)
    assert (here[THIRD], there[THIRD], there["kept"]) == (State.WHOLE,) * 3


def test_the_git_remote_has_the_record_before_anything_is_deleted(
    pushed: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    records: list[int] = []
    delete, unlink = FolderStore.delete, Path.unlink

    def noted() -> int:
        return len(pushed.origin.git("ls-tree", "-r", REF).splitlines())

    def deleting(self: FolderStore, keys: Collection[str]) -> None:
        assert all((pushed.cache / key).exists() for key in keys)
        records.append(noted())
        delete(self, keys)

    def unlinking(self: Path, missing_ok: bool = False) -> None:
        if self.is_relative_to(pushed.cache / "files"):
            records.append(noted())
        unlink(self, missing_ok)

    monkeypatch.setattr(FolderStore, "delete", deleting)
    monkeypatch.setattr(Path, "unlink", unlinking)
    prune(pushed.clone)
    assert records == [2, 2, 2]


def test_a_search_that_is_running_is_not_pruned(pushed: Team) -> None:
    work = pruner(pushed.clone)
    plan = work.plan()
    with (
        only_search(Workspace(pushed.clone.path), "rates"),
        pytest.raises(SharingError, match="'rates' is running, or is being pruned: wait"),
    ):
        work.execute(plan)
    assert Notes(Workspace(pushed.clone.path)).read() == {}


def test_a_shallow_clone_prunes_nothing(pushed: Team) -> None:
    by_history(pushed)
    pushed.clone.git("push", "--quiet", "origin", "main")
    Repository(pushed.folder).git("clone", "--quiet", "--depth", "1", f"file://{pushed.origin.path}", "shallow")
    with pytest.raises(RepositoryError, match="git fetch --unshallow"):
        planned(Repository(pushed.folder / "shallow"))


def test_other_git_remotes_are_told_not_to_be_known_of(pushed: Team) -> None:
    pushed.clone.git("remote", "add", "fork", "../fork.git")
    assert planned(pushed.clone).cautions == ("experiments that only the git remote fork has are not known of",)

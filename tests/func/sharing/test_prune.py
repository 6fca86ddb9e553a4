"""A prune of real repositories: what goes, what stays and why, and that it can be made again."""

import os
import random
import shutil
import time
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError, RepositoryError, SharingError
from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.sharing.audit.audited import State
from hemolog.experiments.sharing.audit.experiments import audit_here, audit_there
from hemolog.experiments.sharing.notes import shared as shared_notes
from hemolog.experiments.sharing.notes.notes import REF, Notes
from hemolog.experiments.sharing.notes.pruned import pruned_objects
from hemolog.experiments.sharing.prune.plan import Fate, PrunePlan
from hemolog.experiments.sharing.prune.planner import PruneOptions
from hemolog.experiments.sharing.prune.prune import Prune
from hemolog.experiments.sharing.references.git_remote import git_remote_if_any
from hemolog.experiments.stores.folder import FolderStore
from hemolog.experiments.trial.locks import only_search
from hemolog.experiments.workspace import Workspace
from support.processes import environment, python, started
from support.repositories import Repository
from support.shared_search import DATA, MODEL, Team, add_trials, hemolog
from support.tellers import Silent

BEST, SECOND, THIRD, WORST = "rates-0002", "rates-0000", "rates-0003", "rates-0001"
ALL = sorted([BEST, SECOND, THIRD, WORST])


def pruner(repository: Repository, keep: int = 2, *, older_than: float = 0.0, search: str = "rates") -> Prune:
    workspace = Workspace(repository.path)
    options = PruneOptions(search, keep, older_than)
    return Prune(workspace, options, git_remote_if_any(workspace), cache_folder(workspace.dvc_root), Silent())


def planned(repository: Repository, keep: int = 2, **options: float) -> PrunePlan:
    return pruner(repository, keep, **options).plan()


def prune(repository: Repository, keep: int = 2) -> PrunePlan:
    work = pruner(repository, keep)
    plan = work.plan()
    work.execute(plan)
    return plan


def fates(plan: PrunePlan) -> dict[str, Fate]:
    return {each.name: each.fate for each in plan.trials}


def reasons(plan: PrunePlan, name: str) -> tuple[str, ...]:
    (found,) = [each.reasons for each in plan.trials if each.name == name]
    return found


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def states(repository: Repository) -> tuple[dict[str, State], dict[str, State]]:
    """Here, and on the git remote."""
    workspace = Workspace(repository.path)
    audits = audit_here(workspace, Silent()), audit_there(workspace, None, Silent())
    here, there = ({each.experiment.name: each.state for each in audit.experiments} for audit in audits)
    return here, there


PRUNED = {BEST: State.WHOLE, SECOND: State.WHOLE, THIRD: State.PRUNED, WORST: State.PRUNED}


def test_what_would_go_is_told_and_nothing_is_done(pushed: Team) -> None:
    before = files(pushed.folder / "store"), files(pushed.cache), pushed.clone.git("for-each-ref", "refs/exps")
    said = hemolog(pushed.clone.path, "prune", "--search", "rates", "--keep-best", "2", "--older-than", "0")
    assert "would delete 2 objects of 2 trials: 280 B here and 280 B in the DVC remote" in said
    assert "nothing was deleted: the same command with --yes does it" in said
    assert (files(pushed.store), files(pushed.cache), pushed.clone.git("for-each-ref", "refs/exps")) == before
    assert Notes(Workspace(pushed.clone.path)).read() == {}


def test_the_models_of_all_but_the_best_go_and_nothing_else(pushed: Team) -> None:
    store, cache = files(pushed.store), files(pushed.cache)
    references = pushed.origin.git("for-each-ref", "refs/exps", "refs/heads")
    words = ("prune", "--search", "rates", "--keep-best", "2", "--older-than", "0", "--yes")
    said = hemolog(pushed.clone.path, *words)
    gone = {pushed.key(MODEL, name) for name in (THIRD, WORST)}
    assert (store - files(pushed.store), cache - files(pushed.cache)) == (gone, gone)
    assert "deleted 2 objects of 280 B here and 2 of 280 B in the DVC remote" in said
    assert pushed.origin.git("for-each-ref", "refs/exps", "refs/heads") == references
    assert states(pushed.clone) == (PRUNED, PRUNED)
    assert pushed.clone.git("status", "--porcelain") == ""

    # Again there is nothing to do, and no new record.
    tip = pushed.clone.git("rev-parse", REF)
    assert "nothing to prune" in hemolog(pushed.clone.path, *words)
    assert pushed.clone.git("rev-parse", REF) == tip == pushed.origin.git("rev-parse", REF)


def test_the_record_tells_what_went_and_why(pushed: Team) -> None:
    prune(pushed.clone)
    lines = Notes(Workspace(pushed.clone.path)).read()
    names = {name: frozenset({pushed.objects(name)[MODEL]}) for name in (THIRD, WORST)}
    commits = {name: pushed.clone.git("rev-parse", ref(pushed, name)).strip() for name in names}
    assert pruned_objects(lines) == {commits[name]: names[name] for name in names}
    assert '"rule":"search rates: all but the best 2 by val.score (max)"' in lines[commits[THIRD]][0]
    assert '"paths":["models/model.bin"]' in lines[commits[THIRD]][0]


def ref(team: Team, name: str) -> str:
    return team.clone.git("for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{name}").strip()


def test_apply_and_repro_make_the_same_bytes_again_and_push_sends_them(pushed: Team) -> None:
    key = pushed.key(MODEL, THIRD)
    before = (pushed.cache / key).read_bytes()
    prune(pushed.clone)
    clone = pushed.clone
    # DVC applies all else, and tells of the model.
    assert MODEL in clone.dvc("exp", "apply", THIRD, code=255)
    said = clone.dvc("repro")
    assert "Running stage 'train'" in said
    assert (pushed.cache / key).read_bytes() == before == (clone.path / MODEL).read_bytes()
    assert clone.git("diff", "--stat", ref(pushed, THIRD), "--", "params.yaml") == ""
    assert clone.git("show", f"{ref(pushed, THIRD)}:dvc.lock") == (clone.path / "dvc.lock").read_text()
    assert "up to date" in clone.dvc("status")
    hemolog(clone.path, "push", THIRD)
    assert (pushed.store / key).read_bytes() == before
    whole = {**PRUNED, THIRD: State.WHOLE}
    assert states(clone) == (whole, whole)


def test_a_fresh_clone_makes_a_pruned_model_again(pushed: Team) -> None:
    digest = pushed.objects(WORST)[MODEL]
    prune(pushed.clone)
    other = pushed.another()
    hemolog(other.path, "pull", "--all")
    assert states(other)[0] == PRUNED
    other.dvc("exp", "apply", WORST, code=255)
    other.dvc("repro", "--quiet")
    assert (other.path / ".dvc/cache/files/md5" / digest[:2] / digest[2:]).is_file()
    assert states(other)[0] == {**PRUNED, WORST: State.WHOLE}


def test_what_is_younger_stays_in_its_own_place(pushed: Team) -> None:
    plan = planned(pushed.clone, older_than=1.0)
    assert fates(plan) == {BEST: Fate.BEST, SECOND: Fate.BEST, THIRD: Fate.STAYS, WORST: Fate.STAYS}
    assert reasons(plan, THIRD) == ("younger than 1 hours",)
    old = time.time() - 7200
    os.utime(pushed.store / pushed.key(MODEL, THIRD), (old, old))
    (third,) = planned(pushed.clone, older_than=1.0).trials[2:3]
    assert [(each.here, each.there) for each in third.doomed] == [(None, 140)]
    assert third.reasons == ("younger than 1 hours",)


def lock_of(team: Team, name: str) -> str:
    return team.clone.git("show", f"{ref(team, name)}:dvc.lock")


def by_branch(team: Team) -> None:
    team.clone.git("branch", "kept", ref(team, THIRD))


def by_branch_of_origin(team: Team) -> None:
    team.clone.git("push", "--quiet", "origin", f"{ref(team, THIRD)}:refs/heads/kept")
    shutil.rmtree(team.clone.path / ".git/refs/remotes")


def by_tag(team: Team) -> None:
    team.clone.git("tag", "-a", "-m", "kept", "kept", ref(team, THIRD))


def by_history(team: Team) -> None:
    (team.clone.path / "dvc.lock").write_text(lock_of(team, THIRD))
    team.clone.commit("Used once")
    team.clone.git("rm", "--quiet", "dvc.lock")
    team.clone.commit("And no more")


def by_workspace(team: Team) -> None:
    (team.clone.path / "dvc.lock").write_text(lock_of(team, THIRD))


def by_stage(team: Team) -> None:
    by_workspace(team)
    team.clone.git("add", "dvc.lock")
    (team.clone.path / "dvc.lock").unlink()


def by_dvc_file(team: Team) -> None:
    digest = team.objects(THIRD)[MODEL]
    (team.clone.path / "kept.bin.dvc").write_text(f"outs:\n- md5: {digest}\n  hash: md5\n  path: kept.bin\n")


def by_stash(team: Team) -> None:
    by_workspace(team)
    team.clone.git("add", "dvc.lock")
    team.clone.git("stash", "--quiet")
    (team.clone.path / "other").write_text("x")
    team.clone.git("add", "other")
    team.clone.git("stash", "--quiet")


def by_worktree(team: Team) -> None:
    team.clone.git("worktree", "add", "--quiet", "--detach", "../worktree", ref(team, THIRD))


def by_experiment_of_origin(team: Team) -> None:
    """Another's, that is not here."""
    clone = team.clone
    tree = clone.git("rev-parse", f"{ref(team, THIRD)}^{{tree}}").strip()
    commit = clone.git("commit-tree", tree, "-p", "HEAD", "-m", "another").strip()
    place = ref(team, THIRD).rpartition("/")[0]
    clone.git("push", "--quiet", "origin", f"{commit}:{place}/kept")


def by_damaged_lock(team: Team) -> None:
    (team.clone.path / "dvc.lock").write_text(lock_of(team, THIRD) + "<<<<<<< conflict\n")
    team.clone.commit("A lock that nobody can read")
    team.clone.git("rm", "--quiet", "dvc.lock")
    team.clone.commit("And no more")


@pytest.mark.parametrize(
    ("keeper", "reason"),
    [
        (by_branch, "branch kept"),
        (by_branch_of_origin, "branch kept of origin"),
        (by_tag, "tag kept"),
        (by_history, "the history"),
        (by_workspace, "the workspace"),
        (by_stage, "the workspace"),
        (by_dvc_file, "the workspace"),
        (by_stash, "a stash"),
        (by_worktree, "what is checked out"),
        (by_experiment_of_origin, "experiment kept"),
        (by_damaged_lock, "the history"),
    ],
)
def test_what_something_else_points_at_stays(pushed: Team, keeper: Callable[[Team], None], reason: str) -> None:
    keeper(pushed)
    plan = prune(pushed.clone)
    assert reasons(plan, THIRD) == (f"also of {reason}",)
    assert fates(plan) == {BEST: Fate.BEST, SECOND: Fate.BEST, THIRD: Fate.STAYS, WORST: Fate.GOES}
    for place in (pushed.store, pushed.cache):
        assert (place / pushed.key(MODEL, THIRD)).is_file()
        assert not (place / pushed.key(MODEL, WORST)).exists()


def test_a_reference_that_leads_nowhere_stops_it(pushed: Team) -> None:
    (pushed.clone.path / ".git/refs/heads/broken").write_text("1" * 40 + "\n")
    with pytest.raises(RepositoryError, match=r"refs/heads/broken leads to.*git update-ref -d refs/heads/broken"):
        planned(pushed.clone)


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


KILLED = """
from hemolog.cli import main
main(["prune", "--search", "rates", "--keep-best", "2", "--older-than", "0", "--yes"])
"""


def test_killed_at_any_moment_an_audit_is_right_and_the_same_command_finishes(pushed: Team, tmp_path: Path) -> None:
    chance = random.Random(4)
    began = time.monotonic()
    hemolog(pushed.clone.path, "prune", "--search", "rates", "--keep-best", "2", "--older-than", "0")
    longest = 1.5 * (time.monotonic() - began)
    for number in range(10):
        copy = Team(tmp_path / str(number))
        shutil.copytree(pushed.folder, copy.folder, symlinks=True)
        with started(python(KILLED), cwd=copy.clone.path, env=environment()) as process:
            time.sleep(chance.uniform(0.3 * longest, longest))
            process.kill()
        for lock in (copy.clone.path / ".git").rglob("*.lock"):
            lock.unlink()
        for found in states(copy.clone):
            assert set(found.values()) <= {State.WHOLE, State.PRUNED}, (number, found)
            assert found[BEST] is found[SECOND] is State.WHOLE
        prune(copy.clone)
        assert states(copy.clone) == (PRUNED, PRUNED)


@pytest.fixture
def rows(team: Team) -> Team:
    """A second search, over the number of prepared files, which are the model; of equal trials the first is best."""
    definition = team.clone.path / "dvc.yaml"
    definition.write_text(definition.read_text().replace("path: models/model.bin", "path: data/prepared"))
    team.clone.commit("Prepared data are the model")
    add_trials(team.clone.path, "rows", (2, 5, 4), "prepare.rows")
    hemolog(team.clone.path, "push", "--search", "rates")
    hemolog(team.clone.path, "push", "--search", "rows")
    return team


def test_a_model_that_is_a_directory_goes_with_those_of_its_files_that_nothing_else_has(rows: Team) -> None:
    lists, members = [rows.key(DATA, f"rows-{number:04}") for number in (1, 2)], rows.members("rows-0001")
    before = files(rows.store), files(rows.cache)
    plan = pruner(rows.clone, 1, search="rows").plan()
    assert "also of experiment rates-0000" in reasons(plan, "rows-0002")
    pruner(rows.clone, 1, search="rows").execute(plan)
    gone = {*lists, *members[3:]}
    assert (before[0] - files(rows.store), before[1] - files(rows.cache)) == (gone, gone)
    here, there = states(rows.clone)
    assert here == there == {**dict.fromkeys(here, State.WHOLE), "rows-0001": State.PRUNED, "rows-0002": State.PRUNED}


def test_a_damaged_list_of_files_is_not_believed(rows: Team) -> None:
    """It can still be read, and has forgotten the files that the best trial has."""
    best, members = rows.cache / rows.key(DATA, "rows-0000"), rows.members("rows-0000")
    for name in ("rates-0000", "rates-0001", "rates-0002", "rates-0003"):
        ref = rows.clone.git("for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{name}").strip()
        for repository in (rows.clone, rows.origin):
            repository.git("update-ref", "-d", ref)
    best.unlink()
    best.write_text("[]")
    work = pruner(rows.clone, 1, search="rows")
    work.execute(work.plan())
    assert set(members) <= files(rows.cache) & files(rows.store)


def test_files_that_are_left_of_a_directory_without_its_list_are_found_by_the_record(rows: Team) -> None:
    left = rows.members("rows-0001")[4]
    content = (rows.store / left).read_bytes()
    work = pruner(rows.clone, 1, search="rows")
    work.execute(work.plan())
    (rows.store / left).write_bytes(content)
    again = pruner(rows.clone, 1, search="rows").plan()
    assert [each.place[1] for each in again.doomed.values()] == [left]


def test_a_search_that_is_not_there_is_told(team: Team) -> None:
    with pytest.raises(SharingError, match=r"the search 'rate' is unknown \(did you mean rates\?\)"):
        pruner(team.clone, search="rate").plan()

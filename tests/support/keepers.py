"""What else may point at the objects of a trial that a prune would delete."""

import shutil

from support.prunes import THIRD
from support.shared_search import MODEL, Team


def ref(team: Team, name: str) -> str:
    return team.clone.git("for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{name}").strip()


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

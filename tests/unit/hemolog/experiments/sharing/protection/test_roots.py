"""Tests of where git's history begins."""

from pathlib import Path

import pytest

from hemolog.experiments.sharing.protection.roots import Root, roots
from hemolog.experiments.sharing.references.git_remote import MIRRORS, GitRemote
from support.git_hubs import made_hub
from support.plain_repository import plain


@pytest.mark.parametrize("letters", ["\u2028", "\x85", "é", "\udce9"])
def test_a_branch_of_any_name_counts(tmp_path: Path, letters: str) -> None:
    here = plain(tmp_path / "here")
    commit = here.commit({"a": "1"})
    here.references({f"refs/heads/a{letters}b": commit})
    assert Root(commit, f"branch a{letters}b") in roots(here.workspace, ())


@pytest.mark.parametrize("name", ["origin", "team/eu", "a/b.c/d"])
def test_what_a_git_remote_has_is_told_by_its_name_whatever_that_is(tmp_path: Path, name: str) -> None:
    here, hub = plain(tmp_path / "here"), made_hub(tmp_path / "hub.git")
    here.repository.git("remote", "add", name, str(hub.path))
    experiment, other = here.commit({"a": "1"}), here.commit({"a": "2"})
    GitRemote(here.workspace, name).send({here.ref("rates"): experiment, "refs/heads/dev": other, "refs/tags/v": other})
    GitRemote(here.workspace, name).mirror()
    assert here.repository.git("for-each-ref", "--count=1", f"{MIRRORS}/{name}/exps")
    found = roots(here.workspace, ())
    assert {each.label for each in found if each.commit == experiment} == {"experiment rates"}
    assert {each.label for each in found if each.commit == other} >= {f"branch dev of {name}", f"tag v of {name}"}
    assert not [each for each in roots(here.workspace, {experiment}) if each.commit == experiment]


def test_a_branch_that_is_called_like_an_experiment_is_a_branch(tmp_path: Path) -> None:
    here = plain(tmp_path / "here")
    commit = here.commit({"a": "1"})
    here.references({f"{MIRRORS}/origin/heads/{here.ref('x').removeprefix('refs/')}": commit})
    assert [each.label for each in roots(here.workspace, {commit}) if each.commit == commit] == [
        f"branch {here.ref('x').removeprefix('refs/')} of origin"
    ]

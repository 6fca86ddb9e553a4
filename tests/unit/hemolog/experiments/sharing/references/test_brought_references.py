"""Tests of what is brought from the git remote: by name, as objects alone, into its mirror."""

import subprocess
from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError
from hemolog.experiments.sharing.references.git_remote import GitRemote, Mirror
from support.git_hubs import Hub, made_hub
from support.git_origin import origin, several, state
from support.plain_repository import Plain, plain, set_references


def test_references_come_under_their_names_or_as_objects_alone(here: Plain, hub: Hub, tmp_path: Path) -> None:
    made = several(here, 2)
    named, objects = made
    origin(here).send(made)
    other = plain(tmp_path / "other")
    other.repository.git("remote", "add", "origin", str(hub.path))
    other.repository.git("config", "fetch.prune", "true")
    other.repository.git("config", "fetch.pruneTags", "true")
    other.repository.git("tag", "mine")
    before = state(other)
    origin(other).bring([named, objects])
    assert other.repository.git("for-each-ref", "--format=%(refname)", "refs/exps") == ""
    for commit in made.values():
        assert other.repository.git("cat-file", "-t", commit).strip() == "commit"
    assert state(other) == before


def test_what_the_remote_lacks_or_what_is_taken_here_is_an_error(here: Plain, hub: Hub) -> None:
    ref = here.ref("rates")
    origin(here).send({ref: here.commit({"a": "1"})})
    mine = here.experiment("rates", {"a": "2"})
    origin(here).bring([ref])
    assert here.repository.git("rev-parse", ref).strip() == mine
    with pytest.raises(GitRemoteError, match="couldn't find remote ref"):
        origin(here).bring([here.ref("lacking")])


@pytest.mark.parametrize("name", ["origin", "team/eu"])
def test_the_mirror_has_experiments_branches_and_tags_and_forgets_what_is_gone(
    here: Plain, hub: Hub, name: str
) -> None:
    if name != "origin":
        here.repository.git("remote", "rename", "origin", name)
    for key in ("fetch.prune", "fetch.pruneTags"):
        here.repository.git("config", key, str(name != "origin").lower())
    here.repository.git("tag", "mine")
    remote, made, head = GitRemote(here.workspace, name), several(here, 2), here.head()
    assert remote.mirror() == Mirror({}, {"refs/heads/main": head})
    remote.send({**made, "refs/heads/a": head, "refs/tags/v1": head, "refs/notes/x": head})
    before = state(here)
    assert remote.mirror() == Mirror(made, {"refs/heads/main": head, "refs/heads/a": head, "refs/tags/v1": head})
    assert state(here) == before
    first, second = made
    changed = here.commit({"changed": ""})
    for gone in (first, "refs/heads/a", "refs/tags/v1"):
        subprocess.run(["git", "update-ref", "-d", gone], cwd=hub.path, check=True)
    set_references(hub.path, {"refs/heads/a/b": head})
    here.repository.git("push", "--quiet", "--force", name, f"{changed}:{second}")
    assert remote.mirror() == Mirror({second: changed}, {"refs/heads/main": head, "refs/heads/a/b": head})
    assert state(here) == before


def test_the_mirror_of_an_empty_remote_is_empty(tmp_path: Path) -> None:
    made = plain(tmp_path / "here")
    made.repository.git("remote", "add", "origin", str(made_hub(tmp_path / "empty.git").path))
    assert origin(made).mirror() == Mirror({}, {})


@pytest.mark.parametrize("letters", ["\u2028", "\x85", "\u202e", "é", "\udce9"])
def test_names_with_letters_that_stand_for_line_ends_or_are_no_text_hinder_nobody(
    here: Plain, hub: Hub, tmp_path: Path, letters: str
) -> None:
    ref, plain_ref = here.ref(f"a{letters}b"), here.ref("plain")
    made = {ref: here.head(), plain_ref: here.commit({"a": "1"})}
    origin(here).send({plain_ref: made[plain_ref]})
    set_references(hub.path, {ref: here.head()})
    assert origin(here).references("refs/exps/*") == made
    assert origin(here).mirror().experiments == made
    other = plain(tmp_path / "other")
    other.repository.git("remote", "add", "origin", str(hub.path))
    origin(other).bring(list(made))
    origin(other).send(made)

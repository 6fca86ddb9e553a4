"""Notes between clones, over a real git remote."""

import subprocess
from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError
from hemolog.experiments.sharing.notes import shared as shared_notes
from hemolog.experiments.sharing.notes.notes import REF, Notes
from hemolog.experiments.sharing.notes.shared import bring, share
from hemolog.experiments.sharing.references.git_remote import GitRemote
from support.notes import noted, workspace
from support.processes import environment, python
from support.repositories import Repository

SHARER = """
import sys
from pathlib import Path
from hemolog.experiments.sharing.references.git_remote import GitRemote
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.shared import share
from hemolog.experiments.workspace import Workspace

workspace = Workspace(Path(sys.argv[1]))
for number in range(5):
    Notes(workspace).add({sys.argv[2]: [f"{sys.argv[3]}-{number}"]})
    share(Notes(workspace), GitRemote(workspace, "origin"))
"""


class Clone:
    """One person's clone."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.notes = Notes(workspace(repository))
        self.origin = GitRemote(workspace(repository), "origin")

    def share(self) -> None:
        share(self.notes, self.origin)


@pytest.fixture
def commits(tmp_path: Path) -> list[str]:
    repository, commits = noted(tmp_path / "one")
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    repository.git("clone", "--quiet", str(tmp_path / "origin.git"), str(tmp_path / "other"))
    (tmp_path / "other/.dvc").mkdir()
    return commits


@pytest.fixture
def one(commits: list[str], tmp_path: Path) -> Clone:
    return Clone(Repository(tmp_path / "one"))


@pytest.fixture
def other(commits: list[str], tmp_path: Path) -> Clone:
    return Clone(Repository(tmp_path / "other"))


def test_lines_go_from_clone_to_clone_and_come_together(commits: list[str], one: Clone, other: Clone) -> None:
    first, second, _ = commits
    one.share()
    assert bring(other.notes, other.origin) is None
    one.notes.add({first: ["a"]})
    one.share()
    other.notes.add({first: ["b"], second: ["c"]})
    other.share()
    assert bring(one.notes, one.origin) == other.notes.tip() == one.notes.tip()
    assert {commit: sorted(lines) for commit, lines in one.notes.read().items()} == {first: ["a", "b"], second: ["c"]}


def test_clones_that_share_at_once_lose_no_line(commits: list[str], one: Clone, other: Clone) -> None:
    running = [
        subprocess.Popen(python(SHARER, str(clone.repository.path), commits[0], name), env=environment())
        for clone, name in ((one, "a"), (other, "b"), (one, "c"))
    ]
    assert [each.wait() for each in running] == [0, 0, 0]
    one.share()
    assert sorted(one.notes.read()[commits[0]]) == sorted(f"{name}-{number}" for name in "abc" for number in range(5))


def test_a_git_remote_that_refuses_is_told_with_its_reason(
    commits: list[str], one: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_notes, "_PAUSE", 0.0)
    hook = tmp_path / "origin.git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    one.notes.add({commits[0]: ["a"]})
    with pytest.raises(GitRemoteError, match=r"origin refused the notes 8 times: pre-receive hook declined\. Give"):
        one.share()
    hook.unlink()
    one.share()
    assert one.origin.references(REF) == {REF: one.notes.tip()}


def test_notes_that_are_none_are_told_and_change_nothing(commits: list[str], one: Clone, tmp_path: Path) -> None:
    one.notes.add({commits[0]: ["a"]})
    origin = Repository(tmp_path / "origin.git")
    origin.git("update-ref", REF, origin.git("hash-object", "-w", "HEAD").strip())
    with pytest.raises(GitRemoteError, match=f"{REF} of origin: "):
        one.share()
    assert one.notes.read() == {commits[0]: ("a",)}


def test_a_git_remote_that_is_gone_is_told(commits: list[str], one: Clone) -> None:
    one.repository.git("remote", "set-url", "origin", "/nowhere")
    with pytest.raises(GitRemoteError, match="git ls-remote origin"):
        one.share()

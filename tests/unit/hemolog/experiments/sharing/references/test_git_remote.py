"""Tests of which git remote is meant, what it has, and what is sent to it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError
from hemolog.experiments.sharing.references import git_remote as module
from hemolog.experiments.sharing.references.git_remote import GitRemote, git_remote, git_remote_if_any
from hemolog.experiments.workspace import Workspace
from support.git_hubs import Hub, exactly
from support.git_origin import origin, several, state
from support.plain_repository import Plain, plain


@pytest.mark.parametrize(
    ("remotes", "branch", "detached", "expected"),
    [
        (["team"], None, False, "team"),
        (["team", "origin"], None, False, "origin"),
        (["team", "origin"], "team", False, "team"),
        (["team", "origin"], "team", True, "origin"),
        (["team", "origin"], ".", False, "origin"),
        (["team", "origin"], "gone", False, "origin"),
        (["a/b", "a/c"], "a/c", False, "a/c"),
        (["team", "other"], None, False, "git has several remotes: name one of other, team"),
        ([], None, False, "git has no remote to share experiments through: `git remote add origin URL`"),
    ],
)
def test_the_remote_is_that_of_the_branch_or_the_only_one_or_origin(
    tmp_path: Path, remotes: list[str], branch: str | None, detached: bool, expected: str
) -> None:
    made = plain(tmp_path / "here")
    for name in remotes:
        made.repository.git("remote", "add", name, str(tmp_path))
    if branch is not None:
        made.repository.git("config", "branch.main.remote", branch)
    if detached:
        made.repository.git("checkout", "--quiet", "--detach")
    if expected.startswith("git has"):
        with pytest.raises(GitRemoteError) as error:
            git_remote(made.workspace)
        assert str(error.value) == expected
    else:
        assert git_remote(made.workspace).name == expected
    if not remotes:
        assert git_remote_if_any(made.workspace) is None


def test_the_branch_may_have_dots_slashes_and_capitals(tmp_path: Path) -> None:
    made = plain(tmp_path / "here")
    for name in ("team", "origin"):
        made.repository.git("remote", "add", name, str(tmp_path))
    made.repository.git("checkout", "--quiet", "-b", "Feature/a.b.remote")
    made.repository.git("config", "branch.Feature/a.b.remote.remote", "team")
    assert git_remote(made.workspace).name == "team"


def test_a_remote_of_another_name_is_told_with_the_nearest(here: Plain) -> None:
    assert git_remote(here.workspace, "origin").name == "origin"
    for choose in (git_remote, git_remote_if_any):
        with pytest.raises(GitRemoteError) as error:
            choose(here.workspace, "orign")
        assert "'orign' is unknown (did you mean origin?)" in str(error.value)


def test_references_that_were_sent_are_there(here: Plain, hub: Hub) -> None:
    made = several(here, 3)
    before = state(here)
    assert origin(here).send(made) == {}
    assert origin(here).references("refs/exps/*") == made == hub.references("refs/exps")
    assert origin(here).references("refs/notes/*") == {}
    assert origin(here).send(made) == {}
    assert origin(here).send({}) == {}
    assert state(here) == before


def test_what_the_remote_refuses_is_told_with_its_reason_and_the_others_go(here: Plain, hub: Hub) -> None:
    made = several(here, 3)
    first, second, third = made
    hub.refuse(exactly(second), reason="no room")
    assert origin(here).send(made) == {second: "hook declined (no room)"}
    assert hub.references("refs/exps") == {first: made[first], third: made[third]}
    hub.refuse(exactly(second), reason="x" * 500, whole=True)
    assert origin(here).send(made) == {second: f"pre-receive hook declined ({'x' * 300}...)"}


def test_another_commit_there_is_not_overwritten_and_one_that_goes_on_is(here: Plain, hub: Hub) -> None:
    ref, other, remote = here.ref("rates"), here.ref("other"), origin(here)
    first = here.commit({"a": "1"})
    assert origin(here).send({ref: first}) == {}
    refused = origin(here).send({ref: here.commit({"a": "2"}), other: first})
    assert list(refused) == [ref]
    assert "non-fast-forward" in refused[ref] or "fetch first" in refused[ref]
    assert hub.references("refs/exps") == {ref: first, other: first}
    here.repository.git("checkout", "--quiet", "--detach", first)
    later = here.commit({"a": "3"})
    assert remote.send({ref: later}) == {}
    assert hub.references("refs/exps")[ref] == later


def test_a_reason_may_hold_anything_that_a_server_says(here: Plain, hub: Hub) -> None:
    ref = here.ref("rates")
    _answer(hub, f"ng {ref} no\troom (left)\u2028here\n")
    assert origin(here).send({ref: here.commit({"a": "1"})}) == {ref: "no\troom (left)\u2028here"}


def _answer(hub: Hub, status: str) -> None:
    """Let the hub's hook `proc-receive` answer for references of experiments."""
    hook = hub.path / "hooks/proc-receive"
    hook.parent.mkdir(exist_ok=True)
    told = "".join(f"{len(line.encode()) + 4:04x}{line}" for line in ("version=1\n", None, status, None) if line)
    version, answer = told[: len("000eversion=1\n")], told[len("000eversion=1\n") :]
    (hub.path / "version").write_bytes(version.encode() + b"0000")
    (hub.path / "answer").write_bytes(answer.encode() + b"0000")
    hook.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "def section():\n"
        "    while (head := sys.stdin.buffer.read(4)) not in (b'', b'0000'):\n"
        "        sys.stdin.buffer.read(int(head, 16) - 4)\n"
        "for name in ('version', 'answer'):\n"
        "    section()\n"
        f"    sys.stdout.buffer.write(open({str(hub.path)!r} + '/' + name, 'rb').read())\n"
        "    sys.stdout.buffer.flush()\n"
    )
    hook.chmod(0o755)
    subprocess.run(["git", "config", "receive.procReceiveRefs", "refs/exps"], cwd=hub.path, check=True)


def test_a_remote_of_which_one_place_can_not_be_reached_is_an_error(here: Plain, hub: Hub, tmp_path: Path) -> None:
    for place in (hub.path, tmp_path / "nowhere.git"):
        here.repository.git("remote", "set-url", "--add", "--push", "origin", str(place))
    with pytest.raises(GitRemoteError, match=r"nowhere\.git"):
        origin(here).send(several(here, 1))


def test_a_remote_that_can_not_be_reached_is_an_error_of_one_line(here: Plain, tmp_path: Path) -> None:
    here.repository.git("remote", "set-url", "origin", str(tmp_path / "nowhere.git"))
    remote, ref = origin(here), here.ref("rates")
    for verb, call in {
        "ls-remote": lambda: remote.references("refs/exps/*"),
        "push": lambda: remote.send({ref: here.head()}),
        "fetch": lambda: remote.bring([ref]),
    }.items():
        with pytest.raises(GitRemoteError) as error:
            call()
        assert str(error.value).startswith(f"git {verb} origin: ")
        assert "nowhere.git" in str(error.value)
        assert "\n" not in str(error.value)
    with pytest.raises(GitRemoteError):
        remote.mirror()


def test_only_the_references_asked_for_go(here: Plain, hub: Hub) -> None:
    here.repository.git("tag", "--annotate", "-m", "A version", "v1")
    for key, value in {"push.followTags": "true", "push.gpgSign": "true", "push.recurseSubmodules": "check"}.items():
        here.repository.git("config", key, value)
    hook = here.repository.path / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    made = several(here, 1)
    assert origin(here).send(made) == {}
    assert hub.references() == {"refs/heads/main": here.head(), **made}


def test_more_references_than_fit_one_command_go_and_come_by_several(
    here: Plain, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = several(here, 7)
    monkeypatch.setattr(module, "_LONGEST", 300)  # two of some 130 characters each
    ran = _commands(monkeypatch, tmp_path)
    assert origin(here).send(made) == {}
    assert ran().count("push") == 4
    assert hub.references("refs/exps") == made
    other = plain(tmp_path / "other")
    other.repository.git("remote", "add", "origin", str(hub.path))
    origin(other).bring(list(made))
    assert ran().count("fetch") == 2
    assert {other.repository.git("cat-file", "-t", commit).strip() for commit in made.values()} == {"commit"}


def _commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[str]]:
    """Verbs of the git commands that are run from now on."""
    folder, log = tmp_path / "bin", tmp_path / "commands"
    folder.mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (folder / "git").write_text(f'#!/bin/sh\necho "$1" >> {log}\nexec {real} "$@"\n')
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return lambda: log.read_text().split()


def test_a_command_is_measured_by_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST", 1_000)
    words = ["😀" * 60, "a" * 60, "\udce9" * 60] * 20
    parts = list(module._parts(words))
    assert [word for part in parts for word in part] == words
    assert all(len(" ".join(part).encode(errors="surrogateescape")) <= 1_000 for part in parts)
    assert len(parts) <= 10
    assert list(module._parts(["a" * 2_000, "b"])) == [["a" * 2_000], ["b"]]
    assert list(module._parts([])) == []


def test_git_that_is_not_there_is_told(here: Plain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    remote = GitRemote(Workspace(here.root), "origin")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitRemoteError, match="git is not on the PATH"):
        remote.references()

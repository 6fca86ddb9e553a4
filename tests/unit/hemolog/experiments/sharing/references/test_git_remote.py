"""Tests of what the git remote has, what is sent to it, and what is brought from it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError
from hemolog.experiments.sharing.references import git_remote as module
from hemolog.experiments.sharing.references.git_remote import GitRemote, Mirror, git_remote, git_remote_if_any
from hemolog.experiments.workspace import Workspace
from support.git_hubs import Hub, exactly, made_hub
from support.plain_repository import Plain, plain, set_references


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return made_hub(tmp_path / "hub.git")


@pytest.fixture
def here(tmp_path: Path, hub: Hub) -> Plain:
    """A repository whose `origin` is the hub, which has its branch."""
    made = plain(tmp_path / "here")
    made.repository.git("remote", "add", "origin", str(hub.path))
    made.repository.git("push", "--quiet", "origin", "main")
    return made


def origin(here: Plain) -> GitRemote:
    return GitRemote(here.workspace, "origin")


def state(here: Plain) -> dict[str, str]:
    """What no transfer of experiments may change: settings, and all references outside of two namespaces."""
    listing = here.repository.git("for-each-ref", "--format=%(refname) %(objectname)")
    rows = dict(line.split() for line in listing.splitlines())
    ours = ("refs/exps/", "refs/hemolog/")
    kept = {name: oid for name, oid in rows.items() if not name.startswith(ours)}
    git = here.repository.path / ".git"
    return kept | {"config": (git / "config").read_text(), "FETCH_HEAD": str((git / "FETCH_HEAD").exists())}


def several(here: Plain, count: int) -> dict[str, str]:
    """References of experiments, each to a commit of its own."""
    return {here.ref(f"rates-{number:04}"): here.commit({"number": str(number)}) for number in range(count)}


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


def test_git_that_is_not_there_is_told(here: Plain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    remote = GitRemote(Workspace(here.root), "origin")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitRemoteError, match="git is not on the PATH"):
        remote.references()

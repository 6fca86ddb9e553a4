"""Lines noted of commits: by hemolog, by git itself, by many processes at once."""

import os
import signal
import subprocess
from pathlib import Path

import pygit2
import pytest

from hemolog.errors import RecordingError, RepositoryError
from hemolog.experiments.sharing.notes import notes as module
from hemolog.experiments.sharing.notes.notes import LARGEST, REF, Notes
from support.notes import noted, shown, workspace
from support.processes import environment, python, started
from support.repositories import Repository

WRITER = """
import sys
from pathlib import Path
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.workspace import Workspace

notes = Notes(Workspace(Path(sys.argv[1])))
for number in range(int(sys.argv[4])):
    notes.add({sys.argv[2]: [f"{sys.argv[3]}-{number}"]})
    print(number, flush=True)
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return noted(tmp_path / "repository")[0]


def notes_of(repository: Repository) -> Notes:
    return Notes(workspace(repository))


def commits(repository: Repository) -> list[str]:
    return repository.git("rev-list", "HEAD").split()


def test_what_is_added_is_read_and_shown_by_git(repository: Repository) -> None:
    first, second, third = commits(repository)
    notes = notes_of(repository)
    assert (notes.read(), notes.tip()) == ({}, None)
    notes.add({first: ["b", "a"], second: ["c"]})
    notes.add({first: ["d"]})
    assert notes.read() == {first: ("b", "a", "d"), second: ("c",)}
    assert shown(repository, first) == ["a", "b", "d"]
    assert repository.git("notes", "--ref", "hemolog", "list", third, code=1) != ""
    assert repository.git("log", "--format=%an", "-1", REF) == "Test\n"


def test_what_git_notes_is_read_and_added_to(repository: Repository) -> None:
    first, second, _ = commits(repository)
    repository.git("notes", "--ref", "hemolog", "add", "-m", "from git", first)
    notes = notes_of(repository)
    notes.add({first: ["from hemolog"], second: ["new"]})
    repository.git("notes", "--ref", "hemolog", "append", "-m", "again", first)
    assert sorted(notes.read()[first]) == ["again", "from git", "from hemolog"]
    assert shown(repository, second) == ["new"]


def test_all_commits_get_their_lines_in_one_commit_of_notes_and_nothing_new_makes_none(repository: Repository) -> None:
    notes = notes_of(repository)
    notes.add({commit: ["x"] for commit in commits(repository)})
    tip = notes.tip()
    assert repository.git("rev-list", "--count", REF) == "1\n"
    notes.add({commit: ["x"] for commit in commits(repository)})
    notes.add({})
    assert notes.tip() == tip


def note_by_git(repository: Repository, ids: list[str]) -> None:
    """Let git itself note some ids, divided as it thinks right for so many."""
    git = pygit2.Repository(str(repository.path))
    blob, tree = git.create_blob(b"git\n"), git.TreeBuilder()
    for each in ids:
        tree.insert(each, blob, pygit2.enums.FileMode.BLOB)
    who = pygit2.Signature("a", "b", 0, 0)
    git.create_commit(REF, who, who, "x", tree.write(), [])
    repository.git("notes", "--ref", "hemolog", "append", "-m", "once", "HEAD")
    repository.git("notes", "--ref", "hemolog", "remove", "HEAD")


@pytest.mark.parametrize(("count", "kind"), [(5, "blob"), (1000, "tree")])
def test_notes_of_any_division_are_read_and_added_to(repository: Repository, count: int, kind: str) -> None:
    ids = [f"{number * 65:04x}" * 10 for number in range(count)]
    note_by_git(repository, ids)
    assert {line.split()[1] for line in repository.git("ls-tree", REF).splitlines()} == {kind}
    notes = notes_of(repository)
    assert notes.read() == dict.fromkeys(ids, ("git",))
    notes.add({ids[0]: ["more"], "ab" * 20: ["new"]})
    assert notes.read() == {**dict.fromkeys(ids, ("git",)), ids[0]: ("git", "more"), "ab" * 20: ("new",)}
    assert len(repository.git("notes", "--ref", "hemolog", "list").splitlines()) == count + 1
    assert shown(repository, ids[1]) == ["git"]


def test_two_notes_of_one_commit_become_one_when_it_gets_a_third(repository: Repository) -> None:
    first = commits(repository)[0]
    git = pygit2.Repository(str(repository.path))
    below, tree = git.TreeBuilder(), git.TreeBuilder()
    below.insert(first[2:], git.create_blob(b"divided"), pygit2.enums.FileMode.BLOB)
    tree.insert(first, git.create_blob(b"whole"), pygit2.enums.FileMode.BLOB)
    tree.insert(first[:2], below.write(), pygit2.enums.FileMode.TREE)
    who = pygit2.Signature("a", "b", 0, 0)
    git.create_commit(REF, who, who, "x", tree.write(), [])
    notes = notes_of(repository)
    assert sorted(notes.read()[first]) == ["divided", "whole"]
    notes.add({first: ["new"]})
    assert shown(repository, first) == ["divided", "new", "whole"]
    assert len(repository.git("notes", "--ref", "hemolog", "list").splitlines()) == 1


def test_lines_that_nobody_understands_are_kept_as_they_are(repository: Repository) -> None:
    first = commits(repository)[0]
    raw = b'{"kind": "later"}\n\xff\xfe not a text\n{"kind":'
    git = pygit2.Repository(str(repository.path))
    tree = git.TreeBuilder()
    tree.insert(first, git.create_blob(raw), pygit2.enums.FileMode.BLOB)
    tree.insert("README", git.create_blob(b"no note"), pygit2.enums.FileMode.BLOB)
    who = pygit2.Signature("a", "b", 0, 0)
    git.create_commit(REF, who, who, "x", tree.write(), [])
    notes = notes_of(repository)
    assert notes.read()[first] == ('{"kind": "later"}', "\ufffd\ufffd not a text", '{"kind":')
    notes.add({first: ["new"]})
    noted = subprocess.run(
        ["git", "notes", "--ref", "hemolog", "show", first], cwd=repository.path, capture_output=True, check=True
    ).stdout
    assert noted == raw + b"\nnew\n"
    assert repository.git("show", f"{REF}:README") == "no note"


def test_a_note_that_is_too_long_is_passed_over_and_kept(repository: Repository) -> None:
    first, second, _ = commits(repository)
    notes = notes_of(repository)
    notes.add({first: ["x" * LARGEST], second: ["y"]})
    notes.add({first: ["z"]})
    assert notes.read() == {second: ("y",)}
    assert len(repository.git("notes", "--ref", "hemolog", "show", first)) == LARGEST + 3


def test_a_damaged_reference_is_read_as_nothing_and_told_when_written(repository: Repository) -> None:
    path = repository.path / ".git" / REF
    path.parent.mkdir(parents=True)
    path.write_text("1" * 40 + "\n")
    notes = notes_of(repository)
    assert notes.read() == {}
    with pytest.raises(RepositoryError, match="notes of 1111111"):
        notes.add({"1" * 40: ["x"]})


def merged(repository: Repository, one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    """Lines of both, added in histories that go apart, and merged."""
    notes = notes_of(repository)
    notes.add({"ff" * 20: ["before"]})
    start = notes.tip()
    notes.add(other)
    theirs = notes.tip()
    assert start is not None
    assert theirs is not None
    repository.git("update-ref", REF, start)
    notes.add(one)
    notes.merge(theirs)
    return {commit: list(lines) for commit, lines in notes.read().items() if commit != "ff" * 20}


def test_merging_is_the_union_with_both_as_parents(repository: Repository) -> None:
    first, second, third = commits(repository)
    found = merged(repository, {first: ["c", "a"], second: ["x"]}, {first: ["b", "a"], third: ["y"]})
    assert found == {first: ["a", "b", "c"], second: ["x"], third: ["y"]}
    assert len(repository.git("rev-list", "--parents", "-1", REF).split()) == 3


def test_merging_agrees_with_git(repository: Repository) -> None:
    first, second, third = commits(repository)
    notes = notes_of(repository)
    notes.add({first: ["before"]})
    start = notes.tip()
    notes.add({first: ["b", "a"], second: ["same"], third: ["only"]})
    theirs = notes.tip()
    assert start is not None
    assert theirs is not None
    repository.git("update-ref", REF, start)
    notes.add({first: ["c"], second: ["same"]})
    ours = notes.tip()
    repository.git("update-ref", "refs/notes/theirs", theirs)
    repository.git("notes", "--ref", "hemolog", "merge", "--quiet", "-s", "cat_sort_uniq", "theirs")
    by_git = {each: shown(repository, each) for each in (first, second, third)}
    repository.git("update-ref", REF, str(ours))
    notes.merge(theirs)
    assert {commit: list(lines) for commit, lines in notes.read().items()} == by_git


def test_merging_what_is_known_changes_nothing_and_what_goes_on_is_taken(repository: Repository) -> None:
    first = commits(repository)[0]
    notes = notes_of(repository)
    notes.add({first: ["a"]})
    old = notes.tip()
    notes.add({first: ["b"]})
    new = notes.tip()
    assert old is not None
    assert new is not None
    notes.merge(old)
    assert notes.tip() == new
    repository.git("update-ref", REF, old)
    notes.merge(new)
    assert notes.tip() == new
    repository.git("update-ref", "-d", REF)
    notes.merge(new)
    assert notes.tip() == new


def test_processes_that_add_at_once_lose_no_line(repository: Repository) -> None:
    first, second, _ = commits(repository)
    words = [(first, "a"), (first, "b"), (second, "c"), (second, "d")]
    running = [
        subprocess.Popen(
            python(WRITER, str(repository.path), commit, name, "10"), env=environment(), stdout=subprocess.DEVNULL
        )
        for commit, name in words
    ]
    assert [each.wait() for each in running] == [0] * 4
    found = notes_of(repository).read()
    assert sorted(found[first]) == sorted(f"{name}-{number}" for name in "ab" for number in range(10))
    assert sorted(found[second]) == sorted(f"{name}-{number}" for name in "cd" for number in range(10))


def test_a_process_that_is_killed_leaves_the_lines_that_it_told_of(repository: Repository) -> None:
    first = commits(repository)[0]
    command = python(WRITER, str(repository.path), first, "a", "10000")
    with started(command, env=environment(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(5)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.readlines()
    notes = notes_of(repository)
    assert {f"a-{number.strip()}" for number in told} <= set(notes.read()[first])
    assert repository.git("fsck", "--full", "--no-dangling") == ""
    notes.add({first: ["after"]})
    assert "after" in notes.read()[first]


def test_a_reference_that_stays_locked_is_told_in_the_end(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.3)
    monkeypatch.setattr(module.reference_locks, "free", lambda workspace: False)  # Somebody takes it again each time.
    lock = repository.path / ".git" / f"{REF}.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    notes = notes_of(repository)
    with pytest.raises(RecordingError, match=r"hemolog\.lock.*tried for"):
        notes.add({commits(repository)[0]: ["x"]})
    lock.unlink()
    notes.add({commits(repository)[0]: ["x"]})

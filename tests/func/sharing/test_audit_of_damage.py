"""An audit of real repositories: damaged bytes, references and commits are found, and their command mends them."""

from pathlib import Path

import pytest

from hemolog.experiments.sharing.audit.audited import Mend, State
from support.audits import ALL, found, head, here, of, states, there
from support.shared_search import DATA, MODEL, Team, hemolog, run_hemolog
from support.small_pipeline import write


def damage(file: Path, content: bytes | None = None) -> None:
    """Other bytes, as many as before by themselves."""
    content = bytes(255 - byte for byte in file.read_bytes()) if content is None else content
    file.unlink()
    file.write_bytes(content)


@pytest.mark.parametrize("content", [b"", b"[", b'[{"md5": "../../x", "relpath": "y"}]', b"{}"])
def test_a_damaged_list_of_files_in_the_remote_is_told(pushed: Team, content: bytes) -> None:
    damage(pushed.store / pushed.key(DATA, ALL[0]), content)
    assert found(there(pushed.another()), ALL[0]) == [(DATA, State.DAMAGED)]


def test_objects_of_another_size_than_the_lock_tells_are_told_and_brought_again(pushed: Team) -> None:
    damage(pushed.cache / pushed.key(MODEL, ALL[3]), b"cut")
    audit = here(pushed.clone)
    assert (found(audit, ALL[3]), of(audit, ALL[3]).mend) == ([(MODEL, State.WRONG_SIZE)], Mend.PULL)
    assert of(audit, ALL[3]).findings[0].place == str(pushed.cache / pushed.key(MODEL, ALL[3]))
    assert there(pushed.clone).is_good
    hemolog(pushed.clone.path, "pull", ALL[3])
    assert here(pushed.clone).is_good

    damage(pushed.store / pushed.key(MODEL, ALL[3]), b"cut")
    audit = there(pushed.clone)
    assert (found(audit, ALL[3]), of(audit, ALL[3]).mend) == ([(MODEL, State.WRONG_SIZE)], Mend.PUSH)
    hemolog(pushed.clone.path, "push", ALL[3])
    assert there(pushed.clone).is_good


def test_a_directory_whose_files_do_not_add_up_is_of_the_wrong_size(pushed: Team) -> None:
    damage(pushed.store / pushed.members(ALL[0])[1], b"longer than before")
    assert found(there(pushed.clone), ALL[0]) == [(DATA, State.WRONG_SIZE)]
    assert here(pushed.clone).is_good


def test_a_lock_that_tells_another_size_of_an_object_is_told_of_its_experiment_alone(pushed: Team) -> None:
    clone = pushed.clone
    lock = clone.git("show", f"refs/exps/{head(pushed)}/{ALL[0]}:dvc.lock")
    assert "size: 140\n" in lock
    write(clone.path, {"dvc.lock": lock.replace("size: 140\n", "size: 141\n")})
    clone.git("add", "dvc.lock")
    commit = clone.git("commit-tree", clone.git("write-tree").strip(), "-p", "HEAD", "-m", "x").strip()
    clone.git("update-ref", f"refs/exps/{head(pushed)}/another", commit)
    audit = here(clone)
    assert found(audit, "another") == [(MODEL, State.WRONG_SIZE)]
    assert found(audit, ALL[0]) == []


def test_damaged_bytes_of_the_right_size_are_found_when_they_are_read_again(pushed: Team) -> None:
    file, other = pushed.store / pushed.key(MODEL, ALL[0]), pushed.store / pushed.members(ALL[0])[2]
    damage(file)
    damage(other)
    assert there(pushed.clone).is_good
    audit = there(pushed.clone, deep=True)
    assert found(audit, ALL[0]) == [(f"{DATA}/2.txt", State.DAMAGED), (MODEL, State.DAMAGED)]
    assert found(audit, ALL[1]) == [(f"{DATA}/2.txt", State.DAMAGED)]
    assert (of(audit, ALL[0]).mend, of(audit, ALL[0]).findings[1].place) == (Mend.PUSH, str(file))
    assert f"`rm -f {file}`" in hemolog(pushed.clone.path, "audit", "--remote", "--deep", code=1)
    file.unlink()
    other.unlink()
    hemolog(pushed.clone.path, "push", ALL[0])
    assert there(pushed.clone, deep=True).is_good


def test_damaged_files_of_the_cache_are_found_when_they_are_read_again(pushed: Team) -> None:
    file = pushed.cache / pushed.key(MODEL, ALL[0])
    damage(file)
    assert here(pushed.clone).is_good
    audit = here(pushed.clone, deep=True)
    assert (found(audit, ALL[0]), of(audit, ALL[0]).mend) == ([(MODEL, State.DAMAGED)], Mend.PULL)
    file.unlink()
    hemolog(pushed.clone.path, "pull", ALL[0])
    assert here(pushed.clone, deep=True).is_good


def test_references_that_lead_nowhere_are_rows_of_their_own(pushed: Team) -> None:
    clone = pushed.clone
    blob = clone.git("hash-object", "-w", "dvc.yaml").strip()
    folder = clone.path / ".git/refs/exps" / head(pushed)
    (folder / "nowhere").write_text("1" * 40 + "\n")
    (folder / "a-blob").write_text(f"{blob}\n")
    (folder / "empty").write_text("")
    clone.git("update-ref", "refs/exps/exec/EXEC_HEAD", "HEAD")
    write(clone.path, {"dvc.lock": "stages: {a: {outs: [}\n"})
    clone.git("add", "dvc.lock")
    tree = clone.git("write-tree").strip()
    commit = clone.git("commit-tree", tree, "-p", "HEAD", "-m", "damaged").strip()
    clone.git("update-ref", f"refs/exps/{head(pushed)}/lock", commit)

    audit = here(clone)
    problems = {each.experiment.name: each.problem for each in audit.experiments if each.state is State.UNREADABLE}
    assert {name: found(audit, name) for name in ALL} == {name: [] for name in ALL}
    assert problems["nowhere"] == "its commit is not here"
    assert problems["a-blob"] == "it is no commit but a blob"
    assert problems["lock"].startswith("dvc.lock can't be read: ")
    assert not audit.is_good
    assert run_hemolog(clone.path, "audit").returncode == 1


def test_a_damaged_commit_or_tree_is_a_row_of_its_own(team: Team) -> None:
    clone = team.clone
    ref = f"refs/exps/{head(team)}/{ALL[0]}"
    for name in (ref, f"refs/exps/{head(team)}/{ALL[1]}^{{tree}}"):
        oid = clone.git("rev-parse", name).strip()
        file = clone.path / ".git/objects" / oid[:2] / oid[2:]
        file.chmod(0o644)
        file.write_bytes(b"nonsense")
    audit = here(clone)
    expected = {**dict.fromkeys(ALL, State.WHOLE), ALL[0]: State.UNREADABLE, ALL[1]: State.UNREADABLE}
    assert states(audit) == expected

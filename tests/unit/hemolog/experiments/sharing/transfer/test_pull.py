"""Tests of what is brought, what is passed over, and what is not whole."""

from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError, RepositoryError
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.sharing.transfer.pull import Pulled
from support.kept_objects import Keeping, added, keeping
from support.plain_repository import set_references


@pytest.fixture
def made(tmp_path: Path) -> Keeping:
    """Where experiments are made and pushed."""
    return keeping(tmp_path)


def names(experiments: tuple[object, ...]) -> list[str]:
    return [each.name for each in experiments]  # type: ignore[attr-defined]


def left(pulled: Pulled) -> dict[str, str]:
    return {each.experiment.name: each.reason for each in pulled.left}


ABSENT = "is not in the DVC remote: whoever made it pushes it with `hemolog push`"


def test_references_come_with_objects_and_with_directories_files_in_a_second_round(made: Keeping) -> None:
    model, folder = made.object(b"model"), made.folder({"a": b"a", "ü/ c": b"c", "empty": b""})
    made.experiment("one", {"model": model, "data": folder})
    made.experiment("two", {"model": model, "ünï/m": made.object(b"")})
    made.push()
    clone = made.clone()
    pulled = clone.pull()
    assert (names(pulled.brought), pulled.there, pulled.left, pulled.failed) == (["one", "two"], (), (), None)
    assert pulled.objects == 5  # What is empty is one object, in both.
    assert pulled.bytes == sum(map(len, made.here().values()))
    assert clone.here() == made.here()
    assert {path.stat().st_mode & 0o777 for path in clone.cache.rglob("*") if path.is_file()} == {0o444}
    again = clone.pull()
    assert (names(again.there), again.brought, again.objects) == (["one", "two"], (), 0)


def test_one_alone_comes_and_metrics_without_objects(made: Keeping) -> None:
    for name in ("one", "two"):
        made.experiment(name, {"model": made.object(name.encode())})
    made.push()
    clone = made.clone()
    pulled = clone.pull("one", metrics_only=True)
    assert (names(pulled.brought), pulled.objects, clone.here()) == (["one"], 0, {})
    pulled = clone.pull("one")
    assert (names(pulled.there), pulled.objects) == (["one"], 1)
    assert list(clone.here().values()) == [b"one"]


def test_what_is_in_the_cache_by_another_size_is_brought_again(made: Keeping) -> None:
    name = made.object(b"whole")
    made.experiment("one", {"model": name})
    made.push()
    clone = made.clone()
    clone.pull()
    for content in (b"", b"wh", b"whole and more"):
        file = clone.cache / key_of(name)
        file.unlink()
        file.write_bytes(content)
        assert clone.pull().objects == 1
        assert file.read_bytes() == b"whole"


def test_a_list_that_is_damaged_in_the_cache_is_brought_again(made: Keeping) -> None:
    folder = made.folder({"a": b"a", "b": b"b"})
    made.experiment("one", {"data": folder})
    made.push()
    clone = made.clone()
    for content in (b"[", b"[]"):
        file = clone.cache / key_of(folder)
        file.unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        pulled = clone.pull()
        assert pulled.left == ()
        assert clone.here() == made.here()


def test_what_the_remote_lacks_is_told_and_the_rest_comes(made: Keeping) -> None:
    lost, folder = made.object(b"lost"), made.folder({"a": b"a", "b": b"b"})
    made.experiment("one", {"model": lost, "other": made.object(b"other")})
    made.experiment("two", {"data": folder})
    made.experiment("three", {"other": made.object(b"other")})
    made.push()
    (made.remotes / "storage" / key_of(lost)).unlink()
    (made.remotes / "storage" / key_of(made.object(b"b"))).unlink()
    clone = made.clone()
    pulled = clone.pull()
    assert left(pulled) == {"one": f"model {ABSENT}", "two": f"data {ABSENT}"}
    assert sorted(clone.here().values()) == sorted([b"a", b"other", (made.cache / key_of(folder)).read_bytes()])
    assert names(pulled.brought) == ["one", "three", "two"]


def test_what_is_damaged_in_the_remote_enters_no_cache(made: Keeping) -> None:
    bad, folder = made.object(b"bad"), made.folder({"a": b"a"})
    made.experiment("one", {"model": bad})
    made.experiment("two", {"data": folder})
    made.push()
    for name in (bad, folder):
        file = made.remotes / "storage" / key_of(name)
        file.unlink()
        file.write_bytes(b"odd")
    clone = made.clone()
    pulled = clone.pull()
    assert left(pulled).keys() == {"one", "two"}
    assert all("did not come: " in reason for reason in left(pulled).values())
    assert pulled.failed is not None
    assert clone.here() == {}


def test_what_was_pruned_is_not_missing(made: Keeping) -> None:
    model = made.object(b"model")
    commit = made.experiment("one", {"model": model})
    made.push()
    (made.remotes / "storage" / key_of(model)).unlink()
    clone = made.clone()
    assert left(clone.pull()) == {"one": f"model {ABSENT}"}
    assert clone.pull(pruned={commit: frozenset({model})}).left == ()


def test_outputs_with_a_remote_of_their_own_come_from_there(tmp_path: Path) -> None:
    made = keeping(tmp_path, ("storage", "other"))
    made.plain.experiment(
        "one", {"a.dvc": added("a", made.object(b"a"), 1, "other"), "b.dvc": added("b", made.object(b"b"))}
    )
    made.push()
    clone = made.clone()
    assert clone.pull().left == ()
    assert clone.here() == made.here()


def test_another_experiment_of_the_same_name_stays_as_it_is(made: Keeping) -> None:
    made.experiment("one", {"model": made.object(b"theirs")})
    made.push()
    clone = made.clone()
    mine = clone.plain.repository.git("rev-parse", "HEAD").strip()
    ref = made.plain.ref("one")
    clone.plain.references({ref: mine})
    pulled = clone.pull()
    assert left(pulled) == {"one": "origin has another experiment of this name: `dvc exp rename` yours to get it"}
    assert clone.plain.repository.git("rev-parse", ref).strip() == mine


def test_hostile_experiments_hinder_no_other(made: Keeping) -> None:
    made.experiment("good", {"model": made.object(b"model")})
    made.plain.experiment("none", {"readme": "no dvc.lock at all"})
    made.plain.experiment("damaged", {"x.dvc": "{"})
    made.push("good", "none")
    blob = made.plain.repository.git("rev-parse", "HEAD:.dvc/config").strip()
    damaged = made.plain.repository.git("rev-parse", made.plain.ref("damaged")).strip()
    made.remote.send({made.plain.ref("damaged"): damaged})
    made.plain.repository.git("push", "--quiet", "origin", f"{blob}:refs/notes/blob")
    strange = {made.plain.ref(f"a{letters}b"): made.plain.head() for letters in ("\u2028", "\u202e", "é", "\udce9")}
    set_references(made.hub.path, {**strange, made.plain.ref("blob"): blob})
    clone = made.clone()
    pulled = clone.pull()
    assert left(pulled).keys() == {"blob", "damaged"}
    assert left(pulled)["damaged"].startswith("x.dvc can't be read: ")
    assert len(pulled.brought) == 8
    assert list(clone.here().values()) == [b"model"]


def test_what_is_not_there_is_an_error(made: Keeping, tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="there are no experiments"):
        made.pull()
    made.experiment("one", {})
    with pytest.raises(RepositoryError, match=r"'two' is unknown \(did you mean one\?\)|known: one"):
        made.pull("two")
    made.plain.repository.git("remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(GitRemoteError):
        made.pull("one")


def test_a_cache_that_can_not_be_written_to_is_told(made: Keeping) -> None:
    made.experiment("one", {"model": made.object(b"model")})
    made.push()
    clone = made.clone()
    clone.cache.parent.mkdir(exist_ok=True)
    clone.cache.write_text("a file")
    pulled = clone.pull()
    assert left(pulled)["one"].startswith("model did not come: ")
    assert names(pulled.brought) == ["one"]


def test_dvc_may_be_set_up_in_a_folder_and_the_cache_elsewhere(tmp_path: Path) -> None:
    made = keeping(tmp_path, below="ml")
    made.plain.experiment("one", {"ml/model.dvc": added("model", made.object(b"model"))})
    made.push()
    for path in made.cache.rglob("*"):
        if path.is_file():
            path.unlink()
    shared = Keeping(made.plain, made.hub, made.remotes, tmp_path / "shared cache")
    assert shared.pull().objects == 1
    assert list(shared.here().values()) == [b"model"]
    assert made.here() == {}


def test_a_detached_head_is_no_hindrance(made: Keeping) -> None:
    made.experiment("one", {"model": made.object(b"model")})
    made.push()
    clone = made.clone()
    clone.plain.repository.git("checkout", "--quiet", "--detach")
    assert names(clone.pull().brought) == ["one"]

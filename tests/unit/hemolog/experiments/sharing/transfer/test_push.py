"""Tests of what is sent, in which order, and what stays."""

import os
from pathlib import Path

import pytest

from hemolog.errors import GitRemoteError, HemologError
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.sharing.transfer import push as module
from hemolog.experiments.sharing.transfer.push import Pushed
from hemolog.experiments.sharing.transfer.transfer import Item, Transferred
from support.kept_objects import Keeping, added, keeping
from support.tellers import Silent


@pytest.fixture
def made(tmp_path: Path) -> Keeping:
    return keeping(tmp_path)


def names(experiments: tuple[object, ...]) -> list[str]:
    return [each.name for each in experiments]  # type: ignore[attr-defined]


def left(pushed: Pushed) -> dict[str, str]:
    return {each.experiment.name: each.reason for each in pushed.left}


NOWHERE = "is neither in the cache nor in the DVC remote: `dvc exp apply` and `dvc repro` make it again"


def test_objects_go_once_and_references_after(made: Keeping) -> None:
    shared, own, folder = made.object(b"shared"), made.object(b"own"), made.folder({"a": b"a", "b/ c": b"c"})
    made.experiment("one", {"model": shared, "data": folder})
    made.experiment("two", {"model": shared, "ünï cöde/ö n": own})
    pushed = made.push()
    assert (names(pushed.sent), pushed.there, pushed.left, pushed.failed) == (["one", "two"], (), (), None)
    assert pushed.objects == 5
    assert pushed.bytes == sum(map(len, made.here().values()))
    assert made.there() == made.here()
    assert made.hub.references("refs/exps") == {
        made.plain.ref(name): made.plain.repository.git("rev-parse", made.plain.ref(name)).strip()
        for name in ("one", "two")
    }
    again = made.push()
    assert (names(again.there), again.sent, again.objects, again.bytes) == (["one", "two"], (), 0, 0)


def test_nothing_chosen_and_nothing_pointed_at(made: Keeping) -> None:
    teller = Silent()
    assert made.push("none", teller=teller) == Pushed((), (), (), 0, 0)
    assert teller.told == []
    made.plain.experiment("empty", {"readme": "no dvc.lock at all"})
    pushed = made.push()
    assert (names(pushed.sent), pushed.objects) == (["empty"], 0)


def test_an_object_without_bytes_goes(made: Keeping) -> None:
    made.experiment("one", {"empty": made.object(b""), "none": made.folder({}), "some": made.folder({"x": b""})})
    assert names(made.push().sent) == ["one"]
    assert sorted(made.there().values()) == sorted(made.here().values())
    assert made.push().objects == 0


def test_lists_of_directories_go_last(made: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    made.experiment("one", {"data": made.folder({str(number): os.urandom(9) for number in range(20)})})
    sent: list[list[str]] = []
    real = module.send

    def send(store: object, items: list[Item], watcher: object) -> Transferred:
        sent.append([item.key for item in items])
        return real(store, items, watcher)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "send", send)
    made.push()
    first, second = sent
    assert len(first) == 20
    assert [key.endswith(".dir") for key in second] == [True]


def test_a_list_whose_files_did_not_all_go_does_not_go(made: Keeping) -> None:
    folder = made.folder({"a": b"aa", "b": b"bb"})
    made.experiment("one", {"data": folder})
    (made.cache / key_of(made.object(b"bb"))).unlink()
    assert left(made.push()) == {"one": f"data {NOWHERE}"}
    assert key_of(folder) not in made.there()
    assert made.hub.references("refs/exps") == {}


def test_a_list_that_the_cache_lost_or_that_is_damaged_comes_from_the_remote(made: Keeping) -> None:
    folder = made.folder({"a": b"aa", "b": b"bb"})
    made.experiment("one", {"data": folder})
    made.push()
    file = made.cache / key_of(folder)
    for content in (None, b"[]", b"["):
        made.plain.repository.git("push", "--quiet", "origin", f":{made.plain.ref('one')}")
        file.chmod(0o644)
        file.unlink() if content is None else file.write_bytes(content)
        assert names(made.push().sent) == ["one"]
        assert file.read_bytes() == made.there()[key_of(folder)]


def test_a_list_that_is_damaged_here_and_nowhere_else_keeps_the_experiment_here(made: Keeping) -> None:
    folder = made.folder({"a": b"aa", "b": b"bb"})
    made.experiment("one", {"data": folder})
    file = made.cache / key_of(folder)
    file.chmod(0o644)
    file.write_bytes(b"[]")
    assert left(made.push()).keys() == {"one"}
    assert made.there() == {}


def test_what_is_in_the_remote_by_another_size_is_sent_again(made: Keeping) -> None:
    name = made.object(b"whole")
    made.experiment("one", {"model": name})
    made.push()
    file = made.remotes / "storage" / key_of(name)
    for content in (b"", b"wh", b"whole and more"):
        file.unlink()
        file.write_bytes(content)
        pushed = made.push()
        assert (pushed.objects, pushed.left) == (1, ())
        assert file.read_bytes() == b"whole"


def test_what_is_in_the_remote_by_another_size_and_not_here_keeps_the_experiment_here(made: Keeping) -> None:
    name = made.object(b"whole")
    made.experiment("one", {"model": name})
    (made.remotes / "storage" / key_of(name)).parent.mkdir(parents=True)
    (made.remotes / "storage" / key_of(name)).write_bytes(b"wh")
    (made.cache / key_of(name)).unlink()
    assert left(made.push()) == {"one": f"model {NOWHERE}"}


def test_outputs_with_a_remote_of_their_own_go_there(tmp_path: Path) -> None:
    made = keeping(tmp_path, ("storage", "other"))
    name, both = made.object(b"other"), made.object(b"both")
    files = {
        "a.dvc": added("a", name, 5, "other"),
        "b.dvc": added("b", both, 4),
        "c.dvc": added("c", both, 4, "other"),
    }
    made.plain.experiment("one", files)
    assert names(made.push().sent) == ["one"]
    assert made.there("storage").keys() == {key_of(both)}
    assert made.there("other").keys() == {key_of(both), key_of(name)}


def test_a_remote_that_is_not_set_up_is_told(made: Keeping) -> None:
    made.plain.experiment("one", {"a.dvc": added("a", made.object(b"a"), 1, "unknown")})
    with pytest.raises(HemologError, match="unknown"):
        made.push()
    assert made.hub.references("refs/exps") == {}


def test_what_was_pruned_nobody_waits_for(made: Keeping) -> None:
    model, data = made.object(b"model"), made.object(b"data")
    commit = made.experiment("one", {"model": model, "data": data})
    (made.cache / key_of(model)).unlink()
    assert left(made.push(pruned={commit: frozenset({data})})) == {"one": f"model {NOWHERE}"}
    assert left(made.push(pruned={"1" * 40: frozenset({model})})) == {"one": f"model {NOWHERE}"}
    assert names(made.push(pruned={commit: frozenset({model})}).sent) == ["one"]


def test_an_experiment_that_can_not_be_read_hinders_no_other(made: Keeping) -> None:
    made.experiment("good", {"model": made.object(b"model")})
    made.plain.experiment("damaged", {"x.dvc": "{"})
    made.plain.references({made.plain.ref("blob"): made.plain.repository.git("rev-parse", "HEAD:.dvc/config").strip()})
    pushed = made.push()
    assert names(pushed.sent) == ["good"]
    assert left(pushed)["blob"] == "it is no commit but a blob"
    assert left(pushed)["damaged"].startswith("x.dvc can't be read: ")


def test_what_the_git_remote_refuses_or_has_already_is_left(made: Keeping) -> None:
    for name in ("one", "two", "three"):
        made.experiment(name, {"model": made.object(name.encode())})
    made.remote.send({made.plain.ref("three"): made.plain.head()})
    made.hub.refuse("/one$")
    pushed = made.push()
    assert names(pushed.sent) == ["two"]
    assert left(pushed) == {
        "three": "origin has another experiment of this name: `dvc exp rename` one of both",
        "one": "origin: hook declined (not on this server)",
    }
    made.hub.accept()
    assert names(made.push().sent) == ["one"]


def test_a_git_remote_that_can_not_be_reached_is_an_error(made: Keeping, tmp_path: Path) -> None:
    made.experiment("one", {"model": made.object(b"model")})
    made.plain.repository.git("remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(GitRemoteError):
        made.push()


def test_a_damaged_object_stays_and_so_do_the_experiments_that_point_at_it(made: Keeping) -> None:
    bad, good = made.object(b"bad"), made.object(b"good")
    made.experiment("one", {"model": bad})
    made.experiment("two", {"model": bad, "data": good})
    made.experiment("three", {"data": good})
    file = made.cache / key_of(bad)
    file.chmod(0o644)
    file.write_bytes(b"odd")
    pushed = made.push()
    assert names(pushed.sent) == ["three"]
    assert left(pushed).keys() == {"one", "two"}
    assert all("model could not be sent: " in reason for reason in left(pushed).values())
    assert pushed.failed is not None
    assert made.there().keys() == {key_of(good)}


def test_where_a_folder_is_in_the_caches_place_of_an_object_it_is_told(made: Keeping) -> None:
    name = made.object(b"model")
    made.experiment("one", {"model": name})
    (made.cache / key_of(name)).unlink()
    (made.cache / key_of(name)).mkdir()
    assert left(made.push()).keys() == {"one"}


def test_dvc_may_be_set_up_in_a_folder_and_the_cache_elsewhere(tmp_path: Path) -> None:
    made = keeping(tmp_path, below="ml")
    made = Keeping(made.plain, made.hub, made.remotes, tmp_path / "shared cache")
    made.plain.experiment("one", {"ml/model.dvc": added("model", made.object(b"model"))})
    assert (names(made.push().sent), made.there()) == (["one"], made.here())


def test_with_a_detached_head_all_goes_as_it_does(made: Keeping) -> None:
    made.experiment("one", {"model": made.object(b"model")})
    made.plain.repository.git("checkout", "--quiet", "--detach")
    assert names(made.push().sent) == ["one"]


def test_of_files_that_could_not_go_the_first_reason_is_told_and_how_many_there_are_more(
    made: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.experiment("one", {"data": made.folder({"a": b"a", "b": b"b", "c": b"c"})})
    made.experiment("two", {"model": made.object(b"model")})

    def send(store: object, items: list[Item], watcher: object) -> Transferred:
        return Transferred(failed={item.key: HemologError(f"broken {item.size}") for item in items})

    monkeypatch.setattr(module, "send", send)
    assert left(made.push()) == {
        "one": "data could not be sent: broken 1",
        "two": "model could not be sent: broken 5",
    }


def test_a_list_that_is_damaged_in_the_remote_and_not_here_is_told_as_such(made: Keeping) -> None:
    folder = made.folder({"a": b"aa"})
    made.experiment("one", {"data": folder})
    made.push()
    made.plain.repository.git("push", "--quiet", "origin", f":{made.plain.ref('one')}")
    (made.cache / key_of(folder)).unlink()
    file = made.remotes / "storage" / key_of(folder)
    file.unlink()
    file.write_bytes(b"[]")
    reason = left(made.push())["one"]
    assert reason.startswith("data could not be sent: ")
    assert "damaged" in reason
    assert not (made.cache / key_of(folder)).exists()

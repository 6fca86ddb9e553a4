"""An audit of real repositories: what is where, what is missing, and which command brings it back."""

import json
import shutil
from typing import Any

import pytest

from hemolog.experiments.sharing.audit.audited import Finding, Mend, State
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import Pruned
from hemolog.experiments.sharing.notes.shared import share
from hemolog.experiments.sharing.references.git_remote import GitRemote
from hemolog.experiments.sharing.stores import Stores
from hemolog.experiments.workspace import Workspace
from support.audits import ALL, found, head, here, of, states, there
from support.shared_search import DATA, MODEL, Team, hemolog, run_hemolog
from support.small_pipeline import write


def test_experiments_whose_objects_are_in_the_cache_are_whole_whatever_the_remote_is(team: Team) -> None:
    shutil.rmtree(team.store)
    team.clone.dvc("remote", "remove", "storage")
    audit = here(team.clone)
    assert states(audit) == dict.fromkeys(ALL, State.WHOLE)
    assert (audit.is_good, audit.git_remote, audit.count(State.WHOLE)) == (True, None, 4)
    first = of(audit, ALL[0])
    assert (first.outputs, first.size, first.findings) == (2, 144, ())


def test_what_the_cache_lacks_may_be_in_the_remote(pushed: Team) -> None:
    shutil.rmtree(pushed.cache)
    assert states(here(pushed.clone)) == dict.fromkeys(ALL, State.WHOLE)


def test_a_remote_that_cannot_be_used_is_an_error_where_the_cache_lacks_something(pushed: Team) -> None:
    pushed.clone.dvc("remote", "modify", "--local", "storage", "url", "s3://no bucket/x")
    assert here(pushed.clone).is_good
    (pushed.cache / pushed.key(MODEL, ALL[1])).unlink()
    result = run_hemolog(pushed.clone.path, "audit")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)


def test_what_neither_has_is_missing_and_has_to_be_made_again(pushed: Team) -> None:
    key = pushed.key(MODEL, ALL[1])
    (pushed.cache / key).unlink()
    (pushed.store / key).unlink()
    audit = here(pushed.clone)
    assert states(audit) == {**dict.fromkeys(ALL, State.WHOLE), ALL[1]: State.MISSING}
    name = pushed.objects(ALL[1])[MODEL]
    assert of(audit, ALL[1]).findings == (Finding(MODEL, name, State.MISSING),)
    assert of(audit, ALL[1]).mend is Mend.MAKE

    # DVC applies what is there, and tells what isn't.
    assert MODEL in pushed.clone.dvc("exp", "apply", ALL[1], code=255)
    pushed.clone.dvc("repro", "--quiet")
    assert here(pushed.clone).is_good
    hemolog(pushed.clone.path, "push", ALL[1])
    assert there(pushed.clone).is_good


def test_what_the_remote_lacks_is_missing_of_experiments_on_the_git_remote_and_pushed_again(pushed: Team) -> None:
    (pushed.store / pushed.key(MODEL, ALL[2])).unlink()
    assert here(pushed.clone).is_good
    audit = there(pushed.clone)
    assert (found(audit, ALL[2]), of(audit, ALL[2]).mend) == ([(MODEL, State.MISSING)], Mend.PUSH)
    assert audit.git_remote == "origin"
    said = hemolog(pushed.clone.path, "audit", "--remote", code=1)
    assert f"missing: {MODEL}" in said
    assert f"`hemolog push {ALL[2]}`" in said
    hemolog(pushed.clone.path, "push", ALL[2])
    assert there(pushed.clone).is_good


def test_a_clone_without_the_experiments_says_that_they_have_to_be_made_again(pushed: Team) -> None:
    (pushed.store / pushed.key(MODEL, ALL[2])).unlink()
    other = pushed.another()
    audited = of(there(other), ALL[2])
    assert (audited.state, audited.mend, audited.is_here) == (State.MISSING, Mend.MAKE, False)
    assert f"`hemolog pull --metrics-only {ALL[2]}`" in hemolog(other.path, "audit", "--remote", code=1)


def test_files_of_directories_count(pushed: Team) -> None:
    member = pushed.members(ALL[0])[1]
    (pushed.store / member).unlink()
    audit = there(pushed.clone)
    assert {name: found(audit, name) for name in ALL} == {name: [(f"{DATA}/1.txt", State.MISSING)] for name in ALL}
    (pushed.cache / member).unlink()
    assert found(here(pushed.clone), ALL[0]) == [(f"{DATA}/1.txt", State.MISSING)]


def test_a_list_of_files_that_the_cache_lacks_is_brought(pushed: Team) -> None:
    other = pushed.another()
    member = pushed.members(ALL[0])[0]
    (pushed.store / member).unlink()
    audit = there(other)
    assert found(audit, ALL[0]) == [(f"{DATA}/0.txt", State.MISSING)]
    assert (other.path / ".dvc/cache" / pushed.key(DATA, ALL[0])).is_file()


def test_a_list_of_files_that_nobody_has_is_missing(pushed: Team) -> None:
    key = pushed.key(DATA, ALL[0])
    (pushed.store / key).unlink()
    assert found(there(pushed.another()), ALL[0]) == [(DATA, State.MISSING)]
    assert of(there(pushed.clone), ALL[0]).mend is Mend.PUSH


def test_what_was_pruned_is_not_missing(pushed: Team) -> None:
    name, commit = pushed.objects(ALL[1])[MODEL], pushed.clone.git("rev-parse", f"refs/exps/{head(pushed)}/{ALL[1]}")
    for place in (pushed.cache, pushed.store):
        (place / pushed.key(MODEL, ALL[1])).unlink()
    workspace = Workspace(pushed.clone.path)
    Notes(workspace).add({commit.strip(): [Pruned((name,), (MODEL,), "", "").to_line()]})
    audit = here(pushed.clone)
    assert (found(audit, ALL[1]), of(audit, ALL[1]).mend) == ([(MODEL, State.PRUNED)], None)
    assert (audit.is_good, of(audit, ALL[1]).state) == (True, State.PRUNED)
    # As long as nobody else can know of it, it is missing there.
    assert of(there(pushed.clone), ALL[1]).state is State.MISSING
    share(Notes(workspace), GitRemote(workspace, "origin"))
    assert of(there(pushed.clone), ALL[1]).state is State.PRUNED
    assert of(there(pushed.another()), ALL[1]).state is State.PRUNED
    said = hemolog(pushed.clone.path, "audit")
    assert "4 experiments here: 3 whole, 1 pruned, can be made again" in said


def test_a_remote_that_only_an_experiment_names_is_that_experiments_problem(pushed: Team) -> None:
    clone = pushed.clone
    definition = (clone.path / "dvc.yaml").read_text()
    changed = definition.replace("outs: [models/model.bin]", "outs: [{models/model.bin: {remote: elsewhere}}]")
    lock = clone.git("show", f"refs/exps/{head(pushed)}/{ALL[0]}:dvc.lock")
    write(clone.path, {"dvc.yaml": changed, "dvc.lock": lock})
    clone.git("add", "dvc.yaml", "dvc.lock")
    commit = clone.git("commit-tree", clone.git("write-tree").strip(), "-p", "HEAD", "-m", "x").strip()
    for repository in (clone, pushed.origin):
        clone.git("push", "--quiet", "origin", f"{commit}:refs/exps/{head(pushed)}/foreign")
        repository.git("update-ref", f"refs/exps/{head(pushed)}/foreign", commit)
    audited = of(there(clone), "foreign")
    assert (audited.state, found(there(clone), "foreign")) == (State.UNREADABLE, [(MODEL, State.MISSING)])
    assert "elsewhere" in audited.problem
    assert of(here(clone), "foreign").state is State.WHOLE


def test_a_remote_is_listed_once_and_only_if_it_has_to_be(pushed: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    of_stores = Stores.of

    def opened(self: Stores, remote: str | None) -> Any:
        store = of_stores(self, remote)
        find = type(store).find
        monkeypatch.setattr(store, "find", lambda keys: asked.append(len(keys)) or find(store, keys))
        return store

    monkeypatch.setattr(Stores, "of", opened)
    here(pushed.clone)
    assert asked == []
    there(pushed.clone)
    assert asked == [8]


def test_json_tells_all_of_it(pushed: Team) -> None:
    (pushed.store / pushed.key(MODEL, ALL[2])).unlink()
    document = json.loads(hemolog(pushed.clone.path, "audit", "--from", "origin", "--json", code=1))
    assert {key: document[key] for key in ("schema", "git_remote", "deep", "good")} == {
        "schema": "hemolog-audit-1",
        "git_remote": "origin",
        "deep": False,
        "good": False,
    }
    assert document["counts"]["missing"] == 1
    third = document["experiments"][2]
    assert third["name"] == ALL[2]
    assert (third["state"], third["search"], third["mend"]) == ("missing", "rates", "push")
    finding = {"path": MODEL, "object": pushed.objects(ALL[2])[MODEL], "state": "missing", "place": None}
    assert third["findings"] == [finding]


def test_a_git_remote_that_is_gone_is_an_error(team: Team) -> None:
    team.clone.git("remote", "set-url", "origin", "../nowhere")
    result = run_hemolog(team.clone.path, "audit", "--remote")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "error: git fetch origin" in result.stderr

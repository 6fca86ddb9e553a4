"""A prune of real repositories: what goes, by which rule, and that it can be made again."""

import os
import time

import pytest

from hemolog.errors import SharingError
from hemolog.experiments.sharing.audit.audited import State
from hemolog.experiments.sharing.notes.notes import REF, Notes
from hemolog.experiments.sharing.notes.pruned import pruned_objects
from hemolog.experiments.sharing.prune.plan import Fate
from hemolog.experiments.workspace import Workspace
from support.keepers import ref
from support.prunes import BEST, PRUNED, SECOND, THIRD, WORST, fates, files, planned, prune, pruner, reasons, states
from support.shared_search import MODEL, Team, hemolog


def test_what_would_go_is_told_and_nothing_is_done(pushed: Team) -> None:
    before = files(pushed.folder / "store"), files(pushed.cache), pushed.clone.git("for-each-ref", "refs/exps")
    said = hemolog(pushed.clone.path, "prune", "--search", "rates", "--keep-best", "2", "--older-than", "0")
    assert "would delete 2 objects of 2 trials: 280 B here and 280 B in the DVC remote" in said
    assert "nothing was deleted: the same command with --yes does it" in said
    assert (files(pushed.store), files(pushed.cache), pushed.clone.git("for-each-ref", "refs/exps")) == before
    assert Notes(Workspace(pushed.clone.path)).read() == {}


def test_the_models_of_all_but_the_best_go_and_nothing_else(pushed: Team) -> None:
    store, cache = files(pushed.store), files(pushed.cache)
    references = pushed.origin.git("for-each-ref", "refs/exps", "refs/heads")
    words = ("prune", "--search", "rates", "--keep-best", "2", "--older-than", "0", "--yes")
    said = hemolog(pushed.clone.path, *words)
    gone = {pushed.key(MODEL, name) for name in (THIRD, WORST)}
    assert (store - files(pushed.store), cache - files(pushed.cache)) == (gone, gone)
    assert "deleted 2 objects of 280 B here and 2 of 280 B in the DVC remote" in said
    assert pushed.origin.git("for-each-ref", "refs/exps", "refs/heads") == references
    assert states(pushed.clone) == (PRUNED, PRUNED)
    assert pushed.clone.git("status", "--porcelain") == ""

    # Again there is nothing to do, and no new record.
    tip = pushed.clone.git("rev-parse", REF)
    assert "nothing to prune" in hemolog(pushed.clone.path, *words)
    assert pushed.clone.git("rev-parse", REF) == tip == pushed.origin.git("rev-parse", REF)


def test_the_record_tells_what_went_and_why(pushed: Team) -> None:
    prune(pushed.clone)
    lines = Notes(Workspace(pushed.clone.path)).read()
    names = {name: frozenset({pushed.objects(name)[MODEL]}) for name in (THIRD, WORST)}
    commits = {name: pushed.clone.git("rev-parse", ref(pushed, name)).strip() for name in names}
    assert pruned_objects(lines) == {commits[name]: names[name] for name in names}
    assert '"rule":"search rates: all but the best 2 by val.score (max)"' in lines[commits[THIRD]][0]
    assert '"paths":["models/model.bin"]' in lines[commits[THIRD]][0]


def test_apply_and_repro_make_the_same_bytes_again_and_push_sends_them(pushed: Team) -> None:
    key = pushed.key(MODEL, THIRD)
    before = (pushed.cache / key).read_bytes()
    prune(pushed.clone)
    clone = pushed.clone
    # DVC applies all else, and tells of the model.
    assert MODEL in clone.dvc("exp", "apply", THIRD, code=255)
    said = clone.dvc("repro")
    assert "Running stage 'train'" in said
    assert (pushed.cache / key).read_bytes() == before == (clone.path / MODEL).read_bytes()
    assert clone.git("diff", "--stat", ref(pushed, THIRD), "--", "params.yaml") == ""
    assert clone.git("show", f"{ref(pushed, THIRD)}:dvc.lock") == (clone.path / "dvc.lock").read_text()
    assert "up to date" in clone.dvc("status")
    hemolog(clone.path, "push", THIRD)
    assert (pushed.store / key).read_bytes() == before
    whole = {**PRUNED, THIRD: State.WHOLE}
    assert states(clone) == (whole, whole)


def test_a_fresh_clone_makes_a_pruned_model_again(pushed: Team) -> None:
    digest = pushed.objects(WORST)[MODEL]
    prune(pushed.clone)
    other = pushed.another()
    hemolog(other.path, "pull", "--all")
    assert states(other)[0] == PRUNED
    other.dvc("exp", "apply", WORST, code=255)
    other.dvc("repro", "--quiet")
    assert (other.path / ".dvc/cache/files/md5" / digest[:2] / digest[2:]).is_file()
    assert states(other)[0] == {**PRUNED, WORST: State.WHOLE}


def test_what_is_younger_stays_in_its_own_place(pushed: Team) -> None:
    plan = planned(pushed.clone, older_than=1.0)
    assert fates(plan) == {BEST: Fate.BEST, SECOND: Fate.BEST, THIRD: Fate.STAYS, WORST: Fate.STAYS}
    assert reasons(plan, THIRD) == ("younger than 1 hours",)
    old = time.time() - 7200
    os.utime(pushed.store / pushed.key(MODEL, THIRD), (old, old))
    (third,) = planned(pushed.clone, older_than=1.0).trials[2:3]
    assert [(each.here, each.there) for each in third.doomed] == [(None, 140)]
    assert third.reasons == ("younger than 1 hours",)


def test_a_search_that_is_not_there_is_told(team: Team) -> None:
    with pytest.raises(SharingError, match=r"the search 'rate' is unknown \(did you mean rates\?\)"):
        pruner(team.clone, search="rate").plan()

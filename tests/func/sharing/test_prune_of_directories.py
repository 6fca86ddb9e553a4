"""A prune of real repositories: of models that are directories the list goes, and the files that nothing else has."""

import pytest

from hemolog.experiments.sharing.audit.audited import State
from support.prunes import files, pruner, reasons, states
from support.shared_search import DATA, Team, add_trials, hemolog


@pytest.fixture
def rows(team: Team) -> Team:
    """A second search, over the number of prepared files, which are the model; of equal trials the first is best."""
    definition = team.clone.path / "dvc.yaml"
    definition.write_text(definition.read_text().replace("path: models/model.bin", "path: data/prepared"))
    team.clone.commit("Prepared data are the model")
    add_trials(team.clone.path, "rows", (2, 5, 4), "prepare.rows")
    hemolog(team.clone.path, "push", "--search", "rates")
    hemolog(team.clone.path, "push", "--search", "rows")
    return team


def test_a_model_that_is_a_directory_goes_with_those_of_its_files_that_nothing_else_has(rows: Team) -> None:
    lists, members = [rows.key(DATA, f"rows-{number:04}") for number in (1, 2)], rows.members("rows-0001")
    before = files(rows.store), files(rows.cache)
    plan = pruner(rows.clone, 1, search="rows").plan()
    assert "also of experiment rates-0000" in reasons(plan, "rows-0002")
    pruner(rows.clone, 1, search="rows").execute(plan)
    gone = {*lists, *members[3:]}
    assert (before[0] - files(rows.store), before[1] - files(rows.cache)) == (gone, gone)
    here, there = states(rows.clone)
    assert here == there == {**dict.fromkeys(here, State.WHOLE), "rows-0001": State.PRUNED, "rows-0002": State.PRUNED}


def test_a_damaged_list_of_files_is_not_believed(rows: Team) -> None:
    """It can still be read, and has forgotten the files that the best trial has."""
    best, members = rows.cache / rows.key(DATA, "rows-0000"), rows.members("rows-0000")
    for name in ("rates-0000", "rates-0001", "rates-0002", "rates-0003"):
        ref = rows.clone.git("for-each-ref", "--format=%(refname)", f"refs/exps/*/*/{name}").strip()
        for repository in (rows.clone, rows.origin):
            repository.git("update-ref", "-d", ref)
    best.unlink()
    best.write_text("[]")
    work = pruner(rows.clone, 1, search="rows")
    work.execute(work.plan())
    assert set(members) <= files(rows.cache) & files(rows.store)


def test_files_that_are_left_of_a_directory_without_its_list_are_found_by_the_record(rows: Team) -> None:
    left = rows.members("rows-0001")[4]
    content = (rows.store / left).read_bytes()
    work = pruner(rows.clone, 1, search="rows")
    work.execute(work.plan())
    (rows.store / left).write_bytes(content)
    again = pruner(rows.clone, 1, search="rows").plan()
    assert [each.place[1] for each in again.doomed.values()] == [left]

"""Tests of a whole comparison, in a small repository."""

import json
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from hemolog.experiments.history.run import Kind
from hemolog.experiments.refs import ExperimentRef
from hemolog.reports.compare.comparison import Comparison, compare
from hemolog.reports.compare.facts.parameters import Change, ParameterChange
from hemolog.reports.compare.sides import FIRST_COMMIT
from hemolog.reports.significance.verdict import Outcome
from support.compared_repository import BASE, Compared, compared_repository


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return compared_repository(tmp_path_factory.mktemp("compared"))


@pytest.fixture(scope="module")
def found(repository: Compared) -> Comparison:
    return compare(repository.here.workspace)


def missing(found: Comparison) -> dict[str, str]:
    """What can't be compared, by its part."""
    parts = {each.name: getattr(found, each.name) for each in fields(found)}
    return {name: part.missing for name, part in parts.items() if is_dataclass(part) and getattr(part, "missing", "")}


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def test_a_branch_is_compared_with_where_it_left_the_default_branch(repository: Compared, found: Comparison) -> None:
    assert found.base is not None
    assert found.base.commit == repository.here.repository.git("rev-parse", "main").strip()
    assert (found.head.name, found.remarks, found.missing) == ("change", (), "")


def test_nothing_is_missing_where_all_is_here(found: Comparison) -> None:
    assert missing(found) == {}


def test_a_real_improvement_is_one(found: Comparison) -> None:
    assert [guarded.verdict and guarded.verdict.outcome for guarded in found.verdicts.guarded] == [Outcome.BETTER] * 2
    assert found.parameters.changes == (ParameterChange("params.train.rate", Change.CHANGED, 0.01, 0.02),)


def test_every_fact_can_be_written_as_json(found: Comparison) -> None:
    text = json.dumps(asdict(found), allow_nan=False)
    assert all(each is None or isinstance(each, str | int | float) for each in leaves(json.loads(text)))


def test_the_same_two_states_give_equal_facts(repository: Compared, found: Comparison) -> None:
    assert compare(repository.here.workspace) == found


def test_the_other_way_round_it_is_a_harm_beyond_tolerance(repository: Compared) -> None:
    back = compare(repository.here.workspace, "change", "main")
    assert [guarded.beyond_tolerance for guarded in back.verdicts.guarded] == [True, True]
    assert "main" in [back.head.name]


def test_the_workspace_is_compared_before_it_is_committed(tmp_path: Path) -> None:
    repository = compared_repository(tmp_path)
    repository.write(replace(BASE, rate=0.5, skill=0.2))

    found = compare(repository.here.workspace)

    assert (found.head.kind, found.head.commit) == (Kind.WORKSPACE, repository.here.head())
    assert missing(found) == {}
    assert [guarded.verdict and guarded.verdict.outcome for guarded in found.verdicts.guarded] == [Outcome.WORSE] * 2
    assert found.parameters.changes == (ParameterChange("params.train.rate", Change.CHANGED, 0.01, 0.5),)
    assert [(each.side, bool(each.command), each.here) for each in found.flips.pictures] == [
        ("HEAD", False, True),
        ("BASE", True, True),
    ]
    assert [way.command for way in found.ways.head] == ["dvc pull"]


def test_an_experiment_is_compared_with_what_it_grows_from(tmp_path: Path) -> None:
    repository = compared_repository(tmp_path)
    here = repository.here
    here.references({str(ExperimentRef(here.repository.git("rev-parse", "main").strip(), "try-1")): here.head()})

    found = compare(here.workspace, None, "try-1")

    assert (found.head.kind, found.head.name) == (Kind.EXPERIMENT, "try-1")
    assert found.base is not None
    assert found.base.chosen == "the commit that try-1 grows from"
    assert missing(found) == {}
    assert [way.command for way in found.ways.head] == ["hemolog pull try-1", "dvc exp apply try-1"]
    repository.forget("results/predictions.csv")
    assert "`hemolog pull try-1` brings it" in compare(here.workspace, None, "try-1").flips.missing


def test_a_first_commit_is_told_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    here = compared_repository(tmp_path).here
    here.repository.git("checkout", "--quiet", "--orphan", "again")
    here.repository.commit("The first")
    here.repository.git("branch", "--force", "--move", "main")

    first = compare(here.workspace)

    assert (first.base, first.missing) == (None, FIRST_COMMIT)
    assert set(missing(first).values()) == {FIRST_COMMIT}
    known = (first.metrics.rows, first.classes.rows, first.confusion.new, first.curves.pairs, first.models.models)
    assert all(known)
    assert first.verdicts.guarded[0].missing == FIRST_COMMIT
    assert first.ways.base == ()


def test_without_the_cache_git_alone_gives_the_verdicts_and_the_rest_says_what_brings_it(tmp_path: Path) -> None:
    repository = compared_repository(tmp_path)
    (repository.here.root / ".dvc/cache").rename(tmp_path / "gone")

    found = compare(repository.here.workspace)

    assert [guarded.verdict and guarded.verdict.outcome for guarded in found.verdicts.guarded] == [Outcome.BETTER] * 2
    assert set(missing(found)) == {"flips", "data"}
    base = repository.here.repository.git("rev-parse", "main").strip()
    assert found.flips.missing == (
        "results/predictions.csv of BASE is neither in git nor in DVC's cache: "
        f"`git switch --detach {base} && dvc pull results/predictions.csv` brings it"
    )
    assert [(each.name, each.right) for each in found.flips.net] == [("flint", 9), ("quartz", 8), ("slate", 6)]
    assert found.data.same is True
    assert all(each.new is not None and "brings it" in each.new.missing for each in found.models.models)


def test_a_repository_without_any_settings_gets_deltas_and_the_reasons(tmp_path: Path) -> None:
    bare = replace(BASE, settings="")
    found = compare(compared_repository(tmp_path, bare, replace(bare, skill=0.9)).here.workspace)
    assert {name: reason.partition(" in params.yaml")[0] for name, reason in missing(found).items()} == {
        "verdicts": "`compare.guarded`",
        "classes": "`compare.units`",
        "flips": "`compare.predictions`",
        "confusion": "neither `compare.confusion` nor `board.confusion`",
        "data": "neither `compare.data_index` nor `board.data_index`",
    }
    assert [row.name for row in found.metrics.changed][:1] == ["metrics.test.accuracy"]
    assert found.data.same is True


def test_a_repository_in_a_folder_of_git_s_is_compared_too(tmp_path: Path) -> None:
    found = compare(compared_repository(tmp_path, below="ml/rocks").here.workspace)
    assert missing(found) == {}
    assert [each.name for each in found.stages.changes] == ["ml/rocks/dvc.yaml:train", "ml/rocks/dvc.yaml:evaluate"]
    assert found.stages.changes[0].causes[0].names == ("train.rate",)
    assert [each.path for each in found.models.models] == ["ml/rocks/model.keras"]

"""Tests of the recall of each class, and of what is taken for what."""

from dataclasses import replace

import pytest

from hemolog.reports.compare.facts.classes import Classes, ClassRecall, classes, which_units
from hemolog.reports.compare.facts.confusion import NOT_NAMED, ConfusionChange, confusion
from hemolog.reports.compare.facts.unit_tables import UnitTables
from hemolog.reports.compare.settings import CompareSettings, Guard, settings_of
from support.compared_pairs import of_repository, settings
from support.compared_repository import BASE, BETTER, Compared, compared_repository
from support.compared_states import CLASSES, items_of, rocks_csv

ROCKS = "results/rocks.csv"
TABLE = rocks_csv(items_of(BASE))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    found = compared_repository(tmp_path_factory.mktemp("classes"))
    found.branch("no-units", replace(BETTER, more={ROCKS: "nothing\n"}))
    found.branch("nothing", replace(BETTER, more={ROCKS: "nothing\n", "results/test.json": '{"test": {"x": 1}}'}))
    odd = '{"test": {"per_class": {"flint": {"recall": NaN}, "jade": {"recall": 1}, "slate": {"precision": 1}}}}'
    found.branch("odd-metrics", replace(BETTER, more={ROCKS: "nothing\n", "results/test.json": odd}))
    found.branch("renamed", replace(BASE, more={ROCKS: TABLE.replace("slate", "jade")}))
    return found


@pytest.fixture(scope="module")
def by(repository: Compared) -> CompareSettings:
    return settings_of(repository.here.workspace)


def found(repository: Compared, by: CompareSettings, head: str) -> Classes:
    pair = of_repository(repository.here.root, "main", head)
    return classes(pair, UnitTables(pair, by), by)


def changed(repository: Compared, by: CompareSettings, head: str) -> ConfusionChange:
    return confusion(of_repository(repository.here.root, "main", head), by)


def test_recalls_come_from_the_units_with_what_they_rest_on(repository: Compared, by: CompareSettings) -> None:
    told = found(repository, by, "change")
    assert (told.source, told.where, told.missing, told.remarks) == (ROCKS, "split = test", "", ())
    assert [each.name for each in told.rows] == list(CLASSES)
    flint = told.rows[0]
    assert flint.old == ClassRecall(23 / 32, right=23, items=32, units=4)
    assert flint.new == ClassRecall(1.0, right=32, items=32, units=4)
    assert flint.delta == 1.0 - 23 / 32


def test_without_units_recalls_come_from_metrics_and_the_reason_is_said(
    repository: Compared, by: CompareSettings
) -> None:
    told = found(repository, by, "no-units")
    assert told.source == "metrics.test.per_class"
    assert told.remarks == (f"by metrics, for {ROCKS} of HEAD has no column as_<class>",)
    assert told.rows[0].old == ClassRecall(0.71875)
    assert (told.rows[0].delta, told.missing) == (0.28125, "")


def test_odd_metrics_of_classes_are_no_crash(repository: Compared, by: CompareSettings) -> None:
    told = found(repository, by, "odd-metrics")
    rows = {each.name: each for each in told.rows}
    assert (rows["flint"].new, rows["flint"].delta) == (ClassRecall(None), None)
    assert (rows["jade"].old, rows["jade"].new) == (None, ClassRecall(1.0))
    assert rows["slate"].new is None


def test_where_neither_tells_the_reason_is_said(repository: Compared, by: CompareSettings) -> None:
    assert found(repository, by, "nothing").missing == "HEAD has no metrics.test.per_class.<class>.recall"
    without = replace(by, per_class=None)
    assert found(repository, without, "nothing").missing == (
        f"{ROCKS} of HEAD has no column as_<class>; nor does `compare.per_class` name metrics of classes"
    )


def test_a_class_that_one_side_doesn_t_know_is_told_of_the_other(repository: Compared, by: CompareSettings) -> None:
    rows = {each.name: each for each in found(repository, by, "renamed").rows}
    assert list(rows) == ["flint", "quartz", "jade", "slate"]
    assert (rows["jade"].old, rows["slate"].new, rows["jade"].delta) == (None, None, None)


def test_figures_of_classes_are_of_the_items_that_are_predicted_if_units_know_these() -> None:
    guard = Guard("metrics.a", "accuracy", "max", where={"split": "test"})
    predictions = {"file": "p", "digest": "d", "actual": "a", "predicted": "p", "where": {"part": "test"}}
    named = settings({"predictions": predictions})
    assert which_units(CompareSettings()) == {}
    assert which_units(named) == {"part": "test"}
    assert which_units(replace(named, guarded=(guard,))) == {"split": "test"}
    both = (guard, replace(guard, where={"part": "test"}))
    assert which_units(replace(named, guarded=both)) == {"part": "test"}


def test_confusion_counts_are_compared_over_the_classes_of_both(repository: Compared, by: CompareSettings) -> None:
    told = changed(repository, by, "change")
    assert (told.file, told.unit, told.where, told.classes) == (ROCKS, "photos", {"split": "test"}, CLASSES)
    assert told.old == ((23, 4, 5), (5, 15, 4), (3, 3, 18))
    assert told.delta == ((9, -4, -5), (-4, 8, -4), (-3, -3, 6))
    assert told.missing == ""
    renamed = changed(repository, by, "renamed")
    assert renamed.classes == ("flint", "quartz", "jade", "slate")
    assert renamed.old is not None
    assert [row[2] for row in renamed.old] == [0, 0, 0, 0]


def test_a_side_without_counts_is_said_and_the_other_s_are_told(repository: Compared, by: CompareSettings) -> None:
    told = changed(repository, by, "nothing")
    assert told.missing == f"in HEAD, {ROCKS} has no column as_<class>"
    assert (told.new, told.delta) == (None, None)
    assert told.old is not None
    assert changed(repository, replace(by, confusion=None), "change") == ConfusionChange(missing=NOT_NAMED)

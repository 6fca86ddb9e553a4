"""Columns of runs: their names and kinds, what a user may leave out of a name, which values they have."""

import math
from dataclasses import replace

import pytest

from hemolog.errors import ColumnError
from hemolog.experiments.history.column_names import ends
from hemolog.experiments.history.columns import (
    RUN_COLUMNS,
    ColumnKind,
    Columns,
    is_of_test,
    scalar,
    value,
    varying,
)
from hemolog.experiments.history.run import Curve, Kind, Note, Run
from hemolog.experiments.messages import Value

NUMBER, TEXT, BOOLEAN = ColumnKind.NUMBER, ColumnKind.TEXT, ColumnKind.BOOLEAN


def run(
    params: dict[str, Value] | None = None,
    metrics: dict[str, Value] | None = None,
    facts: dict[str, str] | None = None,
    curves: dict[str, Curve] | None = None,
) -> Run:
    return Run(
        Kind.EXPERIMENT,
        "rates-0007",
        "refs/exps/aa/bb/rates-0007",
        "c" * 40,
        "b" * 40,
        time=1_700_000_000,
        author="Ada",
        facts=facts or {},
        params={f"params.{name}": each for name, each in (params or {}).items()},
        metrics={f"metrics.{name}": each for name, each in (metrics or {}).items()},
        curves=curves or {},
    )


def columns(*names: str) -> Columns:
    return Columns(dict.fromkeys(names, NUMBER))


def test_columns_are_those_that_any_run_has() -> None:
    facts = {"Hemolog-Fact-Images-Per-Second": "812.5", "Hemolog-Fact-Device": "cpu", "Hemolog-Seconds": "3.5"}
    runs = [run({"a": 1, "b": "x"}, {"loss": 0.5}), run({"a": 2.5, "c": True}, {}, facts)]
    own = {name: kind for name, (kind, _) in RUN_COLUMNS.items()}
    assert dict(Columns.of(runs).kinds) == {
        **own,
        "params.a": NUMBER,
        "params.b": TEXT,
        "params.c": BOOLEAN,
        "metrics.loss": NUMBER,
        "facts.images_per_second": NUMBER,
        "facts.device": TEXT,
    }


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((1, 2.5, math.nan), NUMBER),
        ((1, None), NUMBER),
        ((True, None), BOOLEAN),
        ((True, 1), TEXT),
        (("a", 1), TEXT),
        ((["a"],), TEXT),
        ((None,), TEXT),
    ],
)
def test_the_kind_of_a_column_is_what_all_its_values_are(values: tuple[Value, ...], kind: ColumnKind) -> None:
    assert Columns.of([run({"x": each}) for each in values]).kinds["params.x"] is kind


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("params.train.rate", "params.train.rate"),
        ("train.rate", "params.train.rate"),
        ("val.loss", "metrics.val.loss"),
        ("auc", "metrics.val.auc"),
        ("loss", "loss"),
        ("other.yaml:train.rate", "params.other.yaml:train.rate"),
        ("search.space.train.rate.float", "params.search.space.train.rate.float"),
    ],
)
def test_words_at_the_front_may_be_left_out(said: str, meant: str) -> None:
    known = columns(
        "params.train.rate",
        "params.other.yaml:train.rate",
        "params.search.space.train.rate.float",
        "metrics.val.loss",
        "metrics.val.auc",
        "metrics.train.loss",
        "loss",
    )
    assert known.resolve(said) == meant


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("loss", "'loss' may be metrics.val.loss or metrics.train.loss: say which"),
        ("metrics.val.los", "the column 'metrics.val.los' is unknown (did you mean metrics.val.loss?)"),
        ("float", "the column 'float' is unknown (did you mean params.search.space.a.float?)"),
        ("ss", "the column 'ss' is unknown"),
    ],
)
def test_a_name_of_no_column_or_of_several_is_refused(said: str, told: str) -> None:
    known = columns("metrics.val.loss", "metrics.train.loss", "params.search.space.a.float")
    with pytest.raises(ColumnError) as refused:
        known.resolve(said)
    assert told in str(refused.value)


def test_many_columns_that_a_name_may_be_are_not_all_named() -> None:
    with pytest.raises(ColumnError, match=r"metrics\.7\.x and 12 more: say which$"):
        columns(*(f"metrics.{i}.x" for i in range(20))).resolve("x")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("val.*", ("metrics.val.loss", "metrics.val.auc")),
        ("*loss", ("metrics.val.loss", "metrics.train.loss")),
        ("params.*", ("params.a",)),
        ("auc", ("metrics.val.auc",)),
        ("*", ("metrics.val.loss", "metrics.val.auc", "metrics.train.loss", "params.a")),
    ],
)
def test_patterns_stand_for_several_columns(pattern: str, found: tuple[str, ...]) -> None:
    known = columns("metrics.val.loss", "metrics.val.auc", "metrics.train.loss", "params.a")
    assert known.matching(pattern) == found


def test_a_pattern_that_nothing_is_like_is_refused() -> None:
    with pytest.raises(ColumnError, match=r'no column is like "vol\.\*"'):
        columns("metrics.val.loss").matching("vol.*")


def test_values_of_a_run_are_those_of_its_parameters_metrics_trailers_notes_and_stages() -> None:
    facts = {
        "Hemolog-Search": "rates",
        "Hemolog-Trial": "0007",
        "Hemolog-Seconds": "3.5",
        "Hemolog-Epochs": "6",
        "Hemolog-Fact-Images-Per-Second": "812.5",
    }
    notes = Note("pruned", "its model was pruned"), Note("note", "somebody looked at it")
    one = replace(run({"a": 1, "list": ["x", None, True, 1e-05]}, {"loss": 0.5}, facts), notes=notes)
    expected = {
        "params.a": 1,
        "params.list": "[x, null, true, 1e-05]",
        "metrics.loss": 0.5,
        "metrics.other": None,
        "facts.images_per_second": 812.5,
        "facts.other": None,
        "run.name": "rates-0007",
        "run.kind": "experiment",
        "run.search": "rates",
        "run.trial": "0007",
        "run.baseline": "b" * 40,
        "run.commit": "c" * 40,
        "run.time": 1_700_000_000,
        "run.author": "Ada",
        "run.subject": None,
        "run.seconds": 3.5,
        "run.epochs": 6,
        "run.notes": "its model was pruned; somebody looked at it",
        "run.problem": None,
    }
    assert {name: value(one, name) for name in expected} == expected


def test_epochs_are_those_of_the_longest_curve_where_no_trailer_counts_them() -> None:
    curves = {"metrics.a": Curve((0.0, 1.0), (1.0, 2.0)), "metrics.b": Curve((0.0,), (1.0,))}
    assert value(run(curves=curves), "run.epochs") == 2
    assert value(run(facts={"Hemolog-Epochs": "0"}, curves=curves), "run.epochs") == 2
    assert value(run(), "run.epochs") is None


def test_trailers_that_are_no_numbers_are_none() -> None:
    assert value(run(facts={"Hemolog-Seconds": "many"}), "run.seconds") is None


def test_an_integer_beyond_all_floats_is_infinite() -> None:
    assert [scalar(10**5000), scalar(-(10**5000)), scalar(10**18)] == [math.inf, -math.inf, 10**18]
    assert scalar([16**6000]) == "[inf]"


def test_only_columns_in_which_runs_differ_vary() -> None:
    runs = [
        run({"same": 1, "other": 1, "gone": 1, "kind": 1, "nan": math.nan, "null": None}),
        run({"same": 1, "other": 2, "kind": True}),
    ]
    names = [f"params.{name}" for name in ("same", "other", "gone", "kind", "nan", "null")]
    assert varying(runs, names) == ("params.other", "params.gone", "params.kind")
    assert varying([], names) == ()


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("metrics.test.accuracy", True),
        ("metrics.test_simple.accuracy", True),
        ("metrics.test_accuracy", True),
        ("metrics.folds.test.loss", True),
        ("metrics.val.accuracy", False),
        ("metrics.tested", False),
        ("metrics.latest.loss", False),
        ("params.test.fraction", False),
    ],
)
def test_metrics_of_test_splits_are_told_by_their_names(name: str, is_one: bool) -> None:
    assert is_of_test(name) == is_one


def test_ends_of_a_name_are_whole_words() -> None:
    assert ends("metrics.val.f1") == ["metrics.val.f1", "val.f1", "f1"]
    assert ends("params.a/b.yaml:train.rate") == [
        "params.a/b.yaml:train.rate",
        "a/b.yaml:train.rate",
        "yaml:train.rate",
    ]
    assert len(ends("a." * 1_000_000)) == 51
    assert ends("params.board.objective") == ["params.board.objective", "board.objective"]
    assert ends("params.compare.model") == ["params.compare.model", "compare.model"]

"""What a table needs to know of a search."""

from dataclasses import replace

from hemolog.experiments.definition import Algorithm, Budget, Definition
from hemolog.experiments.space import Boolean, Choice, FloatRange, IntRange
from hemolog.reports.search.plan import SearchPlan

SPACE = {
    "a.boolean": Boolean(),
    "a.choice": Choice(("adam", "sgd")),
    "a.fixed": Choice(("adam",)),
    "a.float": FloatRange(1e-4, 1e-2, "log"),
    "a.point": FloatRange(0.5, 0.5),
    "a.huge": IntRange(0, 10**30),
    "a.narrow": IntRange(1, 3, step=4),
    "a.stepped": FloatRange(0.0, 0.5, step=0.1),
    "a.too_far": FloatRange(0.0, 0.5, step=0.6),
}
VARYING = ("a.float", "a.boolean", "a.choice", "a.huge", "a.stepped")


def definition(algorithm: Algorithm) -> Definition:
    return Definition("metrics.val.macro_f1", "max", algorithm, 7, SPACE, Budget("train.epochs", 9, 3))


def test_only_what_can_take_more_than_one_value_varies() -> None:
    plan = SearchPlan.of("blood", definition("random"), trials=20, jobs=2)
    assert plan == SearchPlan("blood", "metrics.val.macro_f1", "max", VARYING, 20, 2)


def test_parents_come_first_then_what_spans_orders_of_magnitude_then_what_is_nested_least() -> None:
    space = {
        "a.b.size": IntRange(1, 9),
        "a.depth": IntRange(1, 9, when={"z.kind": ("cnn",)}),
        "a.rate": FloatRange(1e-4, 1e-2, "log"),
        "z.kind": Choice(("cnn", "resnet")),
    }
    plan = SearchPlan.of("blood", replace(definition("random"), space=space), trials=None)
    assert plan.varying == ("z.kind", "a.rate", "a.depth", "a.b.size")


def test_the_budget_of_hyperband_varies_too() -> None:
    assert SearchPlan.of("blood", definition("hyperband"), trials=None).varying == (*VARYING, "train.epochs")


def test_an_objective_has_a_name_in_dvc_and_one_in_dvclive() -> None:
    plan = SearchPlan.of("blood", definition("random"), trials=20)
    assert (plan.metric, plan.logged_as) == ("val.macro_f1", "val/macro_f1")

"""The hyperparameters of a table."""

import pytest

from hemolog.reports.search.varying import Varying


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        ((), ()),
        (("seed",), ("seed",)),
        (("train.learning_rate", "train.model"), ("learning_rate", "model")),
        (("train.augmentation.zoom", "train.zoom"), ("augmentation.zoom", "train.zoom")),
        (("zoom", "train.zoom"), ("zoom", "train.zoom")),
        (("a.b.c", "d.b.c", "d.c"), ("a.b.c", "d.b.c", "d.c")),
        (("train.epochs", "train.time"), ("train.epochs", "time")),
    ],
)
def test_names_are_cut_to_the_shortest_end_that_no_two_share(names: tuple[str, ...], labels: tuple[str, ...]) -> None:
    assert Varying.of(names, taken=["epochs"]) == Varying(names, labels)


def test_inactive_parameters_show_as_a_dash() -> None:
    shown = Varying.of(["train.rate", "train.momentum", "train.weights", "train.other"])
    assert shown.cells({"train.rate": 1e-05, "train.weights": None, "fixed": 1}) == ("1e-05", "-", "null", "-")

"""The best epoch, and when to stop, over histories written out."""

import pytest

from bloodcells.params.train import EarlyStopping
from bloodcells.training.stopping import best_epoch, ended


def history(*values: float) -> list[dict[str, float]]:
    return [{"val/macro_f1": value, "val/accuracy": 1 - value, "val/loss": value} for value in values]


@pytest.mark.parametrize(
    ("values", "monitor", "best"),
    [
        ((0.5,), "macro_f1", 1),
        ((0.5, 0.7, 0.6), "macro_f1", 2),
        ((0.5, 0.7, 0.7), "macro_f1", 2),
        ((0.5, 0.7, 0.3), "loss", 3),
        ((0.5, 0.3, 0.3), "loss", 2),
        ((0.5, 0.7, 0.3), "accuracy", 3),
    ],
)
def test_the_best_epoch_is_the_first_of_the_best(values: tuple[float, ...], monitor: str, best: int) -> None:
    assert best_epoch(history(*values), monitor) == best


@pytest.mark.parametrize(
    ("values", "epochs", "patience", "stops"),
    [
        ((), 5, 1, False),
        ((0.5,), 5, 1, False),
        ((0.5,), 1, 9, True),
        ((0.5, 0.4), 5, 1, True),
        ((0.5, 0.5), 5, 1, True),
        ((0.5, 0.4), 5, 2, False),
        ((0.5, 0.6, 0.4), 5, 2, False),
        ((0.5, 0.4, 0.3), 5, 2, True),
        ((0.1, 0.2, 0.3, 0.4, 0.5), 5, 2, True),
    ],
)
def test_a_training_ends_with_its_epochs_or_its_patience(
    values: tuple[float, ...], epochs: int, patience: int, stops: bool
) -> None:
    rule = EarlyStopping(monitor="macro_f1", patience=patience)
    assert ended(history(*values), epochs, rule) is stops

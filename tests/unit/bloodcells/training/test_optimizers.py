"""The schedule of the learning rate, step by step, and what decays."""

import numpy as np
import pytest

from support.prepared import train_params

STEPS = 10


@pytest.fixture(scope="module", autouse=True)
def tensorflow() -> None:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)


def rates(**changes: object) -> np.ndarray:
    from bloodcells.training.optimizers import schedule

    params = train_params(**{"learning_rate": 0.5, "epochs": 4, "warmup_epochs": 1} | changes)
    made = schedule(params, STEPS)
    return np.array([float(made(step)) for step in range(4 * STEPS)])


def test_the_rate_rises_in_a_line_then_falls_along_half_a_cosine() -> None:
    found = rates(schedule="cosine")
    rise = 0.5 * np.arange(STEPS) / STEPS
    fall = 0.25 * (1 + np.cos(np.pi * np.arange(3 * STEPS) / (3 * STEPS)))
    np.testing.assert_allclose(found, [*rise, *fall], atol=1e-6)


def test_a_constant_rate_stays_after_its_rise() -> None:
    found = rates(schedule="constant")
    np.testing.assert_allclose(found, [*(0.5 * np.arange(STEPS) / STEPS), *[0.5] * 3 * STEPS], atol=1e-6)


@pytest.mark.parametrize(("kind", "last"), [("constant", 0.5), ("cosine", 0.0)])
def test_without_a_warm_up_the_first_step_has_the_highest_rate(kind: str, last: float) -> None:
    found = rates(schedule=kind, warmup_epochs=0)
    assert found[0] == found.max() == 0.5
    assert found[-1] == pytest.approx(last, abs=1e-2)


@pytest.mark.parametrize(("name", "decays"), [("adam", False), ("adamw", True), ("sgd", True)])
def test_decay_shrinks_kernels_but_no_shifts_and_scales(name: str, decays: bool) -> None:
    import keras

    from bloodcells.training.optimizers import optimizer

    params = train_params(optimizer=name, weight_decay=0.5, learning_rate=0.1, schedule="constant", warmup_epochs=0)
    weights = [keras.Variable(np.ones(3), name=weight) for weight in ("kernel", "gamma", "beta", "bias")]
    made = optimizer(params, STEPS)
    made.build(weights)
    made.apply([np.zeros(3, np.float32)] * 4)
    kernel = 1 - 0.1 * 0.5 if decays else 1.0
    assert [float(weight.numpy()[0]) for weight in weights] == pytest.approx([kernel, 1, 1, 1])

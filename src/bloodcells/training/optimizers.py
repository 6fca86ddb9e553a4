"""How a step changes the weights, and how far: the optimizer and the schedule of its rate."""

from typing import Any

import keras

from bloodcells.params.train import TrainParams

NOT_DECAYED = ["gamma", "beta", "bias"]
"""Shifts and scales: decay would change what is normalized, not how large the weights are."""

MOMENTUM = 0.9


def optimizer(params: TrainParams, steps: int) -> Any:
    """Make the `keras.optimizers.Optimizer` for epochs of `steps` steps."""
    rate = schedule(params, steps)
    if params.optimizer == "adam":
        return keras.optimizers.Adam(rate)
    if params.optimizer == "adamw":
        made = keras.optimizers.AdamW(rate, weight_decay=params.weight_decay)
    else:
        made = keras.optimizers.SGD(rate, momentum=MOMENTUM, nesterov=True, weight_decay=params.weight_decay)
    made.exclude_from_weight_decay(var_names=NOT_DECAYED)
    return made


def schedule(params: TrainParams, steps: int) -> Any:
    """Make the learning rate as a function of the step, counted from 0: a rise, then constant or half a cosine."""
    rising, falling = params.warmup_epochs * steps, (params.epochs - params.warmup_epochs) * steps
    schedules = keras.optimizers.schedules
    if params.schedule == "cosine":
        if not rising:
            return schedules.CosineDecay(params.learning_rate, falling)
        return schedules.CosineDecay(0.0, falling, warmup_target=params.learning_rate, warmup_steps=rising)
    start = 0.0 if rising else params.learning_rate
    return schedules.PolynomialDecay(start, max(rising, 1), end_learning_rate=params.learning_rate)

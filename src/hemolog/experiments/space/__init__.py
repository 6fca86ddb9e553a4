"""The search space in `params.yaml` <-> KerasTuner's hyperparameters <-> what `dvc exp run -S` takes."""

from hemolog.experiments.space.entries import Boolean, Choice, Entry, FloatRange, IntRange, Space, active, allows
from hemolog.experiments.space.hyperparameters import hyperparameters, values_of
from hemolog.experiments.space.keys import StageParams, check_keys, queue_line
from hemolog.experiments.space.overrides import overrides

__all__ = [
    "Boolean",
    "Choice",
    "Entry",
    "FloatRange",
    "IntRange",
    "Space",
    "StageParams",
    "active",
    "allows",
    "check_keys",
    "hyperparameters",
    "overrides",
    "queue_line",
    "values_of",
]

"""A search as `params.yaml` says it, and the definition that is read from it."""

from typing import Any

from hemolog.experiments.definition import Budget, Definition
from hemolog.experiments.space import Choice, FloatRange, IntRange

DOCUMENT: dict[str, Any] = {
    "train": {"width": 8},
    "search": {
        "objective": "metrics.val.macro_f1",
        "algorithm": "random",
        "trials": 20,
        "seed": 1,
        "budget": {"param": "train.epochs", "max": 18, "factor": 3},
        "space": {
            "train.width": {"int": [8, 32], "step": 8},
            "train.learning_rate": {"float": [0.0001, 0.01], "sampling": "log"},
            "train.model": {"choice": ["cnn", "resnet"]},
        },
    },
}
DEFINITION = Definition(
    objective="metrics.val.macro_f1",
    direction="max",
    algorithm="random",
    seed=1,
    space={
        "train.learning_rate": FloatRange(0.0001, 0.01, "log"),
        "train.model": Choice(("cnn", "resnet")),
        "train.width": IntRange(8, 32, step=8),
    },
    budget=Budget("train.epochs", 18, 3),
)

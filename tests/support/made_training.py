"""Trainings that never took place, as numbers: parameters drawn at random, curves and scores that follow from them.

The learning rate matters most, at its best near 0.003; then dropout and the model; the size of a batch doesn't matter.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from hemolog.experiments.history.run import Curve
from hemolog.experiments.messages import Value
from hemolog.experiments.space import Boolean, Choice, FloatRange, IntRange
from hemolog.experiments.space.entries import active

CLASSES = ("EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL")
CURVES = (
    *("train.loss", "train.accuracy", "train.macro_f1"),
    *("val.loss", "val.accuracy", "val.macro_f1", "val.auc"),
    "learning_rate",
)
EPOCHS = 30
SPACE: dict[str, Any] = {
    "train.augmentation.flips": Boolean(),
    "train.augmentation.zoom": FloatRange(0.05, 0.4, step=0.05),
    "train.batch_size": Choice((32, 64, 128)),
    "train.depth": IntRange(1, 3, when={"train.model": ("cnn",)}),
    "train.dropout": FloatRange(0.2, 0.6, step=0.1),
    "train.learning_rate": FloatRange(0.0005, 0.02, "log"),
    "train.model": Choice(("cnn", "resnet")),
    "train.width": IntRange(16, 32, step=8),
}
DIVERGES = 70
"""The last training of so many loses its numbers half-way."""
_FIXED: dict[str, Value] = {
    "seed": 7,
    "data.sources": ["blood-cells"],
    "prepare.image_size": 64,
    "train.epochs": EPOCHS,
    "train.optimizer": "adamw",
    "train.weights": None,
}


@dataclass(frozen=True)
class Training:
    """One of them; its names are not qualified."""

    params: Mapping[str, Value]
    values: Mapping[str, Value]
    """Those parameters that vary; `train.depth` is absent where the model is none that has it."""
    metrics: Mapping[str, float]
    curves: Mapping[str, Curve]


def made_trainings(count: int, seed: int) -> list[Training]:
    """Equal ones for equal seeds."""
    chance = Random(seed)
    drawn = [_drawn(chance) for _ in range(count)]
    generator = np.random.default_rng(seed)
    rates = np.array([values["train.learning_rate"] for values in drawn])
    curves = _curves(np.array([_quality(values) for values in drawn]), rates, generator)
    curves[DIVERGES - 1 :: DIVERGES, 0, EPOCHS // 2 :] = math.nan
    noise = np.abs(generator.normal(0, 0.02, (count, 2 + 2 * len(CLASSES)))).tolist()
    best = curves[:, CURVES.index("val.macro_f1")].argmax(axis=1)
    return [_training(*each) for each in zip(drawn, curves.tolist(), best.tolist(), noise, strict=True)]


def _drawn(chance: Random) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, entry in SPACE.items():
        few = entry.values()
        if few is None:
            low, high = math.log(entry.low), math.log(entry.high)
            values[name] = float(f"{math.exp(chance.uniform(low, high)):.4g}")
        else:
            values[name] = chance.choice(few)
    return active(SPACE, values)


def _quality(values: Mapping[str, Any]) -> float:
    """The best macro F1 on validation that the parameters allow, about 0.65 to 0.9."""
    rate = abs(math.log10(values["train.learning_rate"] / 0.003))
    model = 0.02 if values["train.model"] == "resnet" else 0.01 * values["train.depth"] - 0.02
    return 0.88 + model - 0.2 * rate**2 - 0.5 * (values["train.dropout"] - 0.4) ** 2 + values["train.width"] / 4000


def _curves(quality: np.ndarray, rates: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One row a training, of it one a curve, of that one number an epoch: (n, 8, 30)."""
    epochs = np.arange(EPOCHS)
    noise = generator.normal(0, 0.01, (len(quality), len(CURVES), EPOCHS))
    reached = quality[:, None] * (1 - 0.7 * np.exp(-(epochs + 1) / 5.0))  # (n, 30)
    train = np.minimum(reached + 0.004 * epochs, 0.995)
    late = 0.15 * (epochs / EPOCHS) ** 2
    clean = [1.4 * (1 - train), train + 0.005, train, 1.4 * (1 - reached) + late, reached + 0.01, reached]
    clean += [0.5 + reached / 2, rates[:, None] * (1 + np.cos(np.pi * epochs / EPOCHS)) / 2]
    noise[:, -1] = 0
    shares = np.abs(np.stack(clean, axis=1) + noise)
    shares[:, [1, 2, 4, 5, 6]] = np.minimum(shares[:, [1, 2, 4, 5, 6]], 0.998)
    return shares.round(6)


_STEPS = tuple(map(float, range(EPOCHS)))


def _training(values: dict[str, Value], curves: list[list[float]], best: int, noise: list[float]) -> Training:
    kept = {name: curve[best] for name, curve in zip(CURVES, curves, strict=True)}
    metrics = {"best_epoch": best, **{name: value for name, value in kept.items() if math.isfinite(value)}}
    accuracy, f1 = (
        max(kept[f"val.{name}"] - 0.02 - noise[at], 0.0) for at, name in enumerate(("accuracy", "macro_f1"))
    )
    metrics |= _interval("test.accuracy", accuracy, 0.06) | _interval("test.macro_f1", f1, 0.08)
    metrics |= {"test.images": 2487, "test.photographs": 71}
    for at, name in enumerate(CLASSES):
        for figure, away in (("precision", noise[2 + 2 * at]), ("recall", noise[3 + 2 * at])):
            metrics[f"test.per_class.{name}.{figure}"] = round(max(f1 - away, 0.0), 6)
    followed = {name: Curve(_STEPS, tuple(curve)) for name, curve in zip(CURVES, curves, strict=True)}
    return Training(_FIXED | values, values, metrics, followed)


def _interval(name: str, value: float, half: float) -> dict[str, float]:
    bounds = {"": value, "_low": max(value - 1.4 * half, 0.0), "_high": min(value + half, 1.0)}
    return {f"{name}{ending}": round(each, 6) for ending, each in bounds.items()}

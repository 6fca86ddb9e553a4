"""What a made-up model says of made-up items: the states that branches of a compared repository have."""

import hashlib
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

CLASSES = ("flint", "quartz", "slate")
SETTINGS = """\
board:
  objective: metrics.val.macro_f1
  direction: max
  intervals: {low: _low, high: _high}
  pictures: [results/worst.png]
compare:
  guarded:
    metrics.test.accuracy: {statistic: accuracy, where: {split: test}}
    metrics.test.log_loss: {statistic: log_loss, where: {split: test}}
  resamples: 1000
  units: {file: results/rocks.csv, unit: rock, actual: kind, items: photos, counts: as_, sums: [log_loss], name: rocks,
    items_name: photos}
  predictions: {file: results/predictions.csv, where: {split: test}, digest: digest, name: file, unit: rock,
    actual: kind, predicted: predicted, probabilities: p_}
  data_index: {file: data/index.csv, unit: file, group: rock, split: split, label: kind, digest: digest}
  per_class: metrics.test.per_class
  confusion: {file: results/rocks.csv, where: {split: test}, actual: kind, counts: as_, unit: photos}
"""
ROCKS = 30
PHOTOS = 8
"""Of each rock."""


@dataclass(frozen=True)
class State:
    """What a branch has."""

    seed: int = 1
    """Of what is chance: states of different seeds are right about different items."""
    skill: float = 0.75
    """The chance of an item to be taken for what it is."""
    rate: float = 0.01
    """A parameter of training."""
    fold: int = 0
    """A parameter of the data: which rocks validate."""
    code: str = "train = 1\n"
    """Of the stage that trains."""
    rocks: int = ROCKS
    settings: str = SETTINGS
    """What params.yaml says below its parameters."""
    model: bytes = b""
    """A file; empty for what is none."""
    more: Mapping[str, str | bytes | None] = field(default_factory=dict)
    """Other files in git, or other bytes of one, or none."""


@dataclass(frozen=True)
class Item:
    """A photo of a rock."""

    rock: str
    kind: str
    split: str
    file: str
    digest: str
    probabilities: tuple[float, ...]

    @property
    def predicted(self) -> str:
        return CLASSES[self.probabilities.index(max(self.probabilities))]


def items_of(state: State) -> list[Item]:
    """What the model says of the photos of all rocks that test it: two of three."""
    found = []
    for rock in range(state.rocks):
        if rock % 3 == 2:
            continue
        actual = rock // 3 % len(CLASSES)
        for photo in range(PHOTOS):
            drawn = random.Random(f"{state.seed} {rock} {photo}")
            taken = actual if drawn.random() < state.skill else (actual + drawn.choice((1, 2))) % len(CLASSES)
            sure = round(drawn.uniform(0.5, 0.9), 3)
            shares = tuple(sure if at == taken else round((1 - sure) / 2, 4) for at in range(len(CLASSES)))
            name = f"rock{rock:02}/{photo}.png"
            split = "test" if rock % 3 == 0 else "other"
            found.append(Item(f"rock{rock:02}", CLASSES[actual], split, name, md5(name.encode()), shares))
    return found


def predictions_csv(items: list[Item]) -> str:
    rows = ["digest,split,file,kind,rock,predicted," + ",".join(f"p_{name}" for name in CLASSES)]
    rows += [
        f"{each.digest},{each.split},{each.file},{each.kind},{each.rock},{each.predicted},"
        + ",".join(map(str, each.probabilities))
        for each in items
    ]
    return "\n".join(rows) + "\n"


def rocks_csv(items: list[Item]) -> str:
    rows = ["split,rock,kind,photos," + ",".join(f"as_{name}" for name in CLASSES) + ",log_loss"]
    for rock, found in groupby(items, key=attrgetter("rock")):
        of_rock = list(found)
        counts = ",".join(str(sum(each.predicted == name for each in of_rock)) for name in CLASSES)
        loss = sum(-math.log(each.probabilities[CLASSES.index(each.kind)]) for each in of_rock)
        rows.append(f"{of_rock[0].split},{rock},{of_rock[0].kind},{len(of_rock)},{counts},{loss:.6f}")
    return "\n".join(rows) + "\n"


def index_csv(state: State) -> str:
    rows = ["file,kind,rock,split,digest"]
    for rock in range(state.rocks):
        split = ("test", "other", "val" if rock // 3 % 5 == state.fold else "train")[rock % 3]
        for photo in range(PHOTOS):
            name = f"rock{rock:02}/{photo}.png"
            rows.append(f"{name},{CLASSES[rock // 3 % len(CLASSES)]},rock{rock:02},{split},{md5(name.encode())}")
    return "\n".join(rows) + "\n"


def figures_of(items: list[Item]) -> dict[str, Any]:
    """Metrics of the items of `test`, as the units have them too."""
    chosen = [each for each in items if each.split == "test"]
    accuracy = sum(each.predicted == each.kind for each in chosen) / len(chosen)
    loss = sum(-math.log(each.probabilities[CLASSES.index(each.kind)]) for each in chosen) / len(chosen)
    recalls = {name: {"recall": round(_recall(name, chosen), 6)} for name in CLASSES}
    bounds = {"accuracy_low": round(accuracy - 0.1, 6), "accuracy_high": round(accuracy + 0.1, 6)}
    return {"accuracy": round(accuracy, 6), **bounds, "log_loss": round(loss, 6), "per_class": recalls}


def curve(name: str, state: State, *, rising: bool) -> str:
    """Points of six epochs."""
    rows = [f"step\t{name}"]
    for step in range(6):
        share = state.skill * (1 - 0.5**step)
        rows.append(f"{step}\t{share if rising else 1 - share:.6f}")
    return "\n".join(rows) + "\n"


def _recall(name: str, items: list[Item]) -> float:
    of_class = [each for each in items if each.kind == name]
    return sum(each.predicted == name for each in of_class) / len(of_class)


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()

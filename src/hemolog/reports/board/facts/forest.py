"""How well a random forest foretells a figure from parameters, and how much worse without each of these.

Permutation importance: L. Breiman, Random Forests, Machine Learning 45, 2001, section 10. A parameter's values are
dealt anew among the runs, and what that costs is its importance, in units of R^2: 0 is nothing, 1 what lies between a
perfect forecast and the mean; a forecast from wrong values may be worse still. A tree foretells only runs that it was
not grown from, so what it has learnt by heart counts for nothing. Such out-of-bag runs serve better than folds where
there are few: each tree leaves out its own.

`sklearn.inspection.permutation_importance` deals single columns, and wants runs that the whole forest has not seen.
Here a parameter is a block of columns, one for each of its categories and one for having none, dealt as one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

REPEATS = 5
VERSION = 1
"""Of what is computed here: another one, other figures."""
_TREES = 15  # of each repeat: growing trees is what takes time, and twice as many change the second digit at most
_LEAF = 2  # runs
_DRAWN = 400  # runs that a tree is grown from, at most
_MOST_ROWS = 2_000
_MOST_DEALS = 30_000  # rows by blocks: each row is foretold once for each block
_MOST_CATEGORIES = 20  # that have a column each, the most frequent ones
_MOST_COLUMNS = 240

Block = Sequence[float | str | None]
"""A parameter over runs: numbers or categories; None where a run has none."""


@dataclass(frozen=True)
class Estimate:
    """A mean over repeats, each with other trees and other deals, and their standard deviation."""

    mean: float
    spread: float


@dataclass(frozen=True)
class Forest:
    """What it found."""

    explained: Estimate
    """R^2 on runs that trees were not grown from: at most 1; 0 or less if the mean foretells them as well."""
    importances: tuple[Estimate, ...]
    """One a block: how much of `explained` is lost when it is dealt anew."""


def most_rows(blocks: int) -> int:
    """Runs that are looked at; of more, as many drawn at random."""
    return min(_MOST_ROWS, _MOST_DEALS // blocks)


def grow(blocks: Sequence[Block], target: Sequence[float]) -> Forest:
    """Grow forests that foretell the target. Equal arguments give equal figures.

    Args:
        blocks: at least one.
        target: a finite number for each run.
    """
    import numpy as np

    rows = np.random.default_rng(0).permutation(len(target))[: most_rows(len(blocks))]
    categories = min(_MOST_CATEGORIES, max(1, _MOST_COLUMNS // len(blocks)))
    columns = [np.column_stack(_columns(block, categories))[rows].astype(np.float32) for block in blocks]
    figures = np.asarray(target, dtype=float)[rows]
    figures /= np.abs(figures).max() or 1.0  # R^2 has no unit, and squares of large numbers may have no float
    scores = np.array([_scores(columns, figures, seed) for seed in range(REPEATS)])  # (repeats, 1 + blocks)
    losses = np.column_stack([scores[:, 0], scores[:, :1] - scores[:, 1:]])
    means, spreads = losses.mean(axis=0), losses.std(axis=0, ddof=1)
    explained, *importances = map(Estimate, means.tolist(), spreads.tolist())
    return Forest(explained, tuple(importances))


def _scores(columns: Sequence[Any], target: Any, seed: int) -> Any:
    """R^2 out of bag: as runs are, then with each block dealt anew.

    Args:
        columns: (rows, columns of the block) float32, for each block.
        target: (rows,).
        seed: of trees and deals.
    """
    import numpy as np
    from sklearn.ensemble import RandomForestRegressor

    whole, drawn = np.column_stack(columns), min(len(target), _DRAWN)
    forest = RandomForestRegressor(_TREES, min_samples_leaf=_LEAF, max_samples=drawn, random_state=seed, n_jobs=1)
    forest.fit(whole, target)
    variants = np.stack([whole, *_dealt(columns, seed)])  # (1 + blocks, rows, columns)
    sums, counts = np.zeros(variants.shape[:2]), np.zeros(len(target))
    for tree, bag in zip(forest.estimators_, forest.estimators_samples_, strict=True):
        out = np.setdiff1d(np.arange(len(target)), bag)
        foretold = tree.predict(variants[:, out].reshape(-1, whole.shape[1]), check_input=False)
        sums[:, out] += foretold.reshape(len(variants), -1)
        counts[out] += 1
    there = counts > 0
    errors = sums[:, there] / counts[there] - target[there]  # (1 + blocks, rows)
    spread = ((target[there] - target[there].mean()) ** 2).sum()
    return 1 - (errors**2).sum(axis=1) / spread if spread else np.zeros(len(variants))


def _dealt(columns: Sequence[Any], seed: int) -> list[Any]:
    import numpy as np

    draw = np.random.default_rng(seed)
    return [
        np.column_stack([*columns[:place], draw.permutation(block), *columns[place + 1 :]])
        for place, block in enumerate(columns)
    ]


def _columns(block: Block, most: int) -> list[list[float]]:
    """One column of ranks, or one a category; and if some have none, one that says which.

    To a tree ranks are as good as numbers, and no two of them are too close, nor one too large.
    """
    there = [value for value in block if value is not None]
    absent = [[float(value is None) for value in block]] if len(there) < len(block) else []
    if any(isinstance(value, str) for value in there):
        kinds = sorted(Counter(there).items(), key=lambda kind: (-kind[1], str(kind[0])))[:most]
        return [*([float(value == kind) for value in block] for kind, _ in kinds), *absent]
    order = {value: float(place) for place, value in enumerate(sorted(map(float, set(there))))}
    middle = sorted(order[float(value)] for value in there)[len(there) // 2]
    return [[middle if value is None else order[float(value)] for value in block], *absent]

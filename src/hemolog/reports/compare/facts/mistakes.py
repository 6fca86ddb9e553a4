"""The worst of the mistakes that one model makes and another didn't."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hemolog.reports.compare.facts.predictions import Key, Predictions

MOST = 10
"""That are listed."""


@dataclass(frozen=True)
class Mistake:
    """An item that was right before and is wrong now."""

    digest: str
    name: str
    """What people know it by; its digest where the settings name no column."""
    unit: str
    """Empty where the settings name no column."""
    actual: str
    predicted: str
    probability: float | None
    """That is now given to what it is; None where the settings name no columns, or it is no number from 0 to 1."""
    probability_before: float | None
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Of each class, now."""


def worst(old: Predictions, new: Predictions, broken: Sequence[Key]) -> tuple[Mistake, ...]:
    """Those of the highest loss, -log of the probability of the truth; those without one last.

    Args:
        old: the predictions before.
        new: those now.
        broken: items that were right and are wrong now, in both.
    """
    mistakes = [_mistake(key[0], old, new, key) for key in broken]
    mistakes.sort(key=lambda each: (2.0 if each.probability is None else each.probability, each.name, each.digest))
    return tuple(mistakes[:MOST])


def _mistake(digest: str, old: Predictions, new: Predictions, key: Key) -> Mistake:
    item = new.items[key]
    now, before = new.probabilities(item), old.probabilities(old.items[key])
    return Mistake(
        digest, item.name, item.unit, item.actual, item.predicted, now.get(item.actual), before.get(item.actual), now
    )

"""Forests of many groups of runs, each grown once: scikit-learn takes seconds to import, and trees take time."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from hemolog.experiments.documents import items, mapping
from hemolog.experiments.objects.fact_cache import FactCache
from hemolog.experiments.objects.pointers import FACTS
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.facts import forest
from hemolog.reports.board.facts.forest import Block, Estimate, Forest, grow

Grow = Callable[[Sequence[Block], Sequence[float]], Forest]
"""As `forest.grow`."""


class Forests:
    """Grows forests, and remembers them by all that they depend on."""

    def __init__(self, cache: FactCache | None = None, grower: Grow | None = None) -> None:
        """Take a cache, or remember nothing; and what grows a forest, if not this process."""
        self._cache, self._grower = cache, grower

    @classmethod
    def of(cls, workspace: Workspace, grower: Grow | None = None) -> "Forests":
        """Those of a repository."""
        versions = f"forests-{forest.VERSION}-{version('scikit-learn')}-{version('numpy')}"
        return cls(FactCache(workspace.work / FACTS, versions), grower)

    def are_known(self, wanted: str) -> bool:
        """Whether all forests of a page were there when it was last written, by `all_known`.

        Args:
            wanted: all that the page is of, in any words.
        """
        return self._cache is not None and bool(self._cache.get([_page(wanted)]))

    def all_known(self, wanted: str) -> None:
        """Remember that the forests of a page are there."""
        if self._cache is not None:
            self._cache.put({_page(wanted): True})

    def grow(self, blocks: Sequence[Block], target: Sequence[float]) -> Forest:
        """As `forest.grow`."""
        if self._cache is None:
            return (self._grower or grow)(blocks, target)
        key = hashlib.sha256(json.dumps([blocks, target]).encode()).hexdigest()
        known = _read(self._cache.get([key]).get(key), len(blocks))
        if known is not None:
            return known
        grown = (self._grower or grow)(blocks, target)
        self._cache.put({key: asdict(grown)})
        return grown


def _page(wanted: str) -> str:
    return f"page {hashlib.sha256(wanted.encode(errors='replace')).hexdigest()}"


def _read(kept: Any, blocks: int) -> Forest | None:
    """What a cache has, if it makes sense."""
    document = mapping(kept)
    estimates = [_estimate(each) for each in (document.get("explained"), *items(document.get("importances")))]
    found = [each for each in estimates if each is not None]
    return Forest(found[0], tuple(found[1:])) if len(found) == len(estimates) == 1 + blocks else None


def _estimate(kept: Any) -> Estimate | None:
    mean, spread = (mapping(kept).get(name) for name in ("mean", "spread"))
    return Estimate(mean, spread) if isinstance(mean, float) and isinstance(spread, float) else None

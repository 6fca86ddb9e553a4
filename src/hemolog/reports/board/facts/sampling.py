"""Which parameters searches drew on a logarithmic scale: their axes begin as such."""

from collections.abc import Iterable

from hemolog.errors import SpaceError
from hemolog.experiments import trailers
from hemolog.experiments.definition import Definition
from hemolog.experiments.history.columns import PARAMS
from hemolog.experiments.history.run import Run
from hemolog.experiments.space.entries import FloatRange, IntRange

MOST = 200
"""Definitions that are read; those of further searches are passed over."""


def logarithmic(runs: Iterable[Run]) -> list[str]:
    """Qualified names, in alphabetical order; a definition that can't be read tells of none."""
    texts = list(dict.fromkeys(run.facts[trailers.DEFINITION] for run in runs if trailers.DEFINITION in run.facts))
    return sorted({f"{PARAMS}{name}" for text in texts[:MOST] for name in _logarithmic(text)})


def _logarithmic(text: str) -> list[str]:
    try:
        space = Definition.from_json(text).space
    except SpaceError:
        return []
    ranges = ((name, entry) for name, entry in space.items() if isinstance(entry, FloatRange | IntRange))
    return [name for name, entry in ranges if entry.sampling == "log"]

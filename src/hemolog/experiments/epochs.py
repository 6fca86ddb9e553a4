"""Epochs of a training in this process, as DVCLive counts them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

EpochEnded = Callable[[int, Mapping[str, float]], None]
"""Called with the epoch's number, counted from 1, and the metrics that DVCLive was given for it."""


@contextmanager
def watched(ended: EpochEnded) -> Iterator[None]:
    """Call `ended` after each step of any DVCLive logger while the block runs; it may raise to end the training."""
    import dvclive

    original = dvclive.Live.next_step
    count = 0

    def next_step(live: Any) -> None:
        nonlocal count
        metrics = {name: value for name, value in _flat(live.summary) if isinstance(value, int | float)}
        original(live)
        count += 1
        ended(count, metrics)

    dvclive.Live.next_step = next_step
    try:
        yield
    finally:
        dvclive.Live.next_step = original


def _flat(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}/")
        else:
            yield f"{prefix}{name}", value

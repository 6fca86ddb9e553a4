"""Trainings in this process, as DVCLive tells of them: their epochs, and the folders that they log into."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

EpochEnded = Callable[[int, Mapping[str, float]], None]
"""Called with the epoch's number, counted from 1, and the metrics that DVCLive was given for it."""


@contextmanager
def watched(ended: EpochEnded) -> Iterator[set[Path]]:
    """Call `ended` after each step of any DVCLive logger while the block runs; it may raise to end the training.

    Yields:
        Files and folders that DVCLive writes, absolute, as they become known: in `dvc exp run` it adds them to git.
    """
    import dvclive

    original = {name: getattr(dvclive.Live, name) for name in ("next_step", "end", "post_data_to_studio")}
    written: set[Path] = set()
    count = 0

    def next_step(live: Any) -> None:
        nonlocal count
        metrics = {name: value for name, value in _flat(live.summary) if isinstance(value, int | float)}
        original["next_step"](live)
        count += 1
        ended(count, metrics)

    def end(live: Any) -> None:
        written.update({Path(live.dir).absolute(), Path(live.dvc_file).absolute()})
        original["end"](live)
        if live._dvc_repo is not None:  # It leaves it open, with the files that it holds.
            live._dvc_repo.close()

    def post_data_to_studio(live: Any) -> None:
        """Post nothing: DVCLive would leave a thread for it behind that holds the logger, one for each training."""

    for replacement in (next_step, end, post_data_to_studio):
        setattr(dvclive.Live, replacement.__name__, replacement)
    try:
        yield written
    finally:
        for name, method in original.items():
            setattr(dvclive.Live, name, method)


def _flat(node: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}/")
        else:
            yield f"{prefix}{name}", value

"""What a person sees of a training: a bar within an epoch on a terminal, a line after each."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from bloodcells import console

Item = TypeVar("Item")
Logs = dict[str, float]


class Progress:
    """Watches the epochs of one process; how long they take is shown, never kept."""

    def __init__(self, epochs: int) -> None:
        """Begin to count the time, for a training of so many epochs in all."""
        self._epochs = epochs
        self._last = time.monotonic()
        self._rate = 0.0
        self._images, self._seconds = 0, 0.0

    def watch(self, batches: Iterable[Item], *, epoch: int, steps: int, batch_size: int) -> Iterator[Item]:
        """Yield the batches of an epoch, counted from 0, under a bar, and time them."""
        started = time.monotonic()
        yield from console.track(batches, what=f"epoch {epoch + 1}/{self._epochs}", total=steps)
        images, seconds = steps * batch_size, time.monotonic() - started
        self._rate = images / seconds
        self._images, self._seconds = self._images + images, self._seconds + seconds
        console.tell_fact("images_per_second", self._images / self._seconds)

    def line(self, history: list[Logs], best: int) -> str:
        """Sum up the last epoch: its scores, the speed, and the time left if all epochs are run and take as long."""
        logs, done, width = history[-1], len(history), len(str(self._epochs))
        now = time.monotonic()
        left, self._last = (now - self._last) * (self._epochs - done), now
        return (
            f"epoch {done:{width}}/{self._epochs}  loss {logs['train/loss']:.3f}  val loss {logs['val/loss']:.3f}  "
            f"val macro F1 {logs['val/macro_f1']:.3f} {'(best)' if best == done else f'(best: epoch {best})'}  "
            f"{self._rate:,.0f} images/s  {duration(left)} left"
        )


def duration(seconds: float) -> str:
    """Write `1:02:03` or `2:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""The line after an epoch."""

import re

import pytest

from bloodcells.training.progress import Progress, duration

LOGS = {"train/loss": 0.5, "val/loss": 0.75, "val/macro_f1": 0.8125}


def test_a_line_tells_scores_speed_and_time_left() -> None:
    progress = Progress(12)
    assert list(progress.watch([1, 2], epoch=1, steps=2, batch_size=8)) == [1, 2]
    line = progress.line([LOGS, LOGS], best=2)
    assert line.startswith("epoch  2/12  loss 0.500  val loss 0.750  val macro F1 0.812 (best)")
    assert re.search(r"  [\d,]+ images/s  0:00 left$", line)


def test_a_line_names_an_earlier_best_epoch() -> None:
    assert "val macro F1 0.812 (best: epoch 1)" in Progress(3).line([LOGS, LOGS], best=1)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3723, "1:02:03")])
def test_durations_read_like_a_clock(seconds: float, text: str) -> None:
    assert duration(seconds) == text

"""The line after an epoch."""

import json
import re
from pathlib import Path

import pytest

from bloodcells.training.progress import Progress, duration

LOGS = {"train/loss": 0.5, "val/loss": 0.75, "val/macro_f1": 0.8125}


def test_a_line_tells_scores_speed_and_time_left() -> None:
    progress = Progress(12)
    assert list(progress.watch([1, 2], epoch=1, steps=2, batch_size=8)) == [1, 2]
    line = progress.line([LOGS, LOGS], best=2)
    assert line.startswith("epoch  2/12  loss 0.500  val loss 0.750  val macro F1 0.812 (best)")
    assert re.search(r"  [\d,]+ images/s  0:00 left$", line)


def test_the_speed_of_all_epochs_is_told_where_somebody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "facts.json"
    file.write_text('{"told_before": 1}')
    monkeypatch.setenv("RUN_FACTS", str(file))
    list(Progress(2).watch([1, 2], epoch=0, steps=2, batch_size=8))
    facts = json.loads(file.read_text())
    assert facts.pop("images_per_second") > 0
    assert facts == {"told_before": 1}


def test_a_line_names_an_earlier_best_epoch() -> None:
    assert "val macro F1 0.812 (best: epoch 1)" in Progress(3).line([LOGS, LOGS], best=1)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3723, "1:02:03")])
def test_durations_read_like_a_clock(seconds: float, text: str) -> None:
    assert duration(seconds) == text

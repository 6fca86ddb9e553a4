"""What a trial tells of itself while it runs, and that looking at it can't hinder it."""

import fcntl
import json
import os
import signal
from pathlib import Path

import pytest

from hemolog.experiments import trailers
from hemolog.experiments.messages import TrialRequest
from hemolog.experiments.trial.under_way import FILE, UnderWay, read, told

REQUEST = TrialRequest(
    "0007",
    "rates-0007",
    {"train.rate": 0.5, "train.layers": [1, 2], "train.weights": None},
    (),
    {trailers.SEARCH: "rates", trailers.OBJECTIVE: "metrics.val.f1", trailers.ORACLE: "x" * 100_000},
)


def test_a_trial_is_told_for_as_long_as_it_runs(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    with told(tmp_path, REQUEST, "b" * 40):
        found = read(tmp_path)
        assert found is not None
        trial, since = found
        assert trial == UnderWay(
            name="rates-0007",
            trial_id="0007",
            baseline="b" * 40,
            values=REQUEST.values,
            trailers={trailers.SEARCH: "rates", trailers.OBJECTIVE: "metrics.val.f1"},
            begun=trial.begun,
        )
        assert since == (tmp_path / FILE).stat().st_mtime_ns
    assert list((tmp_path / FILE.parent).iterdir()) == []
    assert read(tmp_path) is None


def test_it_ends_also_where_the_trial_fails_or_has_removed_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="oh"), told(tmp_path, REQUEST, ""):
        raise ValueError("oh")
    with told(tmp_path, REQUEST, ""):
        (tmp_path / FILE).unlink()
        (tmp_path / FILE).parent.rmdir()
    assert read(tmp_path) is None


def test_a_reader_who_holds_the_file_of_a_trial_that_ended_hinders_no_other(tmp_path: Path) -> None:
    with told(tmp_path, REQUEST, ""):
        reader = os.open(tmp_path / FILE, os.O_RDONLY)
    fcntl.flock(reader, fcntl.LOCK_EX)
    with told(tmp_path, REQUEST, ""):
        assert read(tmp_path) is not None
    os.close(reader)


def test_of_a_process_that_was_killed_nothing_runs_though_its_file_is_there(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with told(tmp_path, REQUEST, ""):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert (tmp_path / FILE).exists()
    assert read(tmp_path) is None
    with told(tmp_path, REQUEST, ""):
        assert read(tmp_path) is not None


@pytest.mark.parametrize(
    "change",
    [{"name": 1}, {"values": []}, {"values": {"a": {}}}, {"trailers": {"a": 1}}, {"begun": "now"}, {"more": 1}],
)
def test_what_makes_no_sense_is_no_trial(tmp_path: Path, change: dict[str, object]) -> None:
    with told(tmp_path, REQUEST, ""):
        file = tmp_path / FILE
        text = json.loads(file.read_text())
        file.write_text(json.dumps(text | change))
        assert read(tmp_path) is None
        file.write_text(json.dumps(text))
        assert read(tmp_path) is not None

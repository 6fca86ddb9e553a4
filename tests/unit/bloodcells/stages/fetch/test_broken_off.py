"""A run that breaks off leaves the earlier output, and what it has downloaded."""

import signal
import time
from pathlib import Path

import pytest

from bloodcells import lock
from bloodcells.errors import BusyError, SourceError
from bloodcells.stages import fetch
from support.disks import on_small_disk
from support.file_server import serving
from support.processes import environment, run_stage, stage, started
from support.sources import make_folder, make_zip, raw, write_params


def test_downloads_are_kept_until_all_sources_are_there(datasets: Path) -> None:
    content = make_zip(datasets / "set.zip").read_bytes()
    with serving(content) as server:
        write_params({"mine": server.url, "bad": "nowhere"})
        with pytest.raises(SourceError):
            fetch.main()
        write_params({"mine": server.url, "bad": "set.zip"})
        fetch.main()
        assert server.asked == [None, f"bytes={len(content)}-"]
    assert not [path for path in Path("cache").iterdir() if path.suffix != ".lock"]


def test_two_runs_at_once_in_one_checkout_are_refused(earlier: dict[str, bytes]) -> None:
    with lock.only_run("fetch"), pytest.raises(BusyError, match="another fetch is at work"):
        fetch.main()
    assert raw() == earlier


def test_a_killed_run_leaves_the_earlier_output_and_the_next_one_succeeds(earlier: dict[str, bytes]) -> None:
    write_params({"mine": "good", "sample": None})
    with started(stage("fetch"), env=environment()) as process:
        part = Path("data/.raw.part/sample.zip")
        while not part.exists() or part.stat().st_size == 0:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert Path("data/raw/mine.zip").read_bytes() == earlier["raw/mine.zip"]
    assert not Path("data/raw/sample.zip").exists()
    write_params({"mine": "good"})
    fetch.main()
    assert raw() == earlier


@pytest.fixture
def too_large(earlier: dict[str, bytes], datasets: Path) -> dict[str, bytes]:
    """The earlier output, and a source of 1 MB that is to come to it."""
    make_folder(datasets / "large")
    (datasets / "large/TRAIN/LOBED/4.png").write_bytes(bytes(2**20))
    write_params({"mine": "good", "large": "large"})
    return earlier


def test_a_full_disk_is_told_and_leaves_the_earlier_output(too_large: dict[str, bytes]) -> None:
    result = on_small_disk(stage("fetch"), "data", free=2**19)
    assert result.returncode == 2, result.stderr
    assert "\nerror: the disk is full: free some space and run the stage again; nothing was lost\n" in result.stderr
    assert raw("left") == too_large


def test_a_file_that_may_not_grow_is_told_and_leaves_the_earlier_output(too_large: dict[str, bytes]) -> None:
    result = run_stage("fetch", "sh", "-c", 'ulimit -f 500 && "$@"', "sh")
    assert result.returncode == 2, result.stderr
    assert "\nerror: a file may not grow so large: raise the limit" in result.stderr
    assert raw() == too_large

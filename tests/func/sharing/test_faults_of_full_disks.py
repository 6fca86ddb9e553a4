"""A disk that is full during a pull: one line says so, nothing half done stays, and it goes on when there is room."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.disks import on_small_disk
from support.faulty_team import FaultyTeam, faulty_team
from support.processes import ended
from support.proof import damaged_files, leftovers
from support.remotes import RemotePlace
from support.shared import hemolog

SIZE = 200_000  # bytes of each object: more than 300 blocks of 512


@pytest.fixture
def large(tmp_path: Path, moto_place: RemotePlace) -> Iterator[FaultyTeam]:
    """A team of eight experiments that have been pushed."""
    with faulty_team(tmp_path, moto_place, 8, size=SIZE) as team:
        hemolog(team.here, "push", "--all")
        yield team


@pytest.mark.parametrize("free", [8_000, 700_000])
def test_a_full_disk(large: FaultyTeam, free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    team, clone = large, large.clone()
    monkeypatch.chdir(clone.path)
    cache, left = Path(".dvc/cache"), Path("left")
    cache.mkdir(exist_ok=True)
    result = on_small_disk(["hemolog", "pull", "--all"], str(cache), free=free)
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].endswith("the disk is full: free some space")
    assert "Traceback" not in result.stderr
    assert damaged_files(left) == []
    assert leftovers(left) == []

    shutil.rmtree(cache)
    left.rename(cache)
    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)


def test_files_may_not_grow_so_large(large: FaultyTeam) -> None:
    team, clone = large, large.clone()
    hemolog(clone, "pull", "--all", "--metrics-only")
    limited = ["sh", "-c", 'ulimit -f 300 && exec "$@"', "sh", "hemolog", "pull", "--all"]
    result = ended(limited, cwd=clone.path)
    assert result.returncode == 2, result.stderr
    assert "a file may not grow so large: raise the limit (`ulimit -f`)" in result.stderr.splitlines()[-1]
    assert damaged_files(clone.path / ".dvc/cache") == []
    assert leftovers(clone.path / ".dvc/cache") == []

    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)

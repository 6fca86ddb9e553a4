"""A push or a pull that is killed at any moment leaves nothing half done, and the next one goes on."""

import json
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.faulty_team import FaultyTeam, faulty_team
from support.processes import started
from support.proof import damaged_files, lacking, leftovers
from support.remotes import RemotePlace
from support.repositories import Repository
from support.s3_faults import Rule, Stall
from support.shared import hemolog

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
SERVER = "setsid git-receive-pack"
"""Dies with nobody's client, as that of another machine."""
LARGE = 17_000_000  # bytes: in two parts


@pytest.fixture
def crowd(tmp_path: Path, moto_place: RemotePlace) -> Iterator[FaultyTeam]:
    """A team of many experiments, whose bucket is far away."""
    with faulty_team(tmp_path, moto_place, 90) as team:
        team.here.git("config", "remote.origin.receivepack", SERVER)
        team.proxy.faults.set(Rule(Stall(0.02)))
        yield team


def kill(team: FaultyTeam, where: Repository, *words: str, requests: int, pause: float) -> bool:
    """Kill hemolog and all that it started.

    Args:
        team: its proxy counts requests.
        where: the repository.
        words: of the command.
        requests: so many are waited for, unless it ends before.
        pause: seconds until it is killed after that.

    Returns:
        Whether it was killed before its end.
    """
    team.proxy.forget()
    with started(["hemolog", *words], cwd=where.path, **QUIET) as process:
        while len(team.proxy.log) < requests and process.poll() is None:
            time.sleep(0.001)
        time.sleep(pause)
        return process.poll() is None


def test_a_push_is_killed_at_thirty_moments(crowd: FaultyTeam) -> None:
    team, draw = crowd, random.Random(30)
    names = [each.name for each in team.shared.experiments]
    killed = 0
    for end in range(3, 93, 3):
        requests, pause = draw.randrange(24), draw.choice((0.0, draw.uniform(0, 0.4)))
        killed += kill(team, team.here, "push", *names[:end], requests=requests, pause=pause)
        assert lacking(team.shared.hub.path, team.place) == []
    assert killed
    hemolog(team.here, "push", "--all")
    team.expect_whole()


def test_a_pull_is_killed_at_ten_moments(crowd: FaultyTeam) -> None:
    team, draw = crowd, random.Random(10)
    hemolog(team.here, "push", "--all")
    clone = team.clone()
    killed = 0
    for requests in (0, 0, 1, 20, 40, 80, 80, 80, 80, 80):
        killed += kill(team, clone, "pull", "--all", requests=requests, pause=draw.uniform(0, 0.1))
        assert damaged_files(clone.path / ".dvc/cache") == []
    assert killed
    hemolog(clone, "pull", "--all")
    team.expect_pulled(clone)
    cache = clone.path / ".dvc/cache"
    objects = {path for path in (cache / "files/md5").rglob("*") if path.is_file()} - set(leftovers(cache))
    assert json.loads(hemolog(clone, "storage", "--json"))["here"]["objects"] == len(objects)


def test_a_push_is_killed_between_the_parts_of_a_large_object(tmp_path: Path, moto_place: RemotePlace) -> None:
    with faulty_team(tmp_path, moto_place, 1, objects=1, size=LARGE) as team:
        team.proxy.faults.set(Rule(Stall(0.05)))
        for requests in (8, 10, 12):
            kill(team, team.here, "push", "--all", requests=requests, pause=0.03)
            team.expect_sound()
        hemolog(team.here, "push", "--all")
        team.expect_whole()

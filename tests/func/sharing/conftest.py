"""A team's repositories to share experiments in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support import shared_search
from support.faulty_team import FaultyTeam, faulty_team
from support.remotes import RemotePlace
from support.shared_search import Team


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> list[Team]:
    """The first one made, of which the others are copies."""
    return []


@pytest.fixture
def team(template: list[Team], tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Team:
    """A clone with a finished search, a git remote and a folder for data; nothing is pushed."""
    if not template:
        template.append(shared_search.team(tmp_path_factory.mktemp("team")))
    return shared_search.copied(template[0], tmp_path / "team")


@pytest.fixture
def pushed(team: Team) -> Team:
    """The same, with all experiments pushed."""
    shared_search.hemolog(team.clone.path, "push", "--all")
    return team


@pytest.fixture
def behind_faults(tmp_path: Path, moto_place: RemotePlace) -> Iterator[FaultyTeam]:
    """A team of three experiments whose bucket, of moto's, is behind a proxy with faults; nothing is pushed."""
    with faulty_team(tmp_path, moto_place) as team:
        yield team


@pytest.fixture(params=["moto", pytest.param("ceph", marks=pytest.mark.slow)])
def behind_faults_of_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FaultyTeam]:
    """The same over moto and over Ceph, with more experiments."""
    with faulty_team(tmp_path, request.getfixturevalue(f"{request.param}_place"), 12) as team:
        yield team

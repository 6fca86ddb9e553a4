"""A team's repositories to share experiments in."""

from pathlib import Path

import pytest

from support import shared_search
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

"""A hub, and a repository that has it as `origin`."""

from pathlib import Path

import pytest

from support.git_hubs import Hub, made_hub
from support.plain_repository import Plain, plain


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return made_hub(tmp_path / "hub.git")


@pytest.fixture
def here(tmp_path: Path, hub: Hub) -> Plain:
    """A repository whose `origin` is the hub, which has its branch."""
    made = plain(tmp_path / "here")
    made.repository.git("remote", "add", "origin", str(hub.path))
    made.repository.git("push", "--quiet", "origin", "main")
    return made

"""GitHub as these tests have it, with one pull request whose run has left a report."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from comment import comment
from github_api import Repository
from support.github_server import NAME, TOKEN, GitHub, serving
from support.report_zips import report_zip
from support.workflow_run_events import SHA, environment, event

Post = Callable[..., str]


@pytest.fixture
def github() -> Iterator[GitHub]:
    """GitHub with a pull request of a branch, whose run has left a report."""
    with serving() as server:
        server.opened(7, SHA)
        server.artifacts[5] = report_zip("## Better\n")
        yield server


@pytest.fixture
def post(github: GitHub, tmp_path: Path) -> Post:
    """Do what the job does after a run that an event tells of."""

    def post(token: str = TOKEN, **changes: Any) -> str:
        told = environment(tmp_path / "event.json", github.url, event(**changes))
        return comment(told, Repository(github.url, NAME, token, pauses=(0.0, 0.0)))

    return post

"""The event that GitHub tells a workflow on `workflow_run` of, as a file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.github_server import NAME

SHA = "5ca1ab1e" * 5


def event(
    sha: str = SHA,
    branch: str = "change",
    owner: str = "octo",
    repository: int = 1,
    conclusion: str = "success",
    **changes: Any,
) -> dict[str, Any]:
    """One of a run of `experiment.yml` on a pull request of this repository, which has the id 1.

    Args:
        sha: the head that it ran for.
        branch: of the pull request.
        owner: of the repository that the branch is in.
        repository: the id of that repository.
        conclusion: how the run ended.
        changes: of the run.
    """
    head = {"id": repository, "full_name": f"{owner}/cells", "owner": {"login": owner}}
    run = {"id": 77, "event": "pull_request", "head_sha": sha, "head_branch": branch, "head_repository": head}
    run |= {"conclusion": conclusion, "name": "experiment", **changes}
    return {"action": "completed", "workflow_run": run, "repository": {"id": 1, "default_branch": "main"}}


def environment(file: Path, api: str, content: Mapping[str, Any]) -> dict[str, str]:
    """What a job finds in its environment; the event is written to `file`."""
    file.write_text(json.dumps(content), encoding="utf-8")
    return {
        "GITHUB_API_URL": api,
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_REPOSITORY": NAME,
        "GITHUB_SERVER_URL": "https://github.example",
    }

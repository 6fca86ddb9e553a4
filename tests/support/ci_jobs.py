"""Jobs of this repository's workflows beside a server, and what actions do there instead of GitHub's."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from support.ci_server import PullRequest, Server
from support.processes import environment
from support.workflow_runner import Action, Job

ROLE = "arn:aws:iam::123456789012:role/reader"
PYTHON = "3.12.1"
_Output = Mapping[str, str]


def of_pull_request(
    folder: Path, server: Server, pull: PullRequest, *, role: str = "", cached: bool = True, role_works: bool = True
) -> Job:
    """Run `experiment.yml` for a pull request.

    Args:
        folder: for all files of the job.
        server: that it is on.
        pull: which one.
        role: what the repository's variable HEMOLOG_AWS_ROLE holds.
        cached: whether the environment is in the cache.
        role_works: whether AWS gives the role to the job.
    """
    actions = {
        **standing_in(server),
        "actions/cache/restore": restoring(cached),
        "aws-actions/configure-aws-credentials": assuming(role_works),
        "actions/upload-artifact": uploading(folder / "artifacts"),
    }
    job = made(folder, {"github": pull.github(), "vars": {"HEMOLOG_AWS_ROLE": role} if role else {}}, actions)
    return job.run("experiment", "compare")


def made(folder: Path, contexts: Mapping[str, object], actions: Mapping[str, Action], **environ: str) -> Job:
    """A job that has not run."""
    workspace = folder / "checkout"
    workspace.mkdir(parents=True)
    everywhere = {"runner": {"os": "Linux", "arch": "X64"}, "vars": {}, "matrix": {}}
    return Job(workspace, folder / "runner", {**everywhere, **contexts}, actions, environment(**environ))


def standing_in(server: Server) -> dict[str, Action]:
    """Actions that each job has."""
    return {
        "actions/checkout": lambda job, told: checked_out(server, job, told),
        "actions/setup-python": lambda job, told: {"python-version": PYTHON},
    }


def checked_out(server: Server, job: Job, told: Mapping[str, str]) -> _Output:
    """What actions/checkout does, for those of its inputs that are used."""
    assert set(told) <= {"ref", "fetch-depth", "persist-credentials", "sparse-checkout"}
    server.checkout(job.workspace, told.get("ref") or "main", int(told.get("fetch-depth", 1)))
    return {}


def restoring(cached: bool) -> Action:
    """A cache that has the environment, an hour older than any file that was checked out; or that hasn't."""

    def restore(job: Job, told: Mapping[str, str]) -> _Output:
        assert told["path"] == ".venv"
        assert told["key"] == f"venv-Linux-X64-{PYTHON}-requirements.lock-pyproject.toml"
        if not cached:
            return {"cache-hit": ""}
        programs = job.workspace / ".venv/bin"
        programs.mkdir(parents=True)
        for name in ("python", "dvc", "hemolog"):
            (programs / name).symlink_to(Path(sys.executable).parent / name)
        ready = job.workspace / ".venv/ready"
        ready.touch()
        before = (job.workspace / "requirements.lock").stat().st_mtime - 3600
        os.utime(ready, (before, before))
        return {"cache-hit": "true"}

    return restore


def assuming(works: bool) -> Action:
    """AWS, which gives a role to the job, or doesn't."""

    def assume(job: Job, told: Mapping[str, str]) -> _Output | None:
        assert told["role-to-assume"] == ROLE
        if works:
            job.exported["AWS_SESSION_TOKEN"] = "for a quarter of an hour"
        return {} if works else None

    return assume


def uploading(to: Path) -> Action:
    """A store of artifacts: a file by its artifact's name."""

    def upload(job: Job, told: Mapping[str, str]) -> _Output:
        file = job.workspace / told["path"]
        if file.exists():
            to.mkdir(exist_ok=True)
            (to / told["name"]).write_bytes(file.read_bytes())
        else:
            assert told["if-no-files-found"] == "ignore"
        return {}

    return upload


def python_that_notes(folder: Path) -> tuple[str, Callable[[], list[str]]]:
    """A Python for the Makefile that makes environments of nothing, and what it was asked for."""
    log, program = folder / "asked", folder / "python"
    program.write_text(
        f'#!/bin/sh\necho "$*" >> {log}\n'
        f'if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp {program} "$3/bin/python"; fi\n'
    )
    program.chmod(0o755)
    return str(program), lambda: log.read_text().splitlines()

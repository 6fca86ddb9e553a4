"""Every script of ci.yml and comment.yml, run on this machine."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from support import ci_jobs
from support.ci_server import Server, made_server
from support.github_server import TOKEN, GitHub
from support.repositories import ROOT
from support.workflow_run_events import SHA, environment, event

MAKEFILE = "test:\n\t@echo all tests\n.venv/ready:\n\t@echo an environment\n"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A server whose main has these workflows' scripts and a Makefile that says what it is asked for."""
    server = made_server(tmp_path)
    scripts = {f".github/scripts/{file.name}": file.read_bytes() for file in (ROOT / ".github/scripts").glob("*.py")}
    server.commit("refs/heads/main", {"Makefile": MAKEFILE, **scripts})
    return server


@pytest.mark.parametrize(("slow", "says"), [(False, "all tests\n"), (True, "all of it\n")])
def test_each_machine_tests(server: Server, tmp_path: Path, slow: bool, says: str) -> None:
    job = ci_jobs.made(tmp_path / "job", {"github": {}, "matrix": {"slow": slow}}, ci_jobs.standing_in(server))

    def checkout(job: ci_jobs.Job, told: Mapping[str, str]) -> Mapping[str, str]:
        ci_jobs.checked_out(server, job, told)
        script = job.workspace / ".ci/run"  # A tree made by hand has no executable files.
        script.parent.mkdir()
        script.write_text("#!/bin/sh\necho all of it\n")
        script.chmod(0o755)
        return {}

    job.actions = {**job.actions, "actions/checkout": checkout}
    job.run("ci", "test")
    assert (job.said, job.succeeded) == (says, True)


@pytest.mark.parametrize(
    ("event_name", "hit", "says"),
    [("push", "", "an environment\n"), ("push", "true", ""), ("pull_request", "", "")],
)
def test_the_environment_is_saved_once_and_by_the_default_branch(
    server: Server, tmp_path: Path, event_name: str, hit: str, says: str
) -> None:
    actions = {**ci_jobs.standing_in(server), "actions/cache": lambda job, told: {"cache-hit": hit}}
    job = ci_jobs.made(tmp_path / "job", {"github": {"event_name": event_name}}, actions).run("ci", "environment")
    assert job.said == says
    assert bool(job.ran) is (event_name == "push")


@pytest.mark.parametrize("conclusion", ["success", "failure", "timed_out", "cancelled", "action_required"])
def test_a_run_that_is_over_is_commented_by_the_code_of_the_default_branch(
    server: Server, github: GitHub, tmp_path: Path, conclusion: str
) -> None:
    evil = "print('code of a pull request, beside a token that may write')\n"
    server.commit("refs/heads/change", {".github/scripts/comment.py": evil})
    told = event(conclusion=conclusion)
    environ = environment(tmp_path / "event.json", github.url, told)
    contexts = {"github": {"token": TOKEN, "event": told}}
    job = ci_jobs.made(tmp_path / "job", contexts, ci_jobs.standing_in(server), **environ).run("comment", "comment")
    if conclusion in ("cancelled", "action_required"):
        assert job.ran == []
    else:
        assert (job.said, job.succeeded) == (f"posted: pull request 7, {SHA[:12]}\n", True)


@pytest.mark.parametrize(
    ("prepare", "says", "code"),
    [
        (lambda github: github.pulls.clear(), f"nothing posted: no open pull request has the head {SHA[:12]}\n", 0),
        (
            lambda github: github.failures.update({"GET pulls": [403]}),
            "error: GET pulls: 403 Said by the server (the job lacks a permission, or has asked too often: "
            "see `permissions:` in comment.yml)\n",
            1,
        ),
    ],
    ids=["no pull request", "no permission"],
)
def test_its_script_ends_with_one_line(
    server: Server, github: GitHub, tmp_path: Path, prepare, says: str, code: int
) -> None:
    prepare(github)
    environ = environment(tmp_path / "event.json", github.url, event())
    contexts = {"github": {"token": TOKEN, "event": event()}}
    job = ci_jobs.made(tmp_path / "job", contexts, ci_jobs.standing_in(server), **environ).run("comment", "comment")
    assert (job.said, job.code) == (says, code)


def test_the_comment_needs_no_package() -> None:
    assert shutil.which("python3")
    names = {name for file in (ROOT / ".github/scripts").glob("*.py") for name in imported(file)}
    assert names <= set(sys.stdlib_module_names) | {"defused", "github_api", "report_artifact"}


def imported(file: Path) -> set[str]:
    import ast

    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found

"""Every script of experiment.yml, run for pull requests of branches and of a fork, with a role and without."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from defused import defused
from support import ci_jobs
from support.ci_jobs import ROLE, of_pull_request
from support.ci_repository import files, guarded_files, large_path, predictions_path
from support.ci_server import PullRequest, Server, made_server
from support.workflow_expressions import evaluate
from support.workflow_files import WORKFLOWS

BASE = "rel-$(touch${IFS}pwned)"
"""A branch's name that a shell would run, did any script hold it."""
BRANCH = "x;touch${IFS}pwned;`touch${IFS}pwned`"
ALL = ["Environment", "Compare", "Report"]


@dataclass(frozen=True)
class Opened:
    """A server and its pull requests."""

    server: Server
    better: PullRequest
    worse: PullRequest
    forgotten: PullRequest


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """A server on which the base has moved on, with a pull request that is better, one of a fork, and one not run."""
    folder = tmp_path_factory.mktemp("hub")
    server = made_server(folder)
    first = server.commit("refs/heads/main", files(server.remote, 3))
    server.commit(f"refs/heads/{BASE}", {**files(server.remote, 4), "moved": "on"}, first)
    better = server.commit(f"refs/heads/{BRANCH}", files(server.remote, 5), first)
    # GitHub keeps what a fork asks to be pulled, and it is on no branch here.
    worse = server.commit("refs/pull/8/head", files(server.remote, 1), first)
    forgotten = server.commit("refs/pull/9/head", files(server.remote, 5, locked=3), first)
    return Opened(
        server,
        PullRequest(7, BASE, better, BRANCH),
        PullRequest(8, BASE, worse, "main", repository="stranger/cells", user="stranger"),
        PullRequest(9, "main", forgotten, "forgotten"),
    )


def uploaded(folder: Path) -> str:
    return (folder / "artifacts/hemolog-report").read_text(encoding="utf-8")


def test_a_better_branch_passes_and_is_told_of_with_both_sides_files(opened: Opened, tmp_path: Path) -> None:
    job = of_pull_request(tmp_path, opened.server, opened.better, role=ROLE)
    assert (job.code, job.succeeded) == (0, True), job.said
    assert job.ran == [
        "actions/checkout",
        "actions/setup-python",
        "actions/cache/restore",
        "Environment",
        "Read-only role",
        "Files of both sides",
        "Compare",
        "Report",
    ]
    assert "Installing into" not in job.said
    report = uploaded(tmp_path)
    assert report.startswith("### Better: `test.accuracy` (+0.3350)")
    assert "67 items became right, 0 wrong" in report
    assert job.summary == report
    assert defused(report) == report
    cache = job.workspace / ".dvc/cache"
    assert all((cache / predictions_path(skill)).exists() for skill in (3, 5))
    assert not (cache / large_path()).exists()
    assert list(tmp_path.rglob("pwned")) == []


def test_a_worse_fork_is_stopped_after_its_report_is_there_without_any_role(opened: Opened, tmp_path: Path) -> None:
    job = of_pull_request(tmp_path, opened.server, opened.worse, role=ROLE)
    assert (job.code, job.succeeded) == (1, False), job.said
    assert job.ran[-3:] == ALL
    assert "AWS_SESSION_TOKEN" not in job.exported
    assert uploaded(tmp_path).startswith("### Worse: `test.accuracy`")
    assert job.summary == uploaded(tmp_path)


def test_who_forgot_to_reproduce_is_stopped_and_told_the_stage(opened: Opened, tmp_path: Path) -> None:
    job = of_pull_request(tmp_path, opened.server, opened.forgotten)
    assert (job.code, job.succeeded) == (1, False), job.said
    assert "`dvc.lock` does not match the code and parameters of `evaluate`: run `dvc repro`" in uploaded(tmp_path)


def test_an_error_is_the_report_and_a_role_that_aws_refuses_is_none(opened: Opened, tmp_path: Path) -> None:
    pull = PullRequest(10, "gone", opened.better.sha, BRANCH)
    job = of_pull_request(tmp_path, opened.server, pull, role=ROLE, role_works=False)
    assert (job.code, job.succeeded) == (2, False)
    assert job.ran[-4:] == ["Environment", "Read-only role", "Compare", "Report"]
    lines = uploaded(tmp_path).splitlines()
    assert lines[:2] == ["No report:", ""]
    assert [line[:11] for line in lines[2:]] == ["    error: "]
    assert "origin/gone" in lines[2]
    assert job.summary == uploaded(tmp_path)


def test_an_environment_that_no_cache_has_is_made(opened: Opened, tmp_path: Path) -> None:
    python, asked = ci_jobs.python_that_notes(tmp_path)
    actions = {
        **ci_jobs.standing_in(opened.server),
        "actions/cache/restore": ci_jobs.restoring(cached=False),
        "actions/upload-artifact": ci_jobs.uploading(tmp_path / "artifacts"),
    }
    job = ci_jobs.made(tmp_path, {"github": opened.better.github()}, actions, PYTHON=python, PATH="/usr/bin:/bin")
    job.run("experiment", "compare")
    assert asked()[0] == "-m venv .venv"
    assert sum("--require-hashes -r requirements.lock" in line for line in asked()) == 1
    assert str(job.workspace / ".venv/bin") in (job.files / "path").read_text()


@pytest.mark.parametrize(
    ("changes", "role"),
    [({}, ""), ({"repository": "stranger/cells"}, ROLE), ({"user": "dependabot[bot]"}, ROLE)],
    ids=["no role", "fork", "dependabot"],
)
def test_there_is_no_role_for_forks_or_bots_or_without_a_setting(changes: dict[str, str], role: str) -> None:
    pull = PullRequest(7, "main", "0" * 40, "change", **changes)
    (step,) = [step for step in WORKFLOWS["experiment"]["jobs"]["compare"]["steps"] if step.get("id") == "role"]
    contexts = {"github": pull.github(), "vars": {"HEMOLOG_AWS_ROLE": role} if role else {}}
    assert not evaluate(step["if"], contexts, {})


def test_the_files_that_are_fetched_are_those_that_params_yaml_names() -> None:
    assert set(WORKFLOWS["experiment"]["jobs"]["compare"]["env"]["FILES"].split()) == guarded_files()

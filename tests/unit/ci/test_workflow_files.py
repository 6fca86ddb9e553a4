"""Rules that each workflow keeps."""

import re
from pathlib import Path

import pytest

from report_artifact import FILE, NAME
from support.workflow_files import FILES, WORKFLOWS, steps

STEPS = dict(steps())
KEYS = [step["with"]["key"] for step in STEPS.values() if step.get("uses", "").startswith("actions/cache")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_actions_are_pinned_by_commit_with_the_version_beside(file: Path) -> None:
    used = [line.strip() for line in file.read_text().splitlines() if "uses:" in line]
    assert used
    assert [
        line for line in used if not re.fullmatch(r"(- )?uses: [\w-]+(/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []


def test_an_action_has_one_version_everywhere() -> None:
    used = {line.strip(" -") for file in FILES for line in file.read_text().splitlines() if "uses:" in line}
    assert len(used) == len({line.partition("@")[0] for line in used})


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_allows_nothing_and_its_jobs_what_they_need(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    allowed = {job: told["permissions"] for job, told in WORKFLOWS[name]["jobs"].items()}
    read = {"contents": "read"}
    assert (
        allowed
        == {
            "ci": {"test": read, "environment": read},
            "experiment": {"compare": {**read, "id-token": "write"}},
            "comment": {"comment": {**read, "actions": "read", "pull-requests": "write"}},
        }[name]
    )


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_ends_in_time_and_gives_way_to_the_next(name: str) -> None:
    assert all(0 < told["timeout-minutes"] <= 90 for told in WORKFLOWS[name]["jobs"].values())
    assert {"group", "cancel-in-progress"} <= set(WORKFLOWS[name]["concurrency"])


def test_no_workflow_runs_with_secrets_for_code_of_a_pull_request() -> None:
    assert {name: set(content["on"]) for name, content in WORKFLOWS.items()} == {
        "ci": {"pull_request", "push"},
        "experiment": {"pull_request"},
        "comment": {"workflow_run"},
    }
    assert [file.name for file in FILES if "secrets." in file.read_text()] == []


def test_scripts_take_values_from_their_environment_alone() -> None:
    scripts = {where: step["run"] for where, step in STEPS.items() if "run" in step}
    assert scripts
    assert [where for where, script in scripts.items() if "${{" in script] == []


def test_no_checkout_leaves_a_token_behind() -> None:
    checkouts = [step["with"] for step in STEPS.values() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == 4
    assert [told for told in checkouts if told.get("persist-credentials") is not False] == []


def test_pull_requests_restore_what_the_default_branch_saves() -> None:
    saved, restored = KEYS
    assert saved == restored
    assert "'requirements.lock', 'pyproject.toml'" in saved
    users = [step["uses"].partition("@")[0] for step in STEPS.values() if "cache" in step.get("uses", "")]
    assert users == ["actions/cache", "actions/cache/restore"]


def test_the_comment_reads_the_artifact_that_the_experiment_leaves() -> None:
    (left,) = [step["with"] for step in STEPS.values() if step.get("uses", "").startswith("actions/upload-artifact@")]
    assert (left["name"], left["path"]) == (NAME, FILE)
    assert WORKFLOWS["comment"]["on"]["workflow_run"]["workflows"] == [WORKFLOWS["experiment"]["name"]]


def test_the_comment_runs_code_of_the_default_branch_alone() -> None:
    (checkout,) = [
        step["with"] for where, step in STEPS.items() if where.startswith("comment.comment.actions/checkout")
    ]
    assert checkout["ref"] == "${{ github.event.repository.default_branch }}"
    assert checkout["sparse-checkout"] == ".github/scripts"

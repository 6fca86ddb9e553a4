"""Put the report of a finished run of `experiment.yml` onto its pull request, as one comment that is kept up to date.

Runs on `workflow_run`, with a token that may write, for code that anybody may have written. So nothing of the pull
request is run or believed: which one it is, the API tells from GitHub's own event; `report_artifact` reads its report,
and `defused` lets nothing of it act.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defused import defused
from github_api import ApiError, Repository, as_documented
from report_artifact import MOST_BYTES, MOST_CHARACTERS, NAME, RefusedError, report

MARKER = "<!-- hemolog compare -->"
"""The first line of the comment, by which it is found again; a report can't hold it."""
BOT = "github-actions[bot]"
"""Who writes with the token of a job, and whose comments alone are changed."""


class NothingToPostError(Exception):
    """There is no pull request to comment on, or it has moved on; the message says which."""


@dataclass(frozen=True)
class Run:
    """A finished run, as the event tells of it."""

    number: int
    """Its id."""
    sha: str
    """The head of the pull request then."""
    branch: str
    repository: int
    """The id of the repository that the branch is in: a fork, or this one."""
    owner: str
    """Of that repository."""
    is_fork: bool
    conclusion: str


@as_documented("the event")
def run_of(event: Mapping[str, Any]) -> Run:
    """Read the event of a `workflow_run`.

    Raises:
        NothingToPostError: it is none of a pull request, or the fork is gone.
        ApiError: it is none of a run.
    """
    run, head = event["workflow_run"], event["workflow_run"]["head_repository"]
    if run["event"] != "pull_request" or head is None or not run["head_branch"]:
        raise NothingToPostError("the run is of no pull request that is still there")
    return Run(
        number=int(run["id"]),
        sha=run["head_sha"],
        branch=run["head_branch"],
        repository=head["id"],
        owner=head["owner"]["login"],
        is_fork=head["id"] != event["repository"]["id"],
        conclusion=run["conclusion"] or "",
    )


@as_documented("pulls")
def pull_request(repository: Repository, run: Run) -> int:
    """Find the one open pull request whose head is what the run was of.

    Raises:
        NothingToPostError: there is none, it has moved on, or there are several.
    """
    heads = [
        (pull["number"], pull["head"]["sha"])
        for pull in repository.entries("pulls", state="open", head=f"{run.owner}:{run.branch}")
        if pull["head"]["repo"] is not None and pull["head"]["repo"]["id"] == run.repository
    ]
    current = [number for number, sha in heads if sha == run.sha]
    if len(current) == 1:
        return int(current[0])
    if current:
        raise NothingToPostError(f"{len(current)} open pull requests have this head: can't tell whose report it is")
    if heads:
        raise NothingToPostError(f"pull request {heads[0][0]} has moved on from {run.sha[:12]}")
    raise NothingToPostError(f"no open pull request has the head {run.sha[:12]}")


@as_documented("artifacts")
def report_of(repository: Repository, run: Run) -> str:
    """Read the report that the run left, whole and as its writer had it.

    Raises:
        RefusedError: there is none, or what there is can't be one.
    """
    listed = repository.get(f"actions/runs/{run.number}/artifacts", name=NAME, per_page=100)["artifacts"]
    kept = [artifact for artifact in listed if artifact["name"] == NAME and not artifact["expired"]]
    if not kept:
        raise RefusedError("the run ended before it wrote one")
    newest = max(kept, key=lambda artifact: int(artifact["id"]))  # the run may have been run again
    data = repository.download(f"actions/artifacts/{int(newest['id'])}/zip", MOST_BYTES)
    if data is None:
        raise RefusedError("the artifact is too large")
    return report(data)


def body(run: Run, address: str, text: str) -> str:
    """Write the comment.

    What is ours stands first, where nothing of the report can hide it.

    Args:
        run: whose report it is.
        address: of the run's page.
        text: the report, already harmless.
    """
    whose = ", by code of a fork" if run.is_fork else ""
    first = f"{MARKER}\n[`hemolog compare`]({address}) of {run.sha[:12]}{whose}: **{run.conclusion}**"
    whole = f"{first}\n\n{text}"
    if len(whole) <= MOST_CHARACTERS:
        return whole
    first += ". The report is too long for a comment: the rest of it is in the run's summary."
    room = MOST_CHARACTERS - len(first) - 2
    return f"{first}\n\n{text[: text.rfind(chr(10), 0, room) + 1]}"


@as_documented("comments")
def put(repository: Repository, number: int, text: str) -> str:
    """Make the comment or bring it up to date; nobody else's is touched.

    Returns:
        What was done.
    """
    for comment in repository.entries(f"issues/{number}/comments"):
        user = comment["user"] or {}  # null: the account is gone
        is_ours = user.get("login") == BOT and user.get("type") == "Bot"
        if is_ours and (comment["body"] or "").partition("\n")[0].strip() == MARKER:
            repository.send("PATCH", f"issues/comments/{int(comment['id'])}", {"body": text})
            return "updated"
    repository.send("POST", f"issues/{number}/comments", {"body": text})
    return "posted"


def comment(environment: Mapping[str, str], repository: Repository) -> str:
    """Do all of it.

    Args:
        environment: that of a job on GitHub.
        repository: that the job is of.

    Returns:
        What was done, in a line.
    """
    with as_documented("the event"):
        event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    run = run_of(event)
    try:
        text = defused(report_of(repository, run))
    except RefusedError as error:
        text = f"No report: {error}."
    # Found last, for it may have moved on meanwhile.
    number = pull_request(repository, run)
    address = f"{environment['GITHUB_SERVER_URL']}/{environment['GITHUB_REPOSITORY']}/actions/runs/{run.number}"
    return f"{put(repository, number, body(run, address, text))}: pull request {number}, {run.sha[:12]}"


def main() -> None:
    """Run in a job, whose environment tells all there is to know."""
    try:
        api, name, token = (os.environ[key] for key in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"))
        print(comment(os.environ, Repository(api, name, token)))
    except NothingToPostError as error:
        print(f"nothing posted: {error}")
    except ApiError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()

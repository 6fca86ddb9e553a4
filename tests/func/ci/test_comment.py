"""The comment on a pull request: made once, kept up to date, where and only where it belongs."""

from collections.abc import Callable
from typing import Any

import pytest

from comment import MARKER, NothingToPostError, run_of
from defused import JOINER
from github_api import ApiError
from support.github_server import BOT, GitHub
from support.markdown_acts import acts
from support.report_zips import HOSTILE, report_zip, zipped
from support.workflow_run_events import SHA, event

FIRST = f"{MARKER}\n[`hemolog compare`](https://github.example/octo/cells/actions/runs/77) of 5ca1ab1e5ca1"
SOMEBODY = {"login": "octocat", "type": "User"}
Post = Callable[..., str]


def bodies(github: GitHub, number: int = 7) -> list[str]:
    return [row["body"] for row in github.comments[number]]


def test_the_first_report_becomes_a_comment(github: GitHub, post: Post) -> None:
    assert post() == "posted: pull request 7, 5ca1ab1e5ca1"
    assert bodies(github) == [f"{FIRST}: **success**\n\n## Better\n"]


def test_the_next_report_takes_its_place(github: GitHub, post: Post) -> None:
    post()
    github.artifacts[6] = report_zip("## Worse\n")
    assert post(conclusion="failure") == "updated: pull request 7, 5ca1ab1e5ca1"
    assert bodies(github) == [f"{FIRST}: **failure**\n\n## Worse\n"]


def test_a_comment_whose_lines_end_as_on_windows_is_found(github: GitHub, post: Post) -> None:
    github.said(7, f"{MARKER}\r\nold")
    assert post().startswith("updated")


def test_a_fork_is_named_as_one(github: GitHub, post: Post) -> None:
    github.opened(8, SHA, owner="stranger", repository=2)
    assert post(owner="stranger", repository=2) == "posted: pull request 8, 5ca1ab1e5ca1"
    assert bodies(github, 8) == [f"{FIRST}, by code of a fork: **success**\n\n## Better\n"]
    assert bodies(github) == []


def test_comments_of_others_are_left_alone(github: GitHub, post: Post) -> None:
    others = [
        (f"{MARKER}\nby a person", SOMEBODY),
        (f"{MARKER}\nby another app", {"login": "other[bot]", "type": "Bot"}),
        (f"{MARKER}\nby one that is called like the bot", {"login": "github-actions[bot]", "type": "User"}),
        (f"{MARKER}\nby somebody who is gone", None),
        (f"Quoted by the bot:\n{MARKER}", {"login": "github-actions[bot]", "type": "Bot"}),
        (None, {"login": "github-actions[bot]", "type": "Bot"}),
    ]
    for body, user in others:
        github.said(7, body, user)  # type: ignore[arg-type]
    assert post().startswith("posted")
    assert post().startswith("updated")
    assert bodies(github)[:-1] == [body for body, _ in others]
    assert bodies(github)[-1].startswith(FIRST)


def test_it_is_found_among_hundreds(github: GitHub, post: Post) -> None:
    for number in range(230):
        github.said(7, f"comment {number}", SOMEBODY)
    ours = github.said(7, f"{MARKER}\nold")
    github.said(7, "last", SOMEBODY)
    assert post().startswith("updated")
    assert len(bodies(github)) == 232
    assert github.asked[-4:] == [*["GET issues/7/comments"] * 3, f"PATCH issues/comments/{ours}"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"branch": "other"}, "no open pull request has the head 5ca1ab1e5ca1"),
        ({"owner": "stranger", "repository": 2}, "no open pull request has the head"),
        ({"repository": 2}, "no open pull request has the head"),  # of the same owner, by another name
        ({"sha": "0" * 40}, "pull request 7 has moved on from 000000000000"),
        ({"event": "push"}, "of no pull request"),
        ({"head_repository": None}, "of no pull request"),
        ({"head_branch": None}, "of no pull request"),
    ],
)
def test_where_there_is_no_such_pull_request_nothing_is_posted(
    github: GitHub, post: Post, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NothingToPostError, match=reason):
        post(**changes)
    assert bodies(github) == []


def test_a_pull_request_that_is_closed_is_left_alone(github: GitHub, post: Post) -> None:
    github.pulls[0]["state"] = "closed"
    with pytest.raises(NothingToPostError, match="no open pull request"):
        post()


def test_a_fork_that_is_gone_is_passed_over(github: GitHub, post: Post) -> None:
    github.pulls[0]["head"]["repo"] = None
    with pytest.raises(NothingToPostError, match="no open pull request"):
        post()


def test_two_pull_requests_of_one_head_are_told_apart_by_nothing(github: GitHub, post: Post) -> None:
    github.opened(9, SHA)
    with pytest.raises(NothingToPostError, match="2 open pull requests have this head"):
        post()


@pytest.mark.parametrize("branch", ["$(touch x)", "a&state=closed#b", "ünï/🧪", "`x`", "x;y", "a+b c%20"])
def test_a_branch_may_have_any_name(github: GitHub, post: Post, branch: str) -> None:
    github.opened(8, SHA, branch=branch)
    assert post(branch=branch) == "posted: pull request 8, 5ca1ab1e5ca1"


def test_the_artifact_names_no_pull_request(github: GitHub, post: Post) -> None:
    github.opened(1, "1" * 40, branch="release")
    github.artifacts[5] = report_zip(f"{MARKER}\npull request: 1\nPR_NUMBER=1\n")
    assert post() == "posted: pull request 7, 5ca1ab1e5ca1"
    assert bodies(github)[0].count(MARKER) == 1


@pytest.mark.parametrize("case", HOSTILE)
def test_of_an_artifact_that_is_no_report_the_reason_is_told(github: GitHub, post: Post, case: str) -> None:
    github.said(7, f"{MARKER}\nThe report of an older commit, which must not stand here any longer.")
    github.artifacts[5], reason = HOSTILE[case]
    assert post().startswith("updated")
    (body,) = bodies(github)
    assert body.startswith(f"{FIRST}: **success**\n\nNo report: ")
    assert reason in body


def test_an_artifact_larger_than_any_report_is_not_read_to_its_end(github: GitHub, post: Post) -> None:
    github.artifacts[5] = bytes(5 << 20)
    post()
    assert bodies(github) == [f"{FIRST}: **success**\n\nNo report: the artifact is too large."]


def test_a_run_that_left_nothing_is_told_of(github: GitHub, post: Post) -> None:
    github.expired.add(5)
    post(conclusion="failure")
    assert bodies(github) == [f"{FIRST}: **failure**\n\nNo report: the run ended before it wrote one."]


def test_of_a_run_that_was_run_again_the_newest_report_counts(github: GitHub, post: Post) -> None:
    github.artifacts = {8: report_zip("new"), 6: report_zip("old")}
    post()
    assert bodies(github)[0].endswith("\n\nnew")


def test_the_report_does_nothing(github: GitHub, post: Post) -> None:
    github.artifacts[5] = report_zip("@octocat fixes #12 https://evil.example\n/merge\n<!-- x --><img src=x>\n![x](y)")
    post()
    _, _, shown = bodies(github)[0].partition("\n\n")
    assert acts(shown) == set()
    assert "octocat fixes" in shown


def test_a_report_that_grew_too_long_is_cut_at_a_line(github: GitHub, post: Post) -> None:
    lines = "@@@@@@@@\n" * 7000  # each @ becomes two characters
    github.artifacts[5] = report_zip(lines)
    post()
    (body,) = bodies(github)
    assert 65_000 < len(body) <= 65_536
    assert "the rest of it is in the run's summary" in body.partition("\n\n")[0]
    assert set(body.partition("\n\n")[2].splitlines()) == {f"@{JOINER}" * 8}


def test_a_report_of_one_long_line_leaves_what_is_ours(github: GitHub, post: Post) -> None:
    github.artifacts[5] = report_zip("@" * 60_000)
    post()
    assert bodies(github)[0].startswith(FIRST)


def test_another_artifact_of_the_run_is_not_taken(github: GitHub, post: Post) -> None:
    github.artifact_name = "other"
    github.artifacts[5] = zipped({"report.md": b"x"})
    post()
    assert bodies(github)[0].endswith("No report: the run ended before it wrote one.")


@pytest.mark.parametrize("field", ["id", "event", "head_sha", "head_branch", "head_repository", "conclusion"])
def test_an_event_that_lacks_something_is_said_to(field: str) -> None:
    told = event()
    del told["workflow_run"][field]
    with pytest.raises(ApiError, match=f"the event: not of the shape that GitHub documents: KeyError.'{field}'"):
        run_of(told)
    for odd in ({}, [], None, {"workflow_run": []}, event(head_repository={"id": 1, "owner": None}), event(id="x")):
        with pytest.raises(ApiError, match="the event: not of the shape"):
            run_of(odd)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["pulls", "actions/runs/77/artifacts", "issues/7/comments"])
def test_an_answer_of_another_shape_changes_nothing(github: GitHub, post: Post, path: str) -> None:
    ours = github.said(7, f"{MARKER}\nold")
    for answer in (b"null", b"{}", b"[null]", b'"x"', b"3", b"<html>", b"[" * 100_000, b'[{"user": 3, "id": 5}]'):
        github.failures, github.bodies_of_failures = {f"GET {path}": [200]}, answer
        with pytest.raises(ApiError, match=r"not of the shape|is no JSON|is no list"):
            post()
    assert github.comments[7] == [{"id": ours, "body": f"{MARKER}\nold", "user": BOT}]


@pytest.mark.parametrize("address", ["http://[", "http:x", "http:///x", "http://x:port/", "http://127.0.0.1/a b"])
def test_a_download_that_leads_to_no_address_is_said_to(github: GitHub, post: Post, address: str) -> None:
    github.leads_to = address
    with pytest.raises(ApiError, match="actions/artifacts/5/zip: "):
        post()

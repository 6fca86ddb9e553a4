"""What the comment asks of GitHub, and what becomes of it where GitHub refuses or fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from comment import comment
from github_api import ApiError, Repository
from support.github_server import NAME, TOKEN, GitHub
from support.workflow_run_events import environment, event

Post = Callable[..., str]


def test_the_token_goes_to_github_alone(github: GitHub, post: Post) -> None:
    post()
    assert github.tokens["/stored/5"] is None
    assert github.tokens["pulls"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "", "/stored/5"])
def test_a_download_leads_to_no_other_kind_of_address(github: GitHub, post: Post, address: str) -> None:
    github.leads_to = address or "nowhere"
    with pytest.raises(ApiError, match=r"GET actions/artifacts/5/zip: 302"):
        post()


@pytest.mark.parametrize(
    ("request_line", "status", "says"),
    [
        ("GET pulls", 403, "GET pulls: 403 Said by the server (the job lacks a permission, or has asked too often"),
        ("GET pulls", 404, "GET pulls: 404 Said by the server (it is not there, or the token may not see it)"),
        ("GET actions/runs/77/artifacts", 403, "GET actions/runs/77/artifacts: 403 Said by the server"),
        ("GET actions/artifacts/5/zip", 410, "GET actions/artifacts/5/zip: 410 Said by the server"),
        ("GET /stored/5", 403, "GET actions/artifacts/5/zip: 403 Said by the server"),
        ("GET issues/7/comments", 500, "GET issues/7/comments: 500 Said by the server"),
        ("POST issues/7/comments", 403, "POST issues/7/comments: 403 Said by the server (the job lacks a permission"),
        ("POST issues/7/comments", 502, "POST issues/7/comments: 502 Said by the server"),
    ],
)
def test_what_github_refuses_is_told_in_one_line(
    github: GitHub, post: Post, request_line: str, status: int, says: str
) -> None:
    github.failures[request_line] = [status] * 3
    with pytest.raises(ApiError) as told:
        post()
    assert str(told.value).startswith(says)
    assert "\n" not in str(told.value)
    assert "signature" not in str(told.value)
    assert TOKEN not in str(told.value)


@pytest.mark.parametrize("request_line", ["GET pulls", "GET /stored/5", "GET issues/7/comments"])
def test_reading_is_tried_again_where_the_server_fails(github: GitHub, post: Post, request_line: str) -> None:
    github.failures[request_line] = [500, 503]
    assert post().startswith("posted")


def test_writing_is_never_tried_again_lest_there_be_two(github: GitHub, post: Post) -> None:
    github.failures["POST issues/7/comments"] = [502]
    with pytest.raises(ApiError, match="502"):
        post()
    assert github.asked.count("POST issues/7/comments") == 1


def test_an_answer_that_is_no_json_is_told_in_one_line(github: GitHub, post: Post) -> None:
    github.failures["GET pulls"] = [200]
    github.bodies_of_failures = b"<html>A proxy</html>"
    with pytest.raises(ApiError, match="GitHub's answer is no JSON"):
        post()


def test_a_token_that_is_not_valid_is_told_in_one_line(github: GitHub, post: Post) -> None:
    with pytest.raises(ApiError, match=r"401 Bad credentials \(the token is not valid\)"):
        post(token="another")


def test_no_github_is_told_in_one_line(github: GitHub, tmp_path: Path) -> None:
    told = environment(tmp_path / "event.json", "http://127.0.0.1:1", event())
    with pytest.raises(ApiError, match=r"GET actions/runs/77/artifacts: .*refused"):
        comment(told, Repository("http://127.0.0.1:1", NAME, TOKEN, pauses=(0.0,)))
